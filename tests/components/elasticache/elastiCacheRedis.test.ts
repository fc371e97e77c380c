import type { ResourceGraph } from "../../../analysis/graph";
import { ElastiCacheRedis, type ElastiCacheRedisArgs } from "../../../components/elasticache/elastiCacheRedis";
import { clusterHandle } from "../../support/cluster";
import { evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf, resourcesOf } from "../../support/graph";
import { networkOf } from "../../support/network";
import { REDIS_ARGS } from "./redisArgs";

const evaluated = (change: Partial<ElastiCacheRedisArgs> = {}) =>
    evaluateComponent((opts) => new ElastiCacheRedis("redis", { ...REDIS_ARGS, ...change }, opts));

const GROUP = [
    "LogGroup redis-slow-log",
    "ParameterGroup redis-parameters",
    "RandomPassword redis-password",
    "ReplicationGroup redis",
    "Secret redis-auth",
    "SecurityGroup redis-security-group",
    "SecurityGroupIngressRule redis-from-client-1",
    "SecurityGroupIngressRule redis-from-client-2",
    "SubnetGroup redis-subnets",
];

const PASSWORD = { kind: "kubernetes", name: "redis-auth", key: "password" };

const outputsOf = (graph: ResourceGraph) => resourcesOf(graph, "ElastiCacheRedis")[0]?.outputs;

/** What both groups have alike; `name` is that of the group. */
const common = (name: string) => ({
    engine: "valkey",
    nodeType: "cache.r7g.large",
    port: 6379,
    subnetGroupName: "redis-subnets",
    securityGroupIds: ["redis-security-group-id"],
    parameterGroupName: `${name}-parameters`,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    transitEncryptionEnabled: true,
    transitEncryptionMode: "required",
    authToken: expect.stringMatching(/^[0-9a-zA-Z]{48}$/) as string,
    authTokenUpdateStrategy: "ROTATE",
    atRestEncryptionEnabled: true,
    kmsKeyId: "arn:aws:kms:eu-central-1:123456789012:key/data",
    snapshotRetentionLimit: 7,
    snapshotWindow: "03:00-04:00",
    maintenanceWindow: "sun:04:30-sun:05:30",
    finalSnapshotIdentifier: `dify-ha-test-${name}-final`,
    autoMinorVersionUpgrade: false,
    applyImmediately: false,
    logDeliveryConfigurations: [
        {
            logType: "slow-log",
            logFormat: "json",
            destinationType: "cloudwatch-logs",
            destination: `${name}-slow-log`,
        },
    ],
    tags: { Name: name },
});

describe("the primary and its replicas", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("have these children", () => {
        expect(childrenOfComponent(graph, "ElastiCacheRedis")).toEqual(GROUP);
    });

    test("are one group without shards, a member in each zone", () => {
        expect(inputsOf(graph, "ReplicationGroup", "redis")).toEqual({
            ...common("redis"),
            description: "Cache, queues and events: a primary and its replicas",
            engineVersion: "8.2",
            clusterMode: "disabled",
            numCacheClusters: 3,
            preferredCacheClusterAzs: ["a", "b", "c"],
        });
        expect(inputsOf(graph, "ParameterGroup", "redis-parameters")).toMatchObject({
            family: "valkey8",
            parameters: expect.arrayContaining([{ name: "maxmemory-policy", value: "noeviction" }]) as object[],
        });
        expect(inputsOf(graph, "LogGroup", "redis-slow-log")).toMatchObject({ retentionInDays: 30 });
    });

    test("cannot be deleted by accident", () => {
        expect(graph.resources.filter(({ protect }) => protect).map(({ name }) => name)).toEqual(["redis"]);
    });

    test("take one password, which is in the Secret and nowhere open", () => {
        const group = resourceOf(graph, "ReplicationGroup", "redis");
        const secret = resourceOf(graph, "kubernetes:core/v1:Secret", "redis-auth");
        expect(secret.inputs["stringData"]).toEqual({ password: group.inputs["authToken"] });
        expect(group.secretPaths).toEqual(["authToken"]);
        expect(secret.secretPaths).toEqual(["stringData"]);
    });

    test("are reached by the clients alone, from subnets without a way out", () => {
        expect(inputsOf(graph, "SubnetGroup", "redis-subnets")).toMatchObject({
            subnetIds: ["isolated-a", "isolated-b", "isolated-c"],
        });
        expect(inputsOf(graph, "SecurityGroup", "redis-security-group")).toEqual({
            description: "Valkey nodes",
            vpcId: "vpc-1",
            tags: { Name: "redis" },
        });
        expect(resourcesOf(graph, "SecurityGroupIngressRule").map(({ inputs }) => inputs)).toEqual(
            ["sg-nodes", "sg-pods"].map((client, index) => ({
                securityGroupId: "redis-security-group-id",
                referencedSecurityGroupId: client,
                ipProtocol: "tcp",
                fromPort: 6379,
                toPort: 6379,
                description: "Valkey",
                tags: { Name: `redis-from-client-${index + 1}` },
            })),
        );
        expect(resourcesOf(graph, "SecurityGroupEgressRule")).toEqual([]);
    });

    test("have one address that follows the primary, with TLS", () => {
        expect(outputsOf(graph)).toMatchObject({
            primary: {
                kind: "primary",
                host: "redis.cache.example.com",
                port: 6379,
                tls: true,
                servedBy: "redis",
                password: PASSWORD,
            },
            workloads: [{ name: "redis", members: { min: 3, max: 3 }, zones: ["a", "b", "c"] }],
        });
        expect(outputsOf(graph)?.["sharded"]).toBeUndefined();
    });
});

test.each([
    [2, ["a", "b"]],
    [5, ["a", "b", "c", "a", "b"]],
])("%d members are in the zones %j", async (members, zones) => {
    const graph = await evaluated({ members });
    expect(inputsOf(graph, "ReplicationGroup", "redis")).toMatchObject({
        numCacheClusters: members,
        preferredCacheClusterAzs: zones,
    });
});

test("snapshots are kept for as long as they are asked for", async () => {
    const graph = await evaluated({ snapshotRetentionDays: 14 });
    expect(inputsOf(graph, "ReplicationGroup", "redis")).toHaveProperty("snapshotRetentionLimit", 14);
});

describe("with shards beside it", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated({ sharded: { shards: 3, durability: "sync" } });
    });

    test("there are a second group, its parameters and its log more", () => {
        expect(childrenOfComponent(graph, "ElastiCacheRedis")).toEqual(
            [
                ...GROUP,
                "LogGroup redis-sharded-slow-log",
                "ParameterGroup redis-sharded-parameters",
                "ReplicationGroup redis-sharded",
            ].sort(),
        );
        expect(inputsOf(graph, "ReplicationGroup", "redis-sharded")).toEqual({
            ...common("redis-sharded"),
            description: "Events, for clients that follow redirects: shards of a primary and a replica",
            engineVersion: "9.0",
            clusterMode: "enabled",
            numNodeGroups: 3,
            replicasPerNodeGroup: 1,
            durability: "sync",
        });
        expect(inputsOf(graph, "ParameterGroup", "redis-sharded-parameters")).toMatchObject({
            family: "valkey9",
            parameters: expect.arrayContaining([{ name: "cluster-enabled", value: "yes" }]) as object[],
        });
    });

    test("both addresses are there, and are not taken for each other", () => {
        expect(outputsOf(graph)).toMatchObject({
            primary: { kind: "primary", host: "redis.cache.example.com", servedBy: "redis" },
            sharded: {
                kind: "cluster",
                host: "redis-sharded-configuration.cache.example.com",
                port: 6379,
                tls: true,
                servedBy: "redis-sharded",
                password: PASSWORD,
            },
            workloads: [{ name: "redis" }, { name: "redis-sharded", members: { min: 6, max: 6 }, quorum: 3 }],
        });
    });

    test("neither can be deleted by accident", () => {
        expect(graph.resources.filter(({ protect }) => protect).map(({ name }) => name)).toEqual([
            "redis",
            "redis-sharded",
        ]);
    });

    test("without durability it is turned off, not left to AWS", async () => {
        const plain = await evaluated({ sharded: { shards: 2 } });
        expect(inputsOf(plain, "ReplicationGroup", "redis-sharded")).toMatchObject({
            numNodeGroups: 2,
            durability: "disabled",
        });
    });
});

test("the password goes through Secrets Manager where the cluster's secrets do", async () => {
    const cluster = clusterHandle({
        secrets: { kind: "secretsManager", store: "aws", prefix: "dify-ha/test", kmsKeyArn: "key" },
    });
    const graph = await evaluated({ cluster });
    expect(childrenOfComponent(graph, "ElastiCacheRedis")).toEqual(
        [
            ...GROUP.filter((child) => child !== "Secret redis-auth"),
            "ExternalSecret redis-auth",
            "Secret redis-auth-managed",
            "SecretVersion redis-auth-version",
        ].sort(),
    );
    expect(outputsOf(graph)).toMatchObject({ primary: { password: PASSWORD } });
});

test("what is wrong is said at once, before anything is registered", async () => {
    await expect(evaluated({ members: 1, network: networkOf(1) })).rejects.toThrow(
        /redis\.replicas = 1: must be .*\nredis\.zones = \["a"\]: must be at least two/,
    );
});
