import type { GraphResource, ResourceGraph } from "../../analysis/graph";

/** A resource with a short URN, everything else harmless. */
export function resource(urn: string, change: Partial<GraphResource> = {}): GraphResource {
    return {
        urn,
        type: "kubernetes:core/v1:ConfigMap",
        name: urn,
        custom: true,
        protect: false,
        retainOnDelete: false,
        dependencies: [],
        inputs: {},
        secretPaths: [],
        ...change,
    };
}

/** A graph of these resources. */
export function graphOf(...resources: GraphResource[]): ResourceGraph {
    return { project: "dify-ha", stack: "unit", resources, outputs: {} };
}

/** What a test may change of a copy. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
