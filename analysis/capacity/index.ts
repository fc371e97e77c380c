import { workloadsOf, type ResourceGraph } from "../graph";
import type { Capacity } from "./types";

export type * from "./types";

/** The capacity of a graph; undefined when it runs nothing. Pure. */
export function capacityOf(graph: ResourceGraph): Capacity | undefined {
    const workloads = workloadsOf(graph).filter(({ pods }) => pods !== undefined);
    if (workloads.length === 0) {
        return undefined;
    }
    const total = (value: (workload: (typeof workloads)[number]) => number) =>
        workloads.reduce((sum, workload) => sum + workload.members.max * value(workload), 0);
    return {
        requests: {
            pods: total(() => 1),
            cpu: total(({ requests }) => requests.cpu),
            memory: total(({ requests }) => requests.memory),
        },
        nodes: null,
        podAddresses: [],
        memory: [],
        storage: [],
        throughput: [],
        assumptions: [],
        problems: [],
    };
}
