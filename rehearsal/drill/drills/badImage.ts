import { MISSING_IMAGE } from "../../cluster/podStages";
import type { LiveObject } from "../../kubernetes/kubeApi";
import type { Drill } from "../drill";
import { brokenQuorums, worstShortfall } from "../recording";
import { podTemplateOf, type DrillSite } from "../site";
import { inSeconds } from "./timed";

/** Long enough for every rollout to get as far as it will. */
const WATCHED_SECONDS = 30;

const REPAIRED_WITHIN_SECONDS = 60;

/** Every Deployment of the program gets an image that no registry has, and later its own again. */
export const BAD_IMAGE: Drill = {
    name: "bad-image",
    title: "every Deployment is rolled out with an image that never starts",
    promise:
        `rollouts stop: no workload under its quorum, none with more than one member fewer for ${WATCHED_SECONDS} s; ` +
        `repaired within ${REPAIRED_WITHIN_SECONDS} s`,
    expectedSeconds: 40,
    run: async (site, step) => {
        const ours = site.workloads.filter((workload) => site.isOurs(workload));
        const controllers = (await Promise.all(ours.map((workload) => site.controllersOf(workload)))).flat();
        const deployments = controllers.filter(({ kind }) => kind === "Deployment");
        const recording = site.record();
        await Promise.all(deployments.map((deployment) => setImage(site, deployment, MISSING_IMAGE)));
        step.update("the new pods do not start");
        await site.within(WATCHED_SECONDS, () => false);
        const outcomes = recording.outcomes();
        const served = ours.map((workload) => ({
            workload,
            lowest: outcomes.find(({ name }) => name === workload.name)?.lowest ?? 0,
        }));
        await Promise.all(deployments.map((deployment) => setImage(site, deployment, containerOf(deployment).image)));
        const repaired = await site.within(REPAIRED_WITHIN_SECONDS, () => site.incomplete().length === 0);
        return {
            measured:
                `${deployments.length} rollouts stopped, never more than ${worstShortfall(outcomes)} of a workload missing, ` +
                `repaired after ${inSeconds(repaired)}`,
            breaches: [
                ...brokenQuorums(outcomes),
                ...served
                    .filter(({ workload, lowest }) => lowest < workload.members.min - 1)
                    .map(
                        ({ workload, lowest }) =>
                            `${workload.name} went on to ${lowest} of ${workload.members.min} members`,
                    ),
                ...site.incomplete().map(({ name }) => `${name} was not repaired within ${REPAIRED_WITHIN_SECONDS} s`),
            ],
            workloads: outcomes,
        };
    },
};

async function setImage(site: DrillSite, deployment: LiveObject, image: string): Promise<void> {
    const { name } = containerOf(deployment);
    await site.api.merge(deployment, { spec: { template: { spec: { containers: [{ name, image }] } } } });
}

function containerOf(deployment: LiveObject) {
    const [container] = podTemplateOf(deployment).spec.containers;
    if (container === undefined) {
        throw new Error(`Deployment ${deployment.metadata.name} has no container`);
    }
    return container;
}
