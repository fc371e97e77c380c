import type { Drill } from "../drill";
import { COMPLETE_WITHIN_SECONDS, loseNodesAndReturn, REPLACED_WITHIN_SECONDS } from "./darkNodes";

/** The node with most pods loses its power, and gets it back. */
export const NODE_LOSS: Drill = {
    name: "node-loss",
    title: "the node with most pods goes dark",
    promise:
        `no workload under its quorum, lost pods replaced within ${REPLACED_WITHIN_SECONDS} s ` +
        `(those bound to their node ${COMPLETE_WITHIN_SECONDS} s after its return)`,
    expectedSeconds: 80,
    run: (site, step) => {
        const podsOn = (node: string) => site.observed.podsOn(node).length;
        const fullest = site.observed.nodeNames().reduce((a, b) => (podsOn(b) > podsOn(a) ? b : a));
        return loseNodesAndReturn({ site, step, nodes: [fullest], what: fullest, mayBreakQuorums: false });
    },
};
