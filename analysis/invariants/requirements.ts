import type { GraphResource, ResourceGraph } from "../graph";
import { finding, type Finding } from "./types";

/** A requirement on every resource of a type, as a table has it: what is wrong, or nothing. */
export type Requirement<Inputs> = (
    inputs: Inputs,
    resource: GraphResource,
    graph: ResourceGraph,
) => string | false | undefined;

/** Requirements by type token. */
export type Requirements = Readonly<Record<string, readonly Requirement<never>[]>>;

/** What the requirements on the types of a table find. */
export function findingsByType(graph: ResourceGraph, requirements: Requirements): Finding[] {
    return graph.resources.flatMap((resource) =>
        (requirements[resource.type] ?? []).flatMap((requirement) => {
            const problem = requirement(resource.inputs as never, resource, graph);
            return typeof problem === "string" ? [finding(resource, problem)] : [];
        }),
    );
}
