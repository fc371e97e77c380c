import type { MonitoringTargets, RedisTarget } from "../../../contracts/monitoring";
import type { Selectors } from "./series";
import type { AlertDefinition, Area, RecordingRule } from "./types";

/** Whether Redis takes writes, whether somebody could take over, and whether the memory fills. */

/** Share of `maxmemory`. The broker never evicts: when it is full, it refuses every new task. */
export const MEMORY_RATIO = 0.8;

export const HASH_SLOTS = 16384;

const MEMORY: Omit<AlertDefinition, "expr" | "summary"> = {
    alert: "RedisMemoryHigh",
    for: "5m",
    severity: "warning",
    tier: "data",
};

export function redisArea({ redis, cloudWatch }: MonitoringTargets, selectors: Selectors): Area {
    const inCluster = redis.filter(({ managedBy }) => managedBy === "operator");
    const managed = redis.filter(({ managedBy }) => managedBy === "elasticache");
    return {
        name: "dify-redis",
        runbook: "redis",
        rules: [
            ...(inCluster.length > 0 ? members(selectors) : []),
            ...inCluster.filter(({ kind }) => kind === "primary").flatMap((target) => group(target, selectors)),
            ...(inCluster.some(({ kind }) => kind === "cluster") ? cluster(selectors) : []),
            ...(managed.length > 0 && cloudWatch ? elastiCache(selectors) : []),
        ],
    };
}

/** What holds for every member of everything that runs in the cluster. */
function members({ select }: Selectors): (AlertDefinition | RecordingRule)[] {
    return [
        {
            record: "dify:redis_memory:ratio",
            // Without a limit there is no share of it.
            expr: `${select("redisMemoryUsed")} / (${select("redisMemoryMax")} > 0)`,
        },
        {
            alert: "RedisDown",
            expr: `${select("redisUp")} == 0`,
            for: "2m",
            severity: "warning",
            tier: "data",
            summary: "{{ $labels.pod }} of {{ $labels.store }} does not answer (redis_up is {{ $value }})",
        },
        {
            alert: "RedisReplicaBroken",
            expr: `${select("redisLinkUp")} == 0`,
            for: "2m",
            severity: "warning",
            tier: "data",
            summary: "{{ $labels.pod }} of {{ $labels.store }} has lost its primary (link up: {{ $value }})",
        },
        {
            ...MEMORY,
            expr: `dify:redis_memory:ratio > ${MEMORY_RATIO}`,
            summary: "{{ $labels.pod }} of {{ $labels.store }} uses {{ $value | humanizePercentage }} of its memory",
        },
    ];
}

function group({ store, members: size }: RedisTarget, { select }: Selectors): AlertDefinition[] {
    const of = `store="${store}"`;
    const replicas = size - 1;
    return [
        {
            alert: "RedisNoPrimary",
            expr: `count by (store) (${select("redisInstance", of)}) unless count by (store) (${select("redisInstance", of, `role="master"`)})`,
            for: "1m",
            severity: "critical",
            tier: "data",
            summary: "None of {{ $value }} members of {{ $labels.store }} is the primary: nobody takes writes",
        },
        {
            alert: "RedisReplicaMissing",
            expr: `max by (store) (${select("redisReplicas", of)}) < ${replicas}`,
            for: "5m",
            severity: "warning",
            tier: "data",
            summary: `{{ $value }} of ${replicas} replicas follow the primary of {{ $labels.store }}`,
        },
    ];
}

/** The state stays `ok` while slots are missing, as the operator turns `cluster-require-full-coverage` off: so slots count too. */
function cluster({ select }: Selectors): AlertDefinition[] {
    const broken = [
        `${select("clusterState")} == 0`,
        `${select("clusterSlotsFail")} > 0`,
        `${select("clusterSlotsOk")} < ${HASH_SLOTS}`,
    ];
    return [
        {
            alert: "RedisClusterBroken",
            expr: broken.join(" or "),
            for: "1m",
            severity: "critical",
            tier: "data",
            summary:
                `{{ $labels.pod }} of {{ $labels.store }} sees a part of the ${HASH_SLOTS} hash slots fail ` +
                "(value of state, slots failed or slots ok: {{ $value }})",
        },
    ];
}

function elastiCache({ select }: Selectors): (AlertDefinition | RecordingRule)[] {
    return [
        {
            record: "dify:elasticache_memory_percent:max",
            expr: `max by (dimension_CacheClusterId) (${select("elastiCacheMemory")})`,
        },
        {
            ...MEMORY,
            expr: `dify:elasticache_memory_percent:max > ${MEMORY_RATIO * 100}`,
            summary: `{{ $labels.dimension_CacheClusterId }} uses {{ $value | printf "%.0f" }}% of its memory`,
        },
    ];
}
