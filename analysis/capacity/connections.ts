import type { Problem } from "../../contracts";
import type { PlannedObject } from "../graph";
import { podSets, type PodSet, type Variables } from "./containers";

/** Connections to PostgreSQL that may be open at once, against what the server takes. */
export interface ConnectionBudget {
    /** `max_connections` of the server. */
    readonly limit: number;
    /** Connections kept free for the operator, monitoring and administrators. */
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
 * `superuser_reserved_connections` is 3; CloudNativePG's instance manager and exporter hold up to 5, and an administrator needs room
 * to look what is wrong. Replication has slots of its own (`max_wal_senders`).
 */
const RESERVE = 10;

/** Open connections of one plugin daemon, unless DB_MAX_OPEN_CONNS says otherwise (plugin daemon, internal/types/app/config.go). */
const PLUGIN_DAEMON_CONNECTIONS = 30;

/** The budget of a plan; undefined when it has no PostgreSQL server of its own. */
export function connectionBudget(plan: readonly PlannedObject[]): ConnectionBudget | undefined {
    const limit = serverLimit(plan);
    if (limit === undefined) {
        return undefined;
    }
    const items = podSets(plan)
        .map((set) => ({ name: set.name, pods: set.pods + set.surge, each: connectionsOfPod(set) }))
        .filter(({ each }) => each > 0);
    return { limit, reserve: RESERVE, demand: items.reduce((sum, { pods, each }) => sum + pods * each, 0), items };
}

function serverLimit(plan: readonly PlannedObject[]): number | undefined {
    const server = plan.find(
        ({ object: { apiVersion, kind } }) => apiVersion.startsWith("postgresql.cnpg.io/") && kind === "Cluster",
    );
    const { postgresql } = (server?.object.spec ?? {}) as { postgresql?: { parameters: { max_connections: string } } };
    return postgresql === undefined ? undefined : Number(postgresql.parameters.max_connections);
}

function connectionsOfPod({ variables }: PodSet): number {
    if ("SQLALCHEMY_POOL_SIZE" in variables) {
        return (
            processesOf(variables) *
            (Number(variables.SQLALCHEMY_POOL_SIZE) + Number(variables.SQLALCHEMY_MAX_OVERFLOW))
        );
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
