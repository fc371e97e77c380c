import { memoryOf } from "../../../analysis/capacity/memory";
import { storageOf } from "../../../analysis/capacity/storage";
import { graphOf, resource } from "../../support/syntheticGraph";
import { component, workload } from "./graphs";

/** Memory and disks of what keeps data. */

const GIBI = 1024 ** 3;

describe("memory", () => {
    const parameters = resource("parameters", {
        type: "aws:elasticache/parameterGroup:ParameterGroup",
        inputs: { parameters: [{ name: "reserved-memory-percent", value: "30" }] },
    });
    const cache = (inputs: object, dependencies = ["parameters"]) =>
        resource("redis", {
            type: "aws:elasticache/replicationGroup:ReplicationGroup",
            dependencies,
            inputs: { nodeType: "cache.r7g.large", ...inputs },
        });
    const redis = component(workload("redis", 3, { requests: { cpu: 2, memory: 10 * GIBI }, zoneBound: true }));

    test("of ElastiCache is what its node has, without what is reserved", () => {
        expect(memoryOf(graphOf(redis, parameters, cache({})))).toMatchObject([
            {
                store: "redis",
                what: "queues, events, caches",
                dataLimit: 7 * GIBI,
                needed: { low: GIBI / 4, likely: GIBI, high: 4 * GIBI },
                share: { low: 0.036, likely: 0.143, high: 0.571 },
                holds: null,
            },
        ]);
        expect(memoryOf(graphOf(redis, parameters, cache({ numNodeGroups: 3 })))).toMatchObject([
            { dataLimit: 21 * GIBI },
        ]);
        // AWS's own default.
        expect(memoryOf(graphOf(redis, cache({}, [])))).toMatchObject([{ dataLimit: 7.5 * GIBI }]);
    });

    test("of Redis on Kubernetes is its maxmemory, of each part of a cluster", () => {
        const config = resource("config", {
            inputs: {
                metadata: { name: "redis-config", namespace: "dify" },
                data: { "redis.conf": "appendonly yes\nmaxmemory 1073741824\nmaxmemory-policy noeviction\n" },
            },
        });
        const store = (kind: string, name = "redis-config") =>
            resource("redis", {
                type: `kubernetes:redis.redis.opstreelabs.in/v1beta2:${kind}`,
                inputs: {
                    metadata: { name: "redis", namespace: "dify" },
                    spec: { clusterSize: 3, redisConfig: { additionalRedisConfig: name } },
                },
            });
        const limits = (...resources: Parameters<typeof graphOf>) =>
            memoryOf(graphOf(...resources)).map(({ dataLimit }) => dataLimit);
        expect(limits(config, store("RedisReplication"))).toEqual([GIBI]);
        expect(limits(config, store("RedisCluster"))).toEqual([3 * GIBI]);
        expect(limits(config, store("RedisReplication", "other"))).toEqual([]);
    });

    test("of query nodes is for as many vectors as fit with one of them lost", () => {
        const milvus = resource("milvus", {
            type: "kubernetes:milvus.io/v1beta1:Milvus",
            inputs: {
                metadata: { name: "milvus" },
                spec: { components: { queryNode: { replicas: 3, resources: { limits: { memory: "11Gi" } } } } },
            },
        });
        // 2 x (11 GiB x 0.8 - 768 MiB) - 100 x 2 MiB, over 4 bytes a dimension and 105.14 for index and row.
        const bytes = 2 * (11 * GIBI * 0.8 - 0.75 * GIBI) - 200 * 1024 ** 2;
        const count = (dimensions: number) => Math.floor(bytes / (dimensions * 4 + (64 * 8) / 7 + 32));
        expect(memoryOf(graphOf(milvus)).map(({ store, what, holds, share }) => [store, what, holds, share])).toEqual([
            [
                "milvus-querynode",
                "vectors of 768 dims",
                { count: count(768), of: "vectors" },
                { low: 0.031, likely: 0.196, high: 0.931 },
            ],
            [
                "milvus-querynode",
                "vectors of 1536 dims",
                { count: count(1536), of: "vectors" },
                { low: 0.048, likely: 0.374, high: 1.82 },
            ],
        ]);
    });
});

describe("disks", () => {
    const months = (...resources: Parameters<typeof graphOf>) =>
        storageOf(graphOf(...resources)).map(({ resource: name, what, size, limit, monthsUntilFull }) => ({
            name,
            what,
            gib: [size / GIBI, limit / GIBI],
            full: monthsUntilFull,
        }));

    test("of RDS grow to their bound; a replica's begin with what its source has", () => {
        const server = resource("db", {
            type: "aws:rds/instance:Instance",
            inputs: { allocatedStorage: 100, maxAllocatedStorage: 500 },
        });
        const replica = resource("replica", {
            type: "aws:rds/instance:Instance",
            dependencies: ["db"],
            inputs: { maxAllocatedStorage: 400 },
        });
        const fixed = resource("fixed", { type: "aws:rds/instance:Instance", inputs: { allocatedStorage: 50 } });
        const copy = resource("copy", { type: "aws:rds/instance:Instance", inputs: {} });
        expect(months(server, replica, fixed, copy)).toEqual([
            { name: "db", what: "database", gib: [100, 500], full: { low: 10, likely: 50, high: 250 } },
            { name: "replica", what: "database", gib: [100, 400], full: { low: 8, likely: 40, high: 200 } },
            { name: "fixed", what: "database", gib: [50, 50], full: { low: 1, likely: 5, high: 25 } },
        ]);
    });

    test("of Aurora grow to what Aurora has", () => {
        expect(months(resource("db", { type: "aws:rds/cluster:Cluster" }))).toMatchObject([
            { gib: [0, 131072], full: { low: 2621.4, likely: 13107.2, high: 65536 } },
        ]);
    });

    test("of PostgreSQL on Kubernetes do not grow, and its write-ahead log is deleted in time", () => {
        const cluster = resource("postgres", {
            type: "kubernetes:postgresql.cnpg.io/v1:Cluster",
            inputs: { spec: { instances: 3, storage: { size: "200Gi" }, walStorage: { size: "40Gi" } } },
        });
        expect(months(cluster)).toEqual([
            {
                name: "postgres",
                what: "database, each member",
                gib: [200, 200],
                full: { low: 4, likely: 20, high: 100 },
            },
            { name: "postgres", what: "write-ahead log, each member", gib: [40, 40], full: null },
        ]);
    });

    test("of jobs hold a dump, or all that it is tried in", () => {
        const job = (name: string) =>
            resource(name, {
                type: "kubernetes:batch/v1:CronJob",
                inputs: {
                    spec: {
                        jobTemplate: {
                            spec: {
                                template: {
                                    spec: {
                                        volumes: [
                                            {
                                                ephemeral: {
                                                    volumeClaimTemplate: {
                                                        spec: { resources: { requests: { storage: "50Gi" } } },
                                                    },
                                                },
                                            },
                                        ],
                                    },
                                },
                            },
                        },
                    },
                },
            });
        expect(months(job("dumps"), job("dumps-restore-check"))).toEqual([
            { name: "dumps", what: "dump of the database", gib: [50, 50], full: { low: 4, likely: 20, high: 100 } },
            {
                name: "dumps-restore-check",
                what: "database that a dump is tried in",
                gib: [50, 50],
                full: { low: 1, likely: 5, high: 25 },
            },
        ]);
    });
});
