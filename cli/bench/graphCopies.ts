import { idOf, workloadsOf, type GraphResource, type ResourceGraph } from "../../analysis/graph";
import type { Workload } from "../../contracts";

/**
 * A graph that holds the resources of another one so many times over. The first copy is the graph itself; the others are apart from it
 * and from each other by all their names. What serves users needs all of its copy, so that journeys lead through every one of them.
 */
export function copiesOf(graph: ResourceGraph, copies: number): ResourceGraph {
    const names = namesOf(graph);
    const serving = workloadsOf(graph)
        .filter(({ tier }) => tier === "application")
        .map(({ name }) => name);
    const resources = graph.resources.map((resource) => withNeeds(resource, serving));
    return {
        ...graph,
        resources: Array.from({ length: copies }, (_, copy) =>
            copy === 0 ? graph.resources : resources.map((resource) => renamed(resource, names, `copy${copy}-`)),
        ).flat(),
    };
}

/** A kind of disk and a kind of load balancer, which a storage class and a component are named after. */
const WORDS_OF_PROVIDERS: ReadonlySet<string> = new Set(["gp3", "network"]);

/** Everything that one resource may know another one by. */
function namesOf(graph: ResourceGraph): ReadonlySet<string> {
    const names = [
        ...graph.resources.flatMap((resource) => [
            resource.urn,
            resource.name,
            idOf(resource),
            ...objectNames(resource),
        ]),
        ...workloadsOf(graph).map(({ name }) => name),
    ];
    return new Set(names.filter((name) => !WORDS_OF_PROVIDERS.has(name)));
}

function objectNames({ inputs }: GraphResource): string[] {
    const { metadata, bucket } = inputs as { metadata?: { name?: unknown; namespace?: unknown }; bucket?: unknown };
    return [metadata?.name, metadata?.namespace, bucket].filter((name) => typeof name === "string");
}

function withNeeds(resource: GraphResource, serving: readonly string[]): GraphResource {
    const workloads = (resource.outputs?.["workloads"] ?? []) as Workload[];
    return workloads.some(({ tier }) => tier === "entry")
        ? {
              ...resource,
              outputs: {
                  ...resource.outputs,
                  workloads: workloads.map((workload) =>
                      workload.tier === "entry" ? { ...workload, dependsOn: serving } : workload,
                  ),
              },
          }
        : resource;
}

/** Types, and what a provider gives meaning to, stay as they are. */
function renamed<Value>(value: Value, names: ReadonlySet<string>, prefix: string): Value {
    if (typeof value === "string") {
        return (names.has(value) ? `${prefix}${value}` : value) as Value;
    }
    if (Array.isArray(value)) {
        return value.map((entry: unknown) => renamed(entry, names, prefix)) as Value;
    }
    if (typeof value === "object" && value !== null) {
        return Object.fromEntries(
            Object.entries(value).map(([key, entry]) => [key, renamed(entry as unknown, names, prefix)]),
        ) as Value;
    }
    return value;
}
