import { graphOfEngine, partsOfUrn, type EngineResource } from "./engineResource";
import type { ResourceGraph } from "./resourceGraph";

/** What `pulumi stack export` writes: the part that we read. */
export interface StateFile {
    readonly deployment: {
        readonly resources?: readonly EngineResource[];
        /** What was under way when the last update was cut off. */
        readonly pending_operations?: readonly { readonly type: string; readonly resource: EngineResource }[];
    };
}

/** A state as a graph, and what about it is not settled. */
export interface StackState {
    readonly graph: ResourceGraph;
    /** What was under way when the last update was cut off, such as `creating dify-files`: nobody knows whether it was done. */
    readonly pending: readonly string[];
    /** Logical names of what has been replaced, and is only there until the next update deletes it. */
    readonly leftovers: readonly string[];
}

/** The graph of what a stack has. */
export function fromState({ deployment }: StateFile): StackState {
    const { resources = [], pending_operations: pending = [] } = deployment;
    return {
        graph: graphOfEngine(resources.filter((resource) => resource.delete !== true)),
        pending: pending.map(({ type, resource }) => `${type} ${partsOfUrn(resource.urn).name}`),
        leftovers: resources
            .filter((resource) => resource.delete === true)
            .map(({ urn }) => partsOfUrn(urn).name)
            .sort(),
    };
}
