import type { EngineKind } from "./args";
import { instanceClassOf } from "./instanceClasses";

/** Parameters of the server, computed from the memory of its class: pure. */

export interface Parameter {
    readonly name: string;
    readonly value: string;
    /** `pending-reboot` for what the server reads at its start only; AWS refuses `immediate` for it. */
    readonly applyMethod: "immediate" | "pending-reboot";
}

/** What parameters are computed from. */
interface Size {
    /** Bytes for the server. */
    readonly memory: number;
    readonly maxConnections: number;
}

interface ParameterRule {
    readonly apply: "static" | "dynamic";
    /** The engine that takes it; both when absent. Aurora sizes its caches itself, and its readers share the writer's storage. */
    readonly only?: EngineKind;
    readonly value: (size: Size) => number | string;
}

const KIBI = 1024;
const MEBI = 1024 ** 2;
const GIBI = 1024 ** 3;

/** Unit of `shared_buffers` and `effective_cache_size`: bytes of a page. */
const PAGE = 8 * KIBI;

/** Share of a class's memory that the server may count on; AWS takes the rest for its agents and the system and does not publish it. */
const USABLE = 0.9;

/** Bytes that one connection needs (AWS: `max_connections` is `LEAST({DBInstanceClassMemory/9531392}, 5000)` by default). */
const BYTES_PER_CONNECTION = 9_531_392;

/** Most connections of any class, by the same formula. */
const MOST_CONNECTIONS = 5000;

/** Bytes of one sort or hash: a quarter of the memory if every connection had one, within reason. */
function workMemory({ memory, maxConnections }: Size): number {
    return Math.min(64 * MEBI, Math.max(4 * MEBI, memory / 4 / maxConnections));
}

/** Apply types: AWS, "RDS for PostgreSQL DB instance parameter list" and `describe-db-parameters`. */
const RULES: Readonly<Record<string, ParameterRule>> = {
    max_connections: { apply: "static", value: ({ maxConnections }) => maxConnections },
    shared_buffers: { apply: "static", only: "rds", value: ({ memory }) => Math.floor(memory / 4 / PAGE) },
    effective_cache_size: { apply: "dynamic", only: "rds", value: ({ memory }) => Math.floor((memory * 3) / 4 / PAGE) },
    work_mem: { apply: "dynamic", value: (size) => Math.floor(workMemory(size) / KIBI) },
    maintenance_work_mem: {
        apply: "dynamic",
        value: ({ memory }) => Math.floor(Math.min(memory / 16, 2 * GIBI) / KIBI),
    },
    "rds.force_ssl": { apply: "dynamic", value: () => 1 },
    password_encryption: { apply: "dynamic", value: () => "scram-sha-256" },
    // Fifteen replicas and room for backups. The default is another one from PostgreSQL 16 on.
    max_wal_senders: { apply: "static", only: "rds", value: () => 20 },
    hot_standby_feedback: { apply: "dynamic", only: "rds", value: () => 1 },
    // A chatflow holds its session while the model answers; the default of RDS would end it after a day at the latest.
    idle_in_transaction_session_timeout: { apply: "dynamic", value: () => 0 },
    // Milliseconds. Slow statements are the first thing that is asked for.
    log_min_duration_statement: { apply: "dynamic", value: () => 1000 },
    // The server notices clients that went dark with their zone within 25 s, and frees their connections and locks.
    tcp_keepalives_idle: { apply: "dynamic", value: () => 10 },
    tcp_keepalives_interval: { apply: "dynamic", value: () => 5 },
    tcp_keepalives_count: { apply: "dynamic", value: () => 3 },
};

const APPLY_METHODS = { static: "pending-reboot", dynamic: "immediate" } as const;

/** Bytes that a server of a class may count on. */
function usableMemory(instanceClass: string): number {
    return Math.floor(instanceClassOf(instanceClass).memoryGiB * GIBI * USABLE);
}

/** Most connections that a class has memory for. */
export function connectionLimit(instanceClass: string): number {
    return Math.min(MOST_CONNECTIONS, Math.floor(usableMemory(instanceClass) / BYTES_PER_CONNECTION));
}

/** The parameter group of a server, sorted by name. */
export function serverParameters(engine: EngineKind, instanceClass: string, maxConnections: number): Parameter[] {
    const size = { memory: usableMemory(instanceClass), maxConnections };
    return Object.entries(RULES)
        .filter(([, { only }]) => only === undefined || only === engine)
        .map(([name, { apply, value }]) => ({
            name,
            value: String(value(size)),
            applyMethod: APPLY_METHODS[apply],
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
}
