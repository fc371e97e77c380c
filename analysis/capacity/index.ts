import type { ResourceGraph } from "../graph";
import { demandsOf } from "./demand";
import { nodeGroupsOf } from "./nodeGroups";
import type { Capacity, NodeCapacity } from "./types";
import { scenariosOf, total } from "./zoneLoss";

export type * from "./types";

/** The capacity of a graph; undefined when it runs nothing. Pure. */
export function capacityOf(graph: ResourceGraph): Capacity | undefined {
    const demands = demandsOf(graph);
    if (demands.length === 0) {
        return undefined;
    }
    const groups = nodeGroupsOf(graph);
    const nodes: NodeCapacity | null =
        groups.length === 0
            ? null
            : { groups: groups.map(({ shown }) => shown), scenarios: scenariosOf(groups, demands) };
    return {
        requests: total(
            demands.map(({ count, requests: { cpu, memory } }) => ({
                pods: count,
                cpu: cpu * count,
                memory: memory * count,
            })),
        ),
        nodes,
        podAddresses: [],
        memory: [],
        storage: [],
        throughput: [],
        assumptions: [],
        problems: [],
    };
}
