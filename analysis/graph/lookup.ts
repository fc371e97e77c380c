import type { Workload } from "../../contracts";
import { compare, type GraphResource, type ResourceGraph } from "./resourceGraph";

/** Ways to find resources that do not look at all of them each time. A graph does not change: what is known of it is kept. */

interface Index {
    readonly byUrn: ReadonlyMap<string, GraphResource>;
    readonly byType: ReadonlyMap<string, readonly GraphResource[]>;
    readonly byParent: ReadonlyMap<string | undefined, readonly GraphResource[]>;
    /** By name, with the component that says so. */
    readonly workloads: readonly { readonly workload: Workload; readonly component: GraphResource }[];
    readonly componentByWorkload: ReadonlyMap<string, GraphResource>;
}

const INDEXES = new WeakMap<ResourceGraph, Index>();

function indexOf(graph: ResourceGraph): Index {
    const known = INDEXES.get(graph);
    if (known !== undefined) {
        return known;
    }
    const { resources } = graph;
    const workloads = resources
        .flatMap((component) =>
            ((component.outputs?.["workloads"] ?? []) as Workload[]).map((workload) => ({ workload, component })),
        )
        .sort((a, b) => compare(a.workload.name, b.workload.name));
    const index: Index = {
        byUrn: new Map(resources.map((resource) => [resource.urn, resource])),
        byType: Map.groupBy(resources, ({ type }) => type),
        byParent: Map.groupBy(resources, ({ parent }) => parent),
        workloads,
        componentByWorkload: new Map(workloads.map(({ workload, component }) => [workload.name, component])),
    };
    INDEXES.set(graph, index);
    return index;
}

/** Resources of an exact type, in the order of the graph. */
export function ofType(graph: ResourceGraph, type: string): readonly GraphResource[] {
    return indexOf(graph).byType.get(type) ?? [];
}

/** The resource with a URN. */
export function resourceOf(graph: ResourceGraph, urn: string | undefined): GraphResource | undefined {
    return urn === undefined ? undefined : indexOf(graph).byUrn.get(urn);
}

/** Children of a resource, or the resources at the top. */
export function childrenOf(graph: ResourceGraph, parent: string | undefined): readonly GraphResource[] {
    return indexOf(graph).byParent.get(parent) ?? [];
}

/** Every Workload that the components of a graph say they are, by name. */
export function workloadsOf(graph: ResourceGraph): Workload[] {
    return indexOf(graph).workloads.map(({ workload }) => workload);
}

/** The component that says that it is a workload. */
export function componentOf(graph: ResourceGraph, workload: string): GraphResource | undefined {
    return indexOf(graph).componentByWorkload.get(workload);
}

/** The resource of a type that another one is made from. */
export function dependencyOf(
    graph: ResourceGraph,
    { dependencies }: GraphResource,
    type: string,
): GraphResource | undefined {
    return dependencies.map((urn) => resourceOf(graph, urn)).find((resource) => resource?.type === type);
}
