import { maskedInputs, type GraphResource, type ResourceGraph } from "../../analysis/graph";

/** Compares what two evaluations would create. Components are left out: only what they make counts. */

/** The Secret whose values come from the configuration; all others are made anew in every evaluation. */
const GIVEN_SECRET = "storage-credentials";

const contentOf = (resource: GraphResource) =>
    resource.name === GIVEN_SECRET ? resource.inputs : maskedInputs(resource);

/** Every leaf of every resource's inputs, by `<urn> <path>`; generated secrets masked. */
export function leavesOfGraph(graph: ResourceGraph): Map<string, unknown> {
    const leaves = new Map<string, unknown>();
    const visit = (value: unknown, path: string): void => {
        if (typeof value === "object" && value !== null) {
            Object.entries(value).forEach(([key, child]) => visit(child, `${path}.${key}`));
        } else {
            leaves.set(path, value);
        }
    };
    graph.resources
        .filter(({ custom }) => custom)
        .forEach((resource) => {
            leaves.set(resource.urn, "");
            visit(contentOf(resource), `${resource.urn} `);
        });
    return leaves;
}

/** Leaves that `after` has and `before` has not, or has with another value; then those that are gone. */
export function changedLeaves(before: ResourceGraph, after: ResourceGraph): Map<string, unknown> {
    const [old, now] = [leavesOfGraph(before), leavesOfGraph(after)];
    const changed = [...now].filter(([path, value]) => !old.has(path) || old.get(path) !== value);
    const gone = [...old.keys()].filter((path) => !now.has(path)).map((path) => [path, undefined] as const);
    return new Map([...changed, ...gone]);
}
