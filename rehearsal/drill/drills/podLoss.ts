import type { Workload } from "../../../contracts";
import type { Drill } from "../drill";
import { brokenQuorums } from "../recording";
import type { DrillSite } from "../site";
import { slowest, type Timed } from "./timed";

const REPLACED_WITHIN_SECONDS = 60;

/** A pod crashes with its node left: the controller of its workload starts another. */
export const POD_LOSS: Drill = {
    name: "pod-loss",
    title: "a pod of every workload dies, one after another",
    promise: `no workload under its quorum, another pod ready within ${REPLACED_WITHIN_SECONDS} s`,
    expectedSeconds: 60,
    run: async (site, step) => {
        const recording = site.record();
        const replaced: Timed[] = [];
        for (const [index, workload] of site.workloads.entries()) {
            step.update(`${workload.name}, ${index + 1} of ${site.workloads.length}`);
            replaced.push({ name: workload.name, seconds: await loseOnePod(site, workload) });
        }
        const outcomes = recording.outcomes();
        const late = replaced.filter(({ seconds }) => seconds === undefined);
        return {
            measured: `${replaced.length} pods lost, the slowest replaced after ${slowest(replaced)}`,
            breaches: [
                ...brokenQuorums(outcomes),
                ...late.map(({ name }) => `a pod of ${name} was not replaced within ${REPLACED_WITHIN_SECONDS} s`),
            ],
            workloads: outcomes,
        };
    },
};

/** Kills the first pod of a workload, by node; returns when another had taken its place, if one did. */
export async function loseOnePod(site: DrillSite, workload: Workload, member = 0): Promise<number | undefined> {
    const pods = site.serving(workload).sort((a, b) => (a.node ?? "").localeCompare(b.node ?? ""));
    const lost = pods[member % pods.length];
    await site.api.deletePodAtOnce(workload.pods?.namespace ?? "", lost?.name ?? "");
    return site.within(
        REPLACED_WITHIN_SECONDS,
        () => site.isComplete(workload) && site.serving(workload).every(({ uid }) => uid !== lost?.uid),
    );
}
