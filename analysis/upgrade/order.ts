import { compare, resourceOf, type GraphResource, type ResourceGraph } from "../graph";

/** In which order an update gets to workloads, by the graph's own dependencies. Pure. */

/** How the pods of a workload are replaced. */
export type Rollout =
    /** It was not there before. */
    | "is new"
    /** A Job, which runs to its end before anything that depends on it. */
    | "runs once"
    /** New pods are ready before old ones go: both are there meanwhile. */
    | "new before old"
    /** Old pods go first: there is a gap, or fewer of them meanwhile. */
    | "old before new";

export interface RollingWorkload {
    readonly name: string;
    readonly rollout: Rollout;
}

/** Names of the workloads that an update touches; the others are there already. */
export interface TouchedWorkloads {
    readonly added: readonly string[];
    readonly changed: readonly string[];
}

/** Those workloads in waves: all of one are begun at once, when those that they depend on are ready. */
export function wavesOf(graph: ResourceGraph, { added, changed }: TouchedWorkloads): RollingWorkload[][] {
    const [isNew, changing] = [new Set(added), new Set([...added, ...changed])];
    const known = new Map<string, number>();
    const isChanging = (resource: GraphResource) => rolloutOf(resource) !== undefined && changing.has(resource.name);
    // How many that change are in the longest chain before a resource, whatever is between them.
    const waveOf = (resource: GraphResource): number => {
        const found = known.get(resource.urn);
        if (found !== undefined) {
            return found;
        }
        const needed = resource.dependencies.flatMap((urn) => resourceOf(graph, urn) ?? []);
        const wave = Math.max(0, ...needed.map((one) => waveOf(one) + (isChanging(one) ? 1 : 0)));
        known.set(resource.urn, wave);
        return wave;
    };
    return [...Map.groupBy(graph.resources.filter(isChanging), waveOf).entries()]
        .sort(([a], [b]) => a - b)
        .map(([, resources]) =>
            resources
                .map((resource) => ({ name: resource.name, rollout: rolloutHere(resource, isNew) }))
                .sort((a, b) => compare(a.name, b.name)),
        );
}

function rolloutHere(resource: GraphResource, isNew: ReadonlySet<string>): Rollout {
    const rollout = rolloutOf(resource) ?? "runs once";
    return rollout !== "runs once" && isNew.has(resource.name) ? "is new" : rollout;
}

/** Undefined for what is no workload, or starts nothing by itself when it changes, such as a CronJob. */
function rolloutOf({ type, inputs }: GraphResource): Rollout | undefined {
    const spec = (inputs.spec ?? {}) as { strategy?: { rollingUpdate?: { maxUnavailable?: unknown } } };
    switch (type) {
        case "kubernetes:batch/v1:Job":
            return "runs once";
        case "kubernetes:apps/v1:Deployment":
            return spec.strategy?.rollingUpdate?.maxUnavailable === 0 ? "new before old" : "old before new";
        case "kubernetes:apps/v1:StatefulSet":
        case "kubernetes:apps/v1:DaemonSet":
            return "old before new";
        default:
            return undefined;
    }
}
