import type { Drill } from "../drill";
import { brokenQuorums, worstShortfall } from "../recording";
import type { DrillSite } from "../site";
import { evict } from "./eviction";
import { slowest, type Timed } from "./timed";

/** What EKS gives a node of a managed node group before it gives up: 15 min. Simulated pods end at once, so that a fifth is plenty. */
const DRAINED_WITHIN_SECONDS = 180;

/** What an upgrade of EKS does: one node after another is cordoned, and its pods are evicted as their budgets allow. */
export const NODE_DRAIN: Drill = {
    name: "node-drain",
    title: "every node is drained, one after another",
    promise: `no workload under its quorum, no budget that blocks, each node empty within ${DRAINED_WITHIN_SECONDS} s`,
    expectedSeconds: 60,
    run: async (site, step) => {
        const nodes = site.observed.nodeNames();
        const recording = site.record();
        const drained: Timed[] = [];
        for (const [index, node] of nodes.entries()) {
            step.update(`${node}, ${index + 1} of ${nodes.length}`);
            drained.push({ name: node, seconds: await drain(site, node) });
        }
        const outcomes = recording.outcomes();
        const stuck = drained.filter(({ seconds }) => seconds === undefined);
        return {
            measured:
                `${nodes.length} nodes drained, the slowest in ${slowest(drained)}, ` +
                `never more than ${worstShortfall(outcomes)} of a workload missing`,
            breaches: [
                ...brokenQuorums(outcomes),
                ...stuck.map(({ name }) => `${name} was not empty after ${DRAINED_WITHIN_SECONDS} s`),
            ],
            workloads: outcomes,
        };
    },
};

/** Cordons a node, evicts its pods, waits until all workloads are complete, and lets pods on it again. Seconds, if it came to an end. */
export async function drain(site: DrillSite, node: string): Promise<number | undefined> {
    const key = { apiVersion: "v1", kind: "Node", metadata: { name: node } };
    await site.api.merge(key, { spec: { unschedulable: true } });
    const pods = site.observed.podsOn(node);
    const seconds = await site.within(DRAINED_WITHIN_SECONDS, async () => {
        await Promise.all(pods.map((pod) => evict(site, pod, DRAINED_WITHIN_SECONDS)));
        return site.observed.podsOn(node).length === 0 && site.incomplete().length === 0;
    });
    await site.api.merge(key, { spec: { unschedulable: null } });
    return seconds;
}
