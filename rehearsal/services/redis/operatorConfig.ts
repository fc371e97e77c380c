/**
 * The configuration that the operator (OT-CONTAINER-KIT/redis-operator) and its images write around what the components render:
 * internal/agent/bootstrap/redis/config.go and sentinel/config.go at 2026-08-22, with the port and password of the pods.
 */

/** Ports inside the pods. */
export const REDIS_PORT = 6379;
export const SENTINEL_PORT = 26379;

/** Name under which the operator has Sentinel watch the group. */
export const MASTER_GROUP = "mymaster";

export interface MemberConfig {
    readonly password: string;
    /** Folder of the volume. */
    readonly folder: string;
    /** File with the rendered additions, which the operator includes last: they win. */
    readonly additions: string;
}

/** redis.conf of a member of a RedisReplication whose pods have a volume. */
export function memberConfig({ password, folder, additions }: MemberConfig): string {
    return [
        ...base(password),
        // Persistence is on as soon as there is a volume claim.
        ...persistence(folder),
        `port ${REDIS_PORT}`,
        `include ${additions}`,
        "",
    ].join("\n");
}

/** redis.conf of a member of a RedisCluster with `persistenceEnabled: true`. */
export function clusterMemberConfig({ password, folder, additions }: MemberConfig): string {
    return [
        ...base(password),
        "cluster-enabled yes",
        "cluster-node-timeout 15000",
        "cluster-require-full-coverage no",
        "cluster-migration-barrier 1",
        `cluster-config-file ${folder}/nodes.conf`,
        ...persistence(folder),
        `port ${REDIS_PORT}`,
        `include ${additions}`,
        "",
    ].join("\n");
}

/** The fields of `spec.sentinel` of a RedisReplication that the operator hands to Sentinel. */
export interface SentinelSettings {
    readonly size: number;
    readonly downAfterMilliseconds: string;
    readonly failoverTimeout: string;
    readonly parallelSyncs: string;
}

/**
 * sentinel.conf as it is once the operator has sent `SENTINEL MONITOR` and `SENTINEL SET`: the master by its address, a majority of
 * the Sentinels as the quorum, and the timers of the spec.
 */
export function sentinelConfig(settings: SentinelSettings, master: string, password: string, folder: string): string {
    return [
        "daemonize no",
        `dir ${folder}`,
        "protected-mode no",
        "sentinel deny-scripts-reconfig yes",
        "sentinel resolve-hostnames no",
        "sentinel announce-hostnames no",
        `sentinel monitor ${MASTER_GROUP} ${master} ${REDIS_PORT} ${Math.floor(settings.size / 2) + 1}`,
        `sentinel auth-pass ${MASTER_GROUP} ${password}`,
        `sentinel down-after-milliseconds ${MASTER_GROUP} ${settings.downAfterMilliseconds}`,
        `sentinel failover-timeout ${MASTER_GROUP} ${settings.failoverTimeout}`,
        `sentinel parallel-syncs ${MASTER_GROUP} ${settings.parallelSyncs}`,
        `port ${SENTINEL_PORT}`,
        "",
    ].join("\n");
}

function base(password: string): string[] {
    return [
        "bind 0.0.0.0 ::",
        "tcp-backlog 511",
        "timeout 0",
        "tcp-keepalive 60",
        "daemonize no",
        "supervised no",
        `masterauth ${password}`,
        `requirepass ${password}`,
        "protected-mode yes",
    ];
}

function persistence(folder: string): string[] {
    return ["save 900 1", "save 300 10", "save 60 10000", "appendonly yes", `dir ${folder}`];
}
