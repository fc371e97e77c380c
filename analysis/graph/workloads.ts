import type { Workload } from "../../contracts";
import { compare, type ResourceGraph } from "./resourceGraph";

/** Every Workload that the components of a graph say they are, by name. */
export function workloadsOf(graph: ResourceGraph): Workload[] {
    return graph.resources
        .flatMap(({ outputs }) => (outputs?.workloads ?? []) as Workload[])
        .sort((a, b) => compare(a.name, b.name));
}
