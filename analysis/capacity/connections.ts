import type { Problem } from "../../contracts";
import { kubernetesObjects, ofType, type KubernetesObject, type PlannedObject, type ResourceGraph } from "../graph";
import { podSets, type PodSet, type Variables } from "./containers";

/** Connections to PostgreSQL that may be open at once, against what the server takes. */
export interface ConnectionBudget {
    /** `max_connections` of the server. */
    readonly limit: number;
    /** Connections kept free for administrators. */
    readonly reserve: number;
    /** Sum of all items, everything at its maximum in the middle of a rollout. */
    readonly demand: number;
    readonly items: readonly ConnectionItem[];
}

export interface ConnectionItem {
    readonly name: string;
    /** Pods at once, those of a rollout's surge included. */
    readonly pods: number;
    /** Connections that one pod may open. */
    readonly each: number;
}

/**
 * `superuser_reserved_connections` is 3, and an administrator needs room to look what is wrong. Replication has slots of its own
 * (`max_wal_senders`).
 */
const RESERVE = 5;

/** CloudNativePG's instance manager and exporter hold up to so many on the primary; those of a standby stay there. */
const OPERATOR_CONNECTIONS = 5;

/** `rdsadmin` and `rds.rds_superuser_reserved_connections`, 2 by default; rounded up. */
const RDS_CONNECTIONS = 5;

/** A dump: the session that holds its snapshot, and pg_dump. A restore check needs fewer. */
const DUMP_CONNECTIONS = 2;

/** postgres_exporter: one for its collectors, one for further queries. That of a read replica counts too: on the safe side. */
const EXPORTER_CONNECTIONS = 2;

/** Open connections of one plugin daemon, unless DB_MAX_OPEN_CONNS says otherwise (plugin daemon, internal/types/app/config.go). */
const PLUGIN_DAEMON_CONNECTIONS = 30;

/** The server that connections are counted against. */
interface DatabaseServer {
    /** `max_connections`. */
    readonly limit: number;
    /** What the server is run by: it has connections of its own. */
    readonly attendants: ConnectionItem;
}

/** The budget of a graph; undefined when it has no PostgreSQL server of its own. */
export function budgetOfGraph(graph: ResourceGraph): ConnectionBudget | undefined {
    return connectionBudget(kubernetesObjects(graph, { showSecrets: false }), managedServer(graph));
}

/** The budget of a plan, on a server outside of the cluster or the one in the plan; undefined when there is neither. */
export function connectionBudget(
    plan: readonly PlannedObject[],
    managed?: DatabaseServer,
): ConnectionBudget | undefined {
    const server = managed ?? serverInCluster(plan);
    if (server === undefined) {
        return undefined;
    }
    const { limit } = server;
    const items = [
        server.attendants,
        ...podSets(plan)
            .map((set) => ({ name: set.name, pods: set.pods + set.surge, each: connectionsOfPod(set) }))
            .filter(({ each }) => each > 0),
    ];
    return { limit, reserve: RESERVE, demand: items.reduce((sum, { pods, each }) => sum + pods * each, 0), items };
}

function serverInCluster(plan: readonly PlannedObject[]): DatabaseServer | undefined {
    const server = plan.map(({ object }) => object).find(isServer);
    return (
        server && {
            limit: Number(server.spec.postgresql.parameters.max_connections),
            attendants: { name: `${server.metadata.name} (operator, exporter)`, pods: 1, each: OPERATOR_CONNECTIONS },
        }
    );
}

/** Types of the parameter groups that `max_connections` of a server of AWS stands in. */
const PARAMETER_GROUPS = [
    "aws:rds/parameterGroup:ParameterGroup",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
];

/** The server that AWS runs, known by its parameters. */
function managedServer(graph: ResourceGraph): DatabaseServer | undefined {
    const limits = PARAMETER_GROUPS.flatMap((type) => ofType(graph, type))
        .flatMap(({ inputs }) => inputs["parameters"] as { readonly name: string; readonly value: unknown }[])
        .filter(({ name }) => name === "max_connections")
        .map(({ value }) => Number(value));
    return limits.length === 0
        ? undefined
        : {
              limit: Math.min(...limits),
              attendants: { name: "AWS (administration, monitoring)", pods: 1, each: RDS_CONNECTIONS },
          };
}

interface Server extends KubernetesObject {
    readonly spec: { readonly postgresql: { readonly parameters: { readonly max_connections: string } } };
}

function isServer(object: KubernetesObject): object is Server {
    return object.apiVersion.startsWith("postgresql.cnpg.io/") && object.kind === "Cluster";
}

function connectionsOfPod({ variables }: PodSet): number {
    if ("SQLALCHEMY_POOL_SIZE" in variables) {
        return (
            processesOf(variables) *
            (Number(variables.SQLALCHEMY_POOL_SIZE) + Number(variables.SQLALCHEMY_MAX_OVERFLOW))
        );
    }
    if ("DATA_SOURCE_URI" in variables) {
        return EXPORTER_CONNECTIONS;
    }
    if ("DATABASE_0_NAME" in variables) {
        return DUMP_CONNECTIONS;
    }
    // The plugin daemon is told its database, but keeps a pool of its own.
    return "DB_DATABASE" in variables ? Number(variables.DB_MAX_OPEN_CONNS ?? PLUGIN_DAEMON_CONNECTIONS) : 0;
}

/** Each gunicorn process has a pool of its own; a worker, beat or migration is one process. */
function processesOf({ SERVER_WORKER_AMOUNT }: Variables): number {
    return Number(SERVER_WORKER_AMOUNT ?? 1);
}

/** The problem of a budget that does not fit; none otherwise. */
export function connectionProblems(budget: ConnectionBudget | undefined): Problem[] {
    if (budget === undefined || budget.demand <= budget.limit - budget.reserve) {
        return [];
    }
    const largest = [...budget.items].sort((a, b) => b.pods * b.each - a.pods * a.each).slice(0, 3);
    const shares = largest.map(({ name, pods, each }) => `${name} ${pods} × ${each}`).join(", ");
    return [
        {
            path: "postgres.maxConnections",
            value: budget.limit,
            message:
                `${budget.demand} connections may be open during a rollout, ${budget.limit - budget.reserve} fit (${budget.reserve} are ` +
                `reserved); most are ${shares}. Raise postgres.maxConnections to ${budget.demand + budget.reserve}, lower ` +
                "dify.database.poolSize or maxOverflow, or lower the replicas",
        },
    ];
}
