import type { ElastiCacheRedisArgs } from "../../../components/elasticache/args";
import { elastiCacheProblems } from "../../../components/elasticache/problems";
import { networkOf } from "../../support/network";
import { REDIS_ARGS } from "./redisArgs";

const problemsOf = (change: Partial<ElastiCacheRedisArgs>) =>
    elastiCacheProblems({ ...REDIS_ARGS, ...change }).map(({ path, value }) => [path, value]);

test.each<[string, Partial<ElastiCacheRedisArgs>]>([
    ["production", {}],
    ["the fewest members", { members: 2, network: networkOf(2) }],
    ["the most members", { members: 6 }],
    ["shards", { sharded: { shards: 3 } }],
    ["durable shards", { sharded: { shards: 1, durability: "sync" } }],
    ["the longest retention", { snapshotRetentionDays: 35 }],
    ["burstable shards without durability", { nodeType: "cache.t4g.small", sharded: { shards: 3 } }],
])("%s: nothing is wrong", (_, change) => {
    expect(problemsOf(change)).toEqual([]);
});

test.each<[Partial<ElastiCacheRedisArgs>, [string, unknown]]>([
    [{ identifierPrefix: "Dify" }, ["redis.identifierPrefix", "Dify"]],
    [{ identifierPrefix: "a--b" }, ["redis.identifierPrefix", "a--b"]],
    [{ nodeType: "cache.t2.micro" }, ["redis.nodeType", "cache.t2.micro"]],
    [{ members: 1 }, ["redis.replicas", 1]],
    [{ members: 7 }, ["redis.replicas", 7]],
    [{ members: 2.5 }, ["redis.replicas", 2.5]],
    [{ network: networkOf(1) }, ["redis.zones", ["a"]]],
    [{ sharded: { shards: 0 } }, ["redis.cluster.shards", 0]],
    [{ snapshotRetentionDays: 0 }, ["redis.snapshotRetentionDays", 0]],
    [{ snapshotRetentionDays: 36 }, ["redis.snapshotRetentionDays", 36]],
    [
        { nodeType: "cache.t4g.medium", sharded: { shards: 3, durability: "async" } },
        ["redis.cluster.durability", "async"],
    ],
])("%j is refused by name", (change, found) => {
    expect(problemsOf(change)).toEqual([found]);
});

test("everything that is wrong is said at once", () => {
    expect(problemsOf({ nodeType: "x", members: 0, snapshotRetentionDays: 99 }).map(([path]) => path)).toEqual([
        "redis.nodeType",
        "redis.replicas",
        "redis.snapshotRetentionDays",
    ]);
});
