import type { GraphResource, ResourceGraph } from "../../../analysis/graph";
import type { Finding } from "../../../analysis/invariants/types";

/** What must hold for every stack on AWS. */
export interface Rule {
    readonly title: string;
    /** What breaks the rule, a line each that begins with the resource's logical name; `zones` are those that the stack spans. */
    readonly problems: (graph: ResourceGraph, zones: readonly string[]) => string[];
    /** A change that breaks the rule: it must be noticed. */
    readonly breach: Breach;
}

export interface Breach {
    /** Variant that is changed. */
    readonly variant: string;
    /** Type and logical name of the resource that is changed. */
    readonly type: string;
    readonly name: string;
    /** Inputs that it gets instead, or what else is changed about it. */
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly other?: Partial<GraphResource>;
}

/** The graph with the change made. Throws when there is not exactly one such resource. */
export function withBreach(graph: ResourceGraph, { type, name, inputs, other }: Breach): ResourceGraph {
    const isMeant = (resource: GraphResource) => resource.type === type && resource.name === name;
    const count = graph.resources.filter(isMeant).length;
    if (count !== 1) {
        throw new Error(`${count} resources are a ${type} named ${name}`);
    }
    return {
        ...graph,
        resources: graph.resources.map((resource) =>
            isMeant(resource) ? { ...resource, ...other, inputs: { ...resource.inputs, ...inputs } } : resource,
        ),
    };
}

/** Findings as lines. */
export function texts(findings: readonly Finding[]): string[] {
    return findings.map(({ resource, message }) => `${resource}: ${message}`);
}
