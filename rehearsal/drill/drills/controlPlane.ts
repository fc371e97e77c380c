import type { Drill } from "../drill";
import { brokenQuorums } from "../recording";
import type { DrillSite } from "../site";
import { inSeconds } from "./timed";

const REPLACED_WITHIN_SECONDS = 60;

/** Shorter than the time after which nodes would count as lost. */
const DOWN_SECONDS = 10;

/** Scheduler and controller manager are killed, and while nobody would replace it a pod dies. */
export const CONTROLLER_RESTART: Drill = {
    name: "controller-restart",
    title: "scheduler and controller manager crash, and a pod of every workload with several dies meanwhile",
    promise: `no workload under its quorum, every lost pod replaced within ${REPLACED_WITHIN_SECONDS} s of the restart`,
    expectedSeconds: 25,
    run: async (site) => {
        const several = site.workloads.filter(({ members, quorum }) => members.min > Math.max(1, quorum));
        const recording = site.record();
        const restarted = site.cluster.restart(["kube-scheduler", "kube-controller-manager"], DOWN_SECONDS);
        const lost = several.map((workload) => ({ workload, pod: site.serving(workload)[0] }));
        await Promise.all(
            lost.map(({ workload, pod }) => site.api.deletePodAtOnce(workload.pods?.namespace ?? "", pod?.name ?? "")),
        );
        await restarted;
        const gone = new Set(lost.map(({ pod }) => pod?.uid));
        const replaced = await site.within(
            REPLACED_WITHIN_SECONDS,
            () =>
                site.incomplete().length === 0 &&
                several.every((workload) => site.serving(workload).every(({ uid }) => !gone.has(uid))),
        );
        const outcomes = recording.outcomes();
        return {
            measured: `${lost.length} pods lost in ${DOWN_SECONDS} s without controllers, all replaced ${inSeconds(replaced)} after the restart`,
            breaches: [
                ...brokenQuorums(outcomes),
                ...site
                    .incomplete()
                    .map(({ name }) => `${name} was not complete ${REPLACED_WITHIN_SECONDS} s after the restart`),
            ],
            workloads: outcomes,
        };
    },
};

/** Controllers that lost their connection try again at growing intervals, 30 s at most (client-go's reflector). */
const ANSWERS_WITHIN_SECONDS = 60;

/** API server and etcd are killed. What runs goes on without them; what matters is that they come back knowing it. */
export const CONTROL_PLANE_RESTART: Drill = {
    name: "control-plane-restart",
    title: "API server and etcd crash",
    promise: `no pod replaced, no object lost, changes take effect again within ${ANSWERS_WITHIN_SECONDS} s of the restart`,
    expectedSeconds: 25,
    run: async (site) => {
        const before = podUids(site);
        const objects = await livePlan(site);
        const recording = site.record();
        await site.cluster.restart(["kube-apiserver", "etcd"], DOWN_SECONDS);
        const [witness] = site.workloads.filter(({ members, zoneBound }) => members.min > 1 && !zoneBound);
        const answered = await site.within(ANSWERS_WITHIN_SECONDS, async () => {
            try {
                return (await livePlan(site)).length === objects.length;
            } catch {
                // Connections of before are still being given up.
                return false;
            }
        });
        const after = podUids(site);
        const replacedPods = [...before].filter((uid) => !after.has(uid)).length;
        const present = new Set(await livePlan(site));
        const missing = objects.filter((uid) => !present.has(uid)).length;
        const effective = witness === undefined ? 0 : await replaceWitness(site, witness);
        const outcomes = recording.outcomes();
        return {
            measured:
                `${objects.length} objects and ${before.size} pods there again ${inSeconds(answered)} after ${DOWN_SECONDS} s without control plane, ` +
                `a lost pod replaced ${inSeconds(effective)} later`,
            breaches: [
                ...(replacedPods === 0 ? [] : [`${replacedPods} pods were replaced`]),
                ...(missing === 0 ? [] : [`${missing} objects were lost`]),
                ...(effective === undefined ? [`a lost pod was not replaced within ${ANSWERS_WITHIN_SECONDS} s`] : []),
                ...brokenQuorums(outcomes),
            ],
            workloads: outcomes,
        };
    },
};

function podUids(site: DrillSite): Set<string> {
    return new Set(site.workloads.flatMap((workload) => site.serving(workload)).map(({ uid }) => uid));
}

/** Identities of the plan's objects that the API server has. */
async function livePlan(site: DrillSite): Promise<string[]> {
    const live = await Promise.all(site.plan.map(({ object }) => site.api.get(object)));
    return live.flatMap((object) => object?.metadata.uid ?? []);
}

async function replaceWitness(site: DrillSite, workload: DrillSite["workloads"][number]): Promise<number | undefined> {
    const [pod] = site.serving(workload);
    await site.api.deletePodAtOnce(workload.pods?.namespace ?? "", pod?.name ?? "");
    return site.within(
        ANSWERS_WITHIN_SECONDS,
        () => site.isComplete(workload) && site.serving(workload).every(({ uid }) => uid !== pod?.uid),
    );
}
