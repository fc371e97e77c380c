import { resourceOf, type GraphResource, type ResourceGraph } from "../graph";
import { podOwners, podServices, variablesOf, type PodOwner } from "./pods";
import { finding, type Finding, type Invariant } from "./types";

/** Rules about what Dify can bear only once. */

/** Containers by the part of Dify that they are told to be. */
function withMode(owners: readonly PodOwner[], mode: string): PodOwner[] {
    return owners.filter(({ spec }) =>
        spec.containers.some(({ env = [] }) => env.some(({ name, value }) => name === "MODE" && value === mode)),
    );
}

function schedulers(graph: ResourceGraph): Finding[] {
    const beats = withMode(podServices(graph), "beat");
    return [
        ...beats
            .slice(1)
            .map(({ resource }) => finding(resource, "is a second scheduler beside " + beats[0]?.resource.name)),
        ...beats
            .filter(({ replicas }) => replicas !== 1)
            .map(({ resource, replicas }) => finding(resource, "must have exactly one member", replicas)),
        ...beats
            .filter(({ resource }) => strategyOf(resource) !== "Recreate")
            .map(({ resource }) =>
                finding(resource, "starts a second member before it stops the first", strategyOf(resource)),
            ),
    ];
}

function strategyOf({ inputs }: GraphResource): string | undefined {
    return (inputs["spec"] as { readonly strategy?: { readonly type?: string } }).strategy?.type;
}

/** Parts of Dify that would migrate the schema when they start, if told to. */
const MIGRATING_MODES = ["api", "worker", "beat"];

function migrations(graph: ResourceGraph): Finding[] {
    const owners = podOwners(graph);
    const jobs = withMode(owners, "migration");
    const users = MIGRATING_MODES.flatMap((mode) => withMode(owners, mode));
    const isMigrating = (owner: PodOwner) => variablesOf(graph, owner).get("MIGRATION_ENABLED") !== "false";
    return [
        ...users
            .filter(isMigrating)
            .map(({ resource }) =>
                finding(resource, "migrates the database at each start: MIGRATION_ENABLED must be false"),
            ),
        ...users
            .filter(
                (user) =>
                    !jobs.some(
                        (job) => imageOf(job) === imageOf(user) && comesAfter(graph, user.resource, job.resource),
                    ),
            )
            .map(({ resource }) => finding(resource, "does not wait for a migration Job of its image")),
        ...jobs
            .filter((job, position) =>
                jobs.slice(position + 1).some((other) => !isOrdered(graph, job.resource, other.resource)),
            )
            .map(({ resource }) => finding(resource, "migrates side by side with another Job")),
    ];
}

function imageOf({ spec }: PodOwner): string | undefined {
    return spec.containers[0]?.image;
}

function isOrdered(graph: ResourceGraph, one: GraphResource, other: GraphResource): boolean {
    return comesAfter(graph, one, other) || comesAfter(graph, other, one);
}

/** Whether one resource is created after another, at any distance. */
function comesAfter(graph: ResourceGraph, resource: GraphResource, first: GraphResource): boolean {
    const seen = new Set<string>();
    const queue = [...resource.dependencies];
    for (let urn = queue.pop(); urn !== undefined; urn = queue.pop()) {
        if (urn === first.urn) {
            return true;
        }
        if (!seen.has(urn)) {
            seen.add(urn);
            queue.push(...(resourceOf(graph, urn)?.dependencies ?? []));
        }
    }
    return false;
}

export const DIFY: readonly Invariant[] = [
    {
        id: "one-beat",
        severity: "mandatory",
        title: "Celery's scheduler runs once",
        reason: "Two schedulers enqueue every scheduled task twice.",
        remedy: "One Deployment in MODE beat, with one replica and the strategy Recreate.",
        check: schedulers,
    },
    {
        id: "migration-once",
        severity: "mandatory",
        title: "The schema is migrated once for each release, before anything of it starts",
        reason: "Pods that migrate when they start do so side by side; upstream's lock may expire under a long migration.",
        remedy: 'One Job in MODE migration for each image; MIGRATION_ENABLED: "false" everywhere else, and depend on the Job.',
        check: migrations,
    },
];
