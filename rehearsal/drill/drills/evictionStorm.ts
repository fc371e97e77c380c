import type { Drill } from "../drill";
import { brokenQuorums, worstShortfall } from "../recording";
import { evict } from "./eviction";
import { inSeconds } from "./timed";

const MOVED_WITHIN_SECONDS = 180;

/** Several node groups are upgraded at once: nothing but the budgets keeps members of the same workload from going together. */
export const EVICTION_STORM: Drill = {
    name: "eviction-storm",
    title: "the eviction of every pod is asked for at the same moment",
    promise: `budgets let them go one by one: no workload under its quorum, every pod moved within ${MOVED_WITHIN_SECONDS} s`,
    expectedSeconds: 40,
    run: async (site, step) => {
        const pods = site.workloads.flatMap((workload) =>
            site.serving(workload).map(({ name, uid }) => ({ namespace: workload.pods?.namespace ?? "", name, uid })),
        );
        const recording = site.record();
        const left = () => pods.filter(({ uid }) => site.observed.hasPod(uid)).length;
        const evictions = pods.map((pod) => evict(site, pod, MOVED_WITHIN_SECONDS));
        const moved = await site.within(MOVED_WITHIN_SECONDS, () => {
            step.update(`${left()} of ${pods.length} pods are to go`);
            return left() === 0 && site.incomplete().length === 0;
        });
        await Promise.all(evictions);
        const outcomes = recording.outcomes();
        return {
            measured:
                `${pods.length} pods moved after ${inSeconds(moved)}, ` +
                `never more than ${worstShortfall(outcomes)} of a workload missing`,
            breaches: [
                ...brokenQuorums(outcomes),
                ...(moved === undefined ? [`${left()} pods were left after ${MOVED_WITHIN_SECONDS} s`] : []),
            ],
            workloads: outcomes,
        };
    },
};
