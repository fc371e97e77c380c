import type { Step } from "../../progress";
import type { Finding } from "../drill";
import { brokenQuorums, type Recording } from "../recording";
import type { DrillSite } from "../site";
import { inSeconds } from "./timed";

/** Seconds until Kubernetes has noticed (50 s grace period), given up the pods (15 s) and started others: twice what is usual. */
export const REPLACED_WITHIN_SECONDS = 150;

/** Seconds from the return of the nodes until what waited for them is complete. */
export const COMPLETE_WITHIN_SECONDS = 90;

export interface DarkNodesArgs {
    readonly site: DrillSite;
    readonly step: Step;
    readonly nodes: readonly string[];
    /** What goes dark, in words. */
    readonly what: string;
    /** Whether quorums may break. */
    readonly mayBreakQuorums: boolean;
}

/** Nodes go dark, what can move is replaced elsewhere, the nodes come back. */
export async function loseNodesAndReturn(args: DarkNodesArgs): Promise<Finding> {
    const { site, step, nodes, what } = args;
    const recording = site.record();
    const pods = nodes.reduce((sum, node) => sum + site.observed.podsOn(node).length, 0);
    step.update(`${what} goes dark with ${pods} pods`);
    await site.loseNodes(nodes);
    const replaced = await site.within(REPLACED_WITHIN_SECONDS, () =>
        site.incomplete().every(({ zoneBound }) => zoneBound),
    );
    const stuck = site.incomplete().filter(({ zoneBound }) => !zoneBound);
    step.update(`${what} comes back`);
    await site.returnNodes(nodes);
    const complete = await site.within(COMPLETE_WITHIN_SECONDS, () => site.incomplete().length === 0);
    const outcomes = recording.outcomes();
    const outages = brokenQuorums(outcomes);
    return {
        measured:
            `${what} lost with ${pods} pods; those that move replaced after ${inSeconds(replaced)}, ` +
            `all complete ${inSeconds(complete)} after the nodes were ready again${outageText(args, recording)}`,
        breaches: [
            ...(args.mayBreakQuorums ? [] : outages),
            ...stuck.map(({ name }) => `${name} was not replaced within ${REPLACED_WITHIN_SECONDS} s`),
            ...site
                .incomplete()
                .map(({ name }) => `${name} was not complete ${COMPLETE_WITHIN_SECONDS} s after the return`),
        ],
        workloads: outcomes,
    };
}

function outageText({ mayBreakQuorums }: DarkNodesArgs, recording: Recording): string {
    const out = recording.outcomes().filter(({ outageSeconds }) => outageSeconds > 0);
    return !mayBreakQuorums || out.length === 0 ? "" : `; out for that long: ${out.map(({ name }) => name).join(", ")}`;
}
