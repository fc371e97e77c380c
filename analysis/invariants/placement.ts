import { subnetZones, workloadsOf, type ResourceGraph } from "../graph";
import { budgetOfGraph, connectionProblems } from "../capacity/connections";
import { zoneFindings } from "./aws/zones";
import { placedWorkloads, podOwners, podServices, selects, type PodOwner } from "./pods";
import { finding, type Finding, type Invariant } from "./types";

/** Rules about where members run, how many there are, and what they take. */

const ZONE = "topology.kubernetes.io/zone";

/** Names of the zones that the stack spans. */
function spannedZones(graph: ResourceGraph): string[] {
    return [...new Set([...workloadsOf(graph).flatMap(({ zones }) => zones), ...subnetZones(graph).values()])].sort();
}

function fewZones(graph: ResourceGraph): Finding[] {
    const zones = spannedZones(graph);
    const [first] = placedWorkloads(graph);
    return first === undefined || zones.length >= 3
        ? []
        : [finding({ ...first.component, name: "zones" }, "fewer than three", zones)];
}

function missingZones(graph: ResourceGraph): Finding[] {
    const spanned = spannedZones(graph);
    return [
        ...placedWorkloads(graph)
            .filter(({ workload, members }) => workload.zones.length < Math.min(members, spanned.length))
            .map(({ workload, component }) =>
                finding({ ...component, name: workload.name }, "may not run in every zone", workload.zones),
            ),
        ...zoneFindings(graph, { spanned, ofSubnets: subnetZones(graph) }),
    ];
}

function isSpreadByForce({ labels, spec }: PodOwner): boolean {
    return (spec.topologySpreadConstraints ?? []).some(
        ({ topologyKey, whenUnsatisfiable, labelSelector }) =>
            topologyKey === ZONE && whenUnsatisfiable === "DoNotSchedule" && selects(labelSelector.matchLabels, labels),
    );
}

function notSpread(graph: ResourceGraph): Finding[] {
    const own = podServices(graph).filter(({ replicas = 1 }) => replicas > 1);
    const elsewhere = placedWorkloads(graph).filter(
        ({ workload, members }) => workload.pods !== undefined && members > 1 && workload.spread !== "hard",
    );
    return [
        ...own.filter((owner) => !isSpreadByForce(owner)).map(({ resource }) => finding(resource, NOT_SPREAD)),
        ...elsewhere
            .filter(({ workload }) => !own.some(({ name }) => name === workload.name))
            .map(({ workload, component }) =>
                finding({ ...component, name: workload.name }, NOT_SPREAD, workload.spread),
            ),
    ];
}

const NOT_SPREAD = "its members may all be put into one zone";

function belowQuorum(graph: ResourceGraph): Finding[] {
    return placedWorkloads(graph)
        .filter(({ workload, members }) => workload.quorum > 0 && members < workload.quorum + 1)
        .map(({ workload, members, component }) =>
            finding({ ...component, name: workload.name }, `needs ${workload.quorum} of its members`, members),
        );
}

const STATED = [
    ["requests", "cpu"],
    ["requests", "memory"],
    ["limits", "memory"],
] as const;

function unstatedResources(graph: ResourceGraph): Finding[] {
    return podOwners(graph).flatMap(({ resource, spec }) =>
        spec.containers.flatMap(({ name, resources }) =>
            STATED.filter(([kind, what]) => resources?.[kind]?.[what] === undefined).map(([kind, what]) =>
                finding(resource, `container ${name} has no ${kind}.${what}`),
            ),
        ),
    );
}

/** The server that the budget is about: the first resource that is one. */
const DATABASE_TYPES = [
    "kubernetes:postgresql.cnpg.io/v1:Cluster",
    "aws:rds/instance:Instance",
    "aws:rds/cluster:Cluster",
];

function overBudget(graph: ResourceGraph): Finding[] {
    const server = graph.resources.find(({ type }) => DATABASE_TYPES.includes(type));
    return server === undefined
        ? []
        : connectionProblems(budgetOfGraph(graph)).map(({ message, value }) => finding(server, message, value));
}

export const PLACEMENT: readonly Invariant[] = [
    {
        id: "zones-three",
        severity: "advisory",
        title: "The stack spans three zones",
        reason: "etcd, Sentinel and PostgreSQL decide by majority: of two zones, the loss of one may take it along.",
        remedy: "Name a third zone in `zones`. `environment: production` demands it.",
        check: fewZones,
    },
    {
        id: "zones-all",
        severity: "mandatory",
        title: "What keeps data, what leads to it and what serves is in every zone",
        reason: "A tier that is missing in a zone, or that has two members there, is lost when another zone is.",
        remedy: "Give databases a standby, caches a replica and node groups nodes in each of `zones`.",
        check: missingZones,
    },
    {
        id: "spread-hard",
        severity: "mandatory",
        title: "Two or more of a kind are spread over zones by force",
        reason: "A scheduler that only prefers a spread puts all members into the zone that has room.",
        remedy: "Add a topologySpreadConstraint over topology.kubernetes.io/zone with DoNotSchedule that selects the pods.",
        check: notSpread,
    },
    {
        id: "replicas-quorum",
        severity: "mandatory",
        title: "There is one member more than are needed to serve",
        reason: "With no member to spare, every update, drain and fault is an outage.",
        remedy: "Raise the replicas to quorum + 1.",
        check: belowQuorum,
    },
    {
        id: "resources-stated",
        severity: "mandatory",
        title: "Every container says what it needs and how much memory it may take",
        reason: "Without requests a zone's remaining nodes are filled beyond what they bear; without a limit one pod takes its neighbours along.",
        remedy: "State requests.cpu, requests.memory and limits.memory.",
        check: unstatedResources,
    },
    {
        id: "connection-budget",
        severity: "mandatory",
        title: "PostgreSQL takes the connections of everything at its maximum, during a rollout",
        reason: "Whoever comes last is refused: a rollout or a failover under load becomes an outage.",
        remedy: "Raise postgres.maxConnections, or lower dify.database.poolSize, maxOverflow or the replicas.",
        check: overBudget,
    },
];
