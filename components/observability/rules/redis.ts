import type { MonitoringTargets, RedisTarget } from "../../../contracts/monitoring";
import { AT_ONCE } from "../timing";
import type { Selectors } from "./series";
import type { AlertDefinition, Area, RecordingRule } from "./types";

/** Whether Redis takes writes, whether somebody could take over, and whether the memory fills. */

/** Share of `maxmemory`. The broker never evicts: when it is full, it refuses every new task. */
export const MEMORY_RATIO = 0.8;
export const FULL_RATIO = 0.95;

export const HASH_SLOTS = 16384;

const MEMORY: Omit<AlertDefinition, "expr" | "summary"> = {
    alert: "RedisMemoryHigh",
    for: "5m",
    severity: "warning",
    tier: "data",
};

export function redisArea({ redis, cloudWatch }: MonitoringTargets, selectors: Selectors): Area {
    const inCluster = redis.filter(({ managedBy }) => managedBy === "operator");
    return {
        name: "dify-redis",
        runbook: "redis",
        rules: [
            ...(redis.length > 0 ? everywhere(selectors) : []),
            ...(inCluster.length > 0 ? [brokenReplica(selectors)] : []),
            ...inCluster.filter(({ kind }) => kind === "primary").flatMap((target) => group(target, selectors)),
            ...(redis.some(({ kind }) => kind === "cluster") ? cluster(selectors) : []),
            ...(inCluster.length < redis.length && cloudWatch ? elastiCache(selectors) : []),
        ],
    };
}

/** What holds whoever runs it. */
function everywhere({ select }: Selectors): (AlertDefinition | RecordingRule)[] {
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
            summary: "{{ $labels.store }} does not answer {{ $labels.pod }} (redis_up is {{ $value }})",
        },
        {
            ...MEMORY,
            expr: `dify:redis_memory:ratio > ${MEMORY_RATIO}`,
            summary: "{{ $labels.store }} uses {{ $value | humanizePercentage }} of its memory, says {{ $labels.pod }}",
        },
        {
            alert: "RedisMemoryFull",
            // Replicas are as full: one message for all. Where old keys make room for new ones, full is no fault.
            expr:
                `max by (namespace, store) (${select("redisMemoryUsed")} / (${select("redisMemoryMax")} > 0) ` +
                `and on (namespace, pod) ${select("redisInstance", 'maxmemory_policy="noeviction"')}) > ${FULL_RATIO}`,
            for: AT_ONCE,
            severity: "critical",
            tier: "data",
            summary:
                "A member of {{ $labels.store }} uses {{ $value | humanizePercentage }} of its memory, " +
                "and refuses writes at 100%",
        },
    ];
}

function brokenReplica({ select }: Selectors): AlertDefinition {
    return {
        alert: "RedisReplicaBroken",
        expr: `${select("redisLinkUp")} == 0`,
        for: "2m",
        severity: "warning",
        tier: "data",
        summary: "{{ $labels.pod }} of {{ $labels.store }} has lost its primary (link up: {{ $value }})",
    };
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
    // Members see the same: one message for all.
    const of = "by (namespace, store)";
    const broken = [
        `min ${of} (${select("clusterState")}) == 0`,
        `max ${of} (${select("clusterSlotsFail")}) > 0`,
        // Slots that nobody has. Those of a member that one suspects are soon a replica's: no reason to call somebody.
        `min ${of} (${select("clusterSlotsOk")} + ${select("clusterSlotsSuspected")}) < ${HASH_SLOTS}`,
    ];
    return [
        {
            alert: "RedisClusterBroken",
            expr: broken.join(" or "),
            for: AT_ONCE,
            severity: "critical",
            tier: "data",
            summary:
                `A part of the ${HASH_SLOTS} hash slots of {{ $labels.store }} fails ` +
                "(value of state, slots failed or slots served: {{ $value }})",
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
