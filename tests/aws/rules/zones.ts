import { subnetZones, type ResourceGraph } from "../../../analysis/graph";
import { zoneFindings } from "../../../analysis/invariants/aws/zones";
import { EXISTING } from "../variants";
import { texts, type Rule } from "./rule";

/** Zones of the subnets of the graph, and of the network that is adopted. */
function zonesOfSubnets(graph: ResourceGraph): Map<string, string> {
    const adopted = EXISTING.zones.flatMap(({ zone, ...subnets }) =>
        Object.values(subnets).map((id): [string, string] => [id, zone]),
    );
    return new Map([...subnetZones(graph), ...adopted]);
}

export const zones: Rule = {
    title: "what keeps data, and what leads to it, is in every zone",
    problems: (graph, spanned) => texts(zoneFindings(graph, { spanned, ofSubnets: zonesOfSubnets(graph) })),
    breach: {
        variant: "prod",
        type: "aws:elasticache/replicationGroup:ReplicationGroup",
        name: "redis",
        inputs: { preferredCacheClusterAzs: ["eu-central-1a", "eu-central-1b", "eu-central-1b"] },
    },
};
