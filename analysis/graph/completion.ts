import { UNKNOWN } from "./engineValues";
import { resourceOf } from "./lookup";
import type { GraphResource, ResourceGraph } from "./resourceGraph";
import { MASK } from "./secrets";

/** What an evaluation of the program has and a preview of the same program does not tell, and which resources tell them apart. */

/** URNs that only one of two graphs has. */
export interface UrnDifference {
    readonly missing: readonly string[];
    readonly surplus: readonly string[];
}

/** Resources of `expected` that a graph lacks, and those that it has beyond. */
export function urnDifference(graph: ResourceGraph, expected: ResourceGraph): UrnDifference {
    return { missing: onlyIn(expected, graph), surplus: onlyIn(graph, expected) };
}

function onlyIn(one: ResourceGraph, other: ResourceGraph): string[] {
    const urns = new Set(other.resources.map(({ urn }) => urn));
    return one.resources.map(({ urn }) => urn).filter((urn) => !urns.has(urn));
}

/**
 * A preview's graph with what the engine cannot know or does not tell taken from an evaluation: values that are there only when the
 * resource is, secrets, and the outputs of components and stack. What the engine knows stays.
 */
export function completedWith(graph: ResourceGraph, evaluation: ResourceGraph): ResourceGraph {
    return {
        ...graph,
        resources: graph.resources.map((resource) => completedResource(resource, resourceOf(evaluation, resource.urn))),
        outputs: evaluation.outputs,
    };
}

function completedResource(resource: GraphResource, evaluated: GraphResource | undefined): GraphResource {
    if (evaluated === undefined) {
        return resource;
    }
    return {
        ...resource,
        inputs: completed(resource.inputs, evaluated.inputs) as GraphResource["inputs"],
        secretPaths: [...new Set([...resource.secretPaths, ...evaluated.secretPaths])],
        ...(evaluated.outputs === undefined ? {} : { outputs: evaluated.outputs }),
    };
}

function completed(value: unknown, evaluated: unknown): unknown {
    if (value === UNKNOWN || value === MASK) {
        return evaluated ?? value;
    }
    if (typeof value !== "object" || value === null || typeof evaluated !== "object" || evaluated === null) {
        return value;
    }
    const known = evaluated as Readonly<Record<string, unknown>>;
    return Array.isArray(value)
        ? value.map((entry, index) => completed(entry, known[index]))
        : Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, completed(entry, known[key])]));
}
