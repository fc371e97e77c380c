import type { LiveObject } from "../../kubernetes/kubeApi";
import type { Drill } from "../drill";
import { brokenQuorums, worstShortfall } from "../recording";
import type { DrillSite } from "../site";
import { inSeconds } from "./timed";

const ROLLED_WITHIN_SECONDS = 300;

/** Every Deployment and StatefulSet of the program gets a new pod template at the same moment. */
export const ROLLING_UPDATE: Drill = {
    name: "rolling-update",
    title: "every workload of the program is rolled at once",
    promise: `no workload under its quorum, every pod replaced within ${ROLLED_WITHIN_SECONDS} s`,
    expectedSeconds: 30,
    run: async (site, step) => {
        const ours = site.workloads.filter((workload) => site.isOurs(workload));
        const old = new Set(ours.flatMap((workload) => site.serving(workload)).map(({ uid }) => uid));
        const controllers = (await Promise.all(ours.map((workload) => site.controllersOf(workload)))).flat();
        const recording = site.record();
        await Promise.all(controllers.map((controller) => roll(site, controller)));
        const left = () => ours.flatMap((workload) => site.observed.podsOf(workload)).filter(({ uid }) => old.has(uid));
        const rolled = await site.within(ROLLED_WITHIN_SECONDS, () => {
            step.update(`${left().length} of ${old.size} pods are to be replaced`);
            return left().length === 0 && site.incomplete().length === 0;
        });
        const outcomes = recording.outcomes();
        return {
            measured:
                `${controllers.length} workloads with ${old.size} pods rolled after ${inSeconds(rolled)}, ` +
                `never more than ${worstShortfall(outcomes)} of a workload missing`,
            breaches: [
                ...brokenQuorums(outcomes),
                ...(rolled === undefined
                    ? [`${left().length} old pods were left after ${ROLLED_WITHIN_SECONDS} s`]
                    : []),
            ],
            workloads: outcomes,
        };
    },
};

/** What `kubectl rollout restart` does. */
export async function roll(site: DrillSite, controller: LiveObject): Promise<void> {
    const annotations = { "kubectl.kubernetes.io/restartedAt": new Date().toISOString() };
    await site.api.merge(controller, { spec: { template: { metadata: { annotations } } } });
}
