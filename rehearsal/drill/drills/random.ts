import type { Workload } from "../../../contracts";
import type { Step } from "../../progress";
import type { Drill } from "../drill";
import { brokenQuorums } from "../recording";
import { rounded, type DrillSite } from "../site";
import { drain } from "./nodeDrain";
import { loseOnePod } from "./podLoss";
import { roll } from "./rollingUpdate";

/** Seconds that any one disruption may keep any workload incomplete. */
const CONVERGED_WITHIN_SECONDS = 180;

/** A node without power for less than it takes Kubernetes to notice: longer losses have drills of their own. */
const BLINK_SECONDS = 8;

interface Disruption {
    /** What happens, before the name of whom it happens to. */
    readonly what: string;
    /** Among whom the sequence chooses, in an order that is the same each time. */
    readonly targets: (site: DrillSite) => readonly string[];
    /** Disrupts one of them. `draw` gives a number from 0 up to 1. */
    readonly disrupt: (site: DrillSite, target: string, draw: () => number) => Promise<void>;
}

const DISRUPTIONS: readonly Disruption[] = [
    {
        what: "crash of a pod of",
        targets: workloadNames,
        disrupt: async (site, target, draw) => {
            const workload = named(site, target);
            await loseOnePod(site, workload, Math.floor(draw() * workload.members.min));
        },
    },
    {
        what: "rollout of",
        targets: (site) => workloadNames(site).filter((name) => site.isOurs(named(site, name))),
        disrupt: async (site, target) => {
            await Promise.all(
                (await site.controllersOf(named(site, target))).map((controller) => roll(site, controller)),
            );
        },
    },
    {
        what: "drain of",
        targets: nodes,
        disrupt: async (site, target) => void (await drain(site, target)),
    },
    {
        what: "power cut, shorter than anybody notices, of",
        targets: nodes,
        disrupt: async (site, target) => {
            await site.loseNodes([target]);
            await site.within(BLINK_SECONDS, () => false);
            await site.returnNodes([target]);
        },
    },
    {
        what: "crash of",
        targets: () => ["kube-controller-manager", "kube-scheduler"],
        disrupt: (site, target) => site.cluster.restart([target as "kube-scheduler"], BLINK_SECONDS),
    },
];

/** One disruption after another, chosen by a seed, until the time is up. The same seed chooses the same ones. */
export function randomDrill({ seed, seconds }: { readonly seed: number; readonly seconds: number }): Drill {
    return {
        name: "random",
        title: `disruptions chosen by seed ${seed} for ${seconds} s`,
        promise: `after every single disruption: no quorum broken, everything complete within ${CONVERGED_WITHIN_SECONDS} s`,
        expectedSeconds: seconds,
        run: async (site, step) => {
            const draw = generator(seed);
            const recording = site.record();
            const steps: string[] = [];
            const breaches: string[] = [];
            while (recording.seconds() < seconds && breaches.length === 0) {
                const { text, slow } = await disruptOnce(site, draw, step);
                steps.push(`${rounded(recording.seconds())} s: ${text}`);
                breaches.push(
                    ...[...brokenQuorums(recording.outcomes()), ...slow].map((breach) => `${text}: ${breach}`),
                );
                await site.settle();
            }
            return {
                measured: `${steps.length} disruptions of seed ${seed}, ${breaches.length === 0 ? "none" : "the last"} broke the promise`,
                breaches,
                workloads: recording.outcomes(),
                steps,
            };
        },
    };
}

async function disruptOnce(site: DrillSite, draw: () => number, step: Step): Promise<{ text: string; slow: string[] }> {
    const disruption = pick(DISRUPTIONS, draw);
    const target = pick(disruption.targets(site), draw);
    const text = `${disruption.what} ${target}`;
    step.update(text);
    await disruption.disrupt(site, target, draw);
    await site.within(CONVERGED_WITHIN_SECONDS, () => site.incomplete().length === 0);
    const slow = site.incomplete().map(({ name }) => `${name} was not complete after ${CONVERGED_WITHIN_SECONDS} s`);
    return { text, slow };
}

function workloadNames(site: DrillSite): string[] {
    return site.workloads.map(({ name }) => name).sort();
}

function nodes(site: DrillSite): string[] {
    return site.observed.nodeNames();
}

function named(site: DrillSite, name: string): Workload {
    const workload = site.workloads.find((candidate) => candidate.name === name);
    if (workload === undefined) {
        throw new Error(`there is no workload ${name}`);
    }
    return workload;
}

function pick<T>(all: readonly T[], draw: () => number): T {
    return all[Math.floor(draw() * all.length)] as T;
}

/** Numbers from 0 up to 1 that follow from a seed (mulberry32). */
export function generator(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}
