import type { Drill } from "../drill";
import { COMPLETE_WITHIN_SECONDS, loseNodesAndReturn, REPLACED_WITHIN_SECONDS } from "./darkNodes";

/** More than the design is for: what can be served from the zone that is left, and that nothing stays broken. */
export const TWO_ZONES_LOST: Drill = {
    name: "two-zones-lost",
    title: "all zones but one go dark at the same moment",
    promise:
        `whatever can move is replaced in the last zone within ${REPLACED_WITHIN_SECONDS} s, everything is complete ` +
        `${COMPLETE_WITHIN_SECONDS} s after the return; quorums of three zones may break`,
    expectedSeconds: 90,
    run: (site, step) => {
        const lost = site.cluster.zones.slice(0, -1);
        const nodes = lost.flatMap((zone) => site.observed.nodeNames(zone));
        return loseNodesAndReturn({ site, step, nodes, what: lost.join(" and "), mayBreakQuorums: true });
    },
};
