import { idOf, ofType, workloadsOf, type GraphResource, type ResourceGraph } from "../../analysis/graph";

/** Which region and zones a graph is in. */

const AWS_PROVIDER = "pulumi:providers:aws";
const SUBNET = "aws:ec2/subnet:Subnet";

/** The region that a resource is made in; undefined for what is in a cluster. */
export function regionOf(graph: ResourceGraph): (resource: GraphResource) => string | undefined {
    const regions = new Map(ofType(graph, AWS_PROVIDER).map(({ urn, inputs }) => [urn, String(inputs["region"])]));
    // A state names the provider with its id behind the URN.
    return ({ provider }) =>
        provider === undefined ? undefined : (regions.get(provider) ?? regions.get(provider.replace(/::[^:]+$/, "")));
}

/** The region that most of the stack is in. */
export function ownRegion(graph: ResourceGraph): string | undefined {
    const find = regionOf(graph);
    const counts = new Map<string, number>();
    for (const resource of graph.resources) {
        const region = find(resource);
        if (region !== undefined) {
            counts.set(region, (counts.get(region) ?? 0) + 1);
        }
    }
    return [...counts].sort(([a, more], [b, less]) => less - more || (a < b ? -1 : 1))[0]?.[0];
}

/** Every zone that something may run in, sorted. */
export function zonesOf(graph: ResourceGraph): string[] {
    return [...new Set(workloadsOf(graph).flatMap(({ zones }) => zones))].sort();
}

/** Zones of the subnets that the graph makes, by their ids. */
export function zonesOfSubnets(graph: ResourceGraph): Map<string, string> {
    return new Map(ofType(graph, SUBNET).map((subnet) => [idOf(subnet), String(subnet.inputs["availabilityZone"])]));
}
