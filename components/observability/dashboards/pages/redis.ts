import type { RedisTarget } from "../../../../contracts/monitoring";
import { FULL_RATIO, HASH_SLOTS, MEMORY_RATIO } from "../../rules/redis";
import type { Selectors } from "../../rules/series";
import { IN_ZONE, type PageBuilder, type Panel } from "../types";

/** Whether Redis takes writes, whether somebody could take over, and how full it is. */

export const redisPage: PageBuilder = ({ redis, cloudWatch }, _slo, selectors) => {
    const inCluster = redis.filter(({ managedBy }) => managedBy === "operator");
    const groups = inCluster.filter(({ kind }) => kind === "primary");
    const sharded = redis.some(({ kind }) => kind === "cluster");
    return {
        name: "redis",
        title: "Redis",
        panels: [
            ...groups.flatMap((group) => figures(group, selectors)),
            ...(sharded ? [slots(selectors)] : []),
            ...(redis.length > 0 ? [answers(selectors)] : []),
            ...(groups.length > 0 ? [primary(selectors)] : []),
            ...(inCluster.length > 0 ? [links(selectors)] : []),
            ...(redis.length > 0 ? load(selectors) : []),
            ...(sharded ? [slotsInTime(selectors)] : []),
            ...(inCluster.length < redis.length && cloudWatch ? [elastiCache] : []),
        ],
    };
};

function figures({ store, members: size }: RedisTarget, { select }: Selectors): Panel[] {
    const of = `store="${store}"`;
    const replicas = size - 1;
    return [
        {
            title: `Primaries of ${store}`,
            kind: "figure",
            description: "Members that take writes: one.",
            unit: "short",
            queries: [
                {
                    expr: `count(${select("redisInstance", of, `role="master"`)}) or 0 * count(${select("redisInstance", of)})`,
                    legend: "primaries",
                },
            ],
            alerts: ["RedisNoPrimary"],
            limits: [{ value: 1, severity: "critical" }],
            bad: "below",
        },
        {
            title: `Replicas of ${store}`,
            kind: "figure",
            description: `That follow the primary; ${replicas} are wanted.`,
            unit: "short",
            queries: [{ expr: `max(${select("redisReplicas", of)})`, legend: "replicas" }],
            alerts: ["RedisReplicaMissing"],
            limits: [{ value: replicas, severity: "warning" }],
            bad: "below",
        },
    ];
}

function slots({ select }: Selectors): Panel {
    return {
        title: "Hash slots",
        kind: "figure",
        description: `That have a primary, as the member says that knows of the fewest: ${HASH_SLOTS} are all.`,
        unit: "short",
        queries: [{ expr: `min(${select("clusterSlotsOk")})`, legend: "slots" }],
        alerts: ["RedisClusterBroken"],
        limits: [{ value: HASH_SLOTS, severity: "critical" }],
        bad: "below",
    };
}

function slotsInTime({ select }: Selectors): Panel {
    return {
        title: "Hash slots without a primary",
        kind: "graph",
        description: "As each member sees it.",
        unit: "short",
        queries: [{ expr: `${HASH_SLOTS} - ${select("clusterSlotsOk", IN_ZONE)}`, legend: "{{pod}}" }],
        alerts: ["RedisClusterBroken"],
        limits: [{ value: 1, severity: "critical" }],
    };
}

/** Of each member in the cluster, and of a provider's service as its exporter sees it. */
function answers({ select }: Selectors): Panel {
    return {
        title: "Members that answer",
        kind: "graph",
        description: "1 while its exporter gets an answer.",
        unit: "bool_yes_no",
        queries: [{ expr: select("redisUp", IN_ZONE), legend: "{{pod}}" }],
        alerts: ["RedisDown"],
        limits: [{ value: 1, severity: "warning" }],
        bad: "below",
    };
}

function load({ select }: Selectors): Panel[] {
    return [
        {
            title: "Commands",
            kind: "graph",
            description: "Each second; replicas carry out what the primary does.",
            unit: "ops",
            queries: [{ expr: `rate(${select("redisCommands", IN_ZONE)}[1m])`, legend: "{{pod}}" }],
        },
        {
            title: "Clients",
            kind: "graph",
            description: "Connections: a failover moves them.",
            unit: "short",
            queries: [{ expr: select("redisClients", IN_ZONE), legend: "{{pod}}" }],
        },
        {
            title: "Memory",
            kind: "graph",
            description: "Share of maxmemory. The broker never evicts: full, it refuses every new task.",
            unit: "percentunit",
            queries: [{ expr: `dify:redis_memory:ratio{${IN_ZONE}}`, legend: "{{pod}}" }],
            alerts: ["RedisMemoryHigh", "RedisMemoryFull"],
            limits: [
                { value: MEMORY_RATIO, severity: "warning" },
                { value: FULL_RATIO, severity: "critical" },
            ],
        },
    ];
}

function primary({ select }: Selectors): Panel {
    const members = (...matchers: string[]) => `count by (pod) (${select("redisInstance", IN_ZONE, ...matchers)})`;
    return {
        title: "Primary",
        kind: "graph",
        description: "1: takes writes, 0: a replica. A failover swaps two lines.",
        unit: "short",
        queries: [{ expr: `${members(`role="master"`)} or 0 * ${members()}`, legend: "{{pod}}" }],
        alerts: ["RedisNoPrimary"],
    };
}

function links({ select }: Selectors): Panel {
    return {
        title: "Replicas that hear their primary",
        kind: "graph",
        description: "0: the link is down, and the replica falls behind.",
        unit: "bool_yes_no",
        queries: [{ expr: select("redisLinkUp", IN_ZONE), legend: "{{pod}}" }],
        alerts: ["RedisReplicaBroken"],
        limits: [{ value: 1, severity: "warning" }],
        bad: "below",
    };
}

const elastiCache: Panel = {
    title: "Memory of ElastiCache",
    kind: "graph",
    description: "Of each node. The broker never evicts: full, it refuses every new task.",
    unit: "percent",
    queries: [{ expr: "dify:elasticache_memory_percent:max", legend: "{{dimension_CacheClusterId}}" }],
    alerts: ["RedisMemoryHigh"],
    limits: [{ value: MEMORY_RATIO * 100, severity: "warning" }],
};
