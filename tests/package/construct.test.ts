import { DifyApp } from "../../components/dify/difyApp";
import { MilvusCluster } from "../../components/milvus/milvusCluster";
import { MultiAzNetwork } from "../../components/network/multiAzNetwork";
import { Operators } from "../../components/operators/operators";
import { PostgresHA } from "../../components/postgres/postgresHa";
import { RedisCluster } from "../../components/redis/redisCluster";
import { maskedInputs, type ResourceGraph } from "../../analysis/graph";
import type { KubernetesSecretRef } from "../../contracts";
import { APP_ARGS, CANARY } from "../components/dify/difyAppArgs";
import { CLUSTER, ENVIRONMENT_ARGS, PRIMARY } from "../components/dify/environmentArgs";
import { clusterHandle, RESOURCES } from "../support/cluster";
import { resourceOf, resourcesOf } from "../support/graph";
import { construct, direct, outputValue, refusal } from "./received";

/** Components made for other programs, beside the same ones made by the program itself. */

const cluster = { namespace: "dify", zones: ["a", "b", "c"] };
const sized = (replicas: number) => ({ replicas, resources: RESOURCES });

const keys = { keysSecret: "object-store" };
const objectStore = {
    ...ENVIRONMENT_ARGS.objectStore,
    access: { files: keys, plugins: keys, vectors: keys, backups: keys },
};

const POSTGRES = {
    cluster,
    instances: 3,
    resources: RESOURCES,
    storage: "10Gi",
    walStorage: "3Gi",
    maxConnections: 400,
    poolerInstances: 2,
    backup: { objectStore, at: "02:00", retentionDays: 14 },
};

/** An endpoint as it is in the outputs of a component: its password is a Secret and a key. */
function sent<E extends { readonly password: { readonly name: unknown; readonly key: string } }>(endpoint: E) {
    return { ...endpoint, password: { name: endpoint.password.name, key: endpoint.password.key } };
}

const DIFY = {
    cluster,
    version: APP_ARGS.version,
    ingress: APP_ARGS.ingress,
    appDatabase: sent(ENVIRONMENT_ARGS.appDatabase),
    pluginDatabase: sent(ENVIRONMENT_ARGS.pluginDatabase),
    redis: sent(PRIMARY),
    collaboration: true,
    objectStore,
    vectorStore: sent(ENVIRONMENT_ARGS.vectorStore),
    services: APP_ARGS.services,
    api: APP_ARGS.api,
    workerConcurrency: 4,
    pool: APP_ARGS.pool,
    drainSeconds: 60,
};

const NETWORK = {
    cidr: "10.20.0.0/16",
    zones: ["eu-central-1a", "eu-central-1b"],
    region: "eu-central-1",
    nat: "perAz",
    flowLogRetentionDays: 30,
    clusterName: "dify",
};

/** What an engine would see of each resource; generated secrets are new every time. */
const seen = (graph: ResourceGraph) =>
    graph.resources.map((resource) => ({
        ...resource,
        inputs: maskedInputs(resource),
        outputs: undefined,
    }));

describe("what another program gets is what the program itself makes", () => {
    test("PostgresHA", async () => {
        const { graph, state } = await construct("pg", "PostgresHA", POSTGRES);
        const { poolerInstances, ...args } = POSTGRES;
        const own = await direct(
            (opts) =>
                new PostgresHA(
                    "pg",
                    {
                        ...args,
                        cluster: clusterHandle(),
                        pooler: { instances: poolerInstances },
                        backup: { ...POSTGRES.backup, objectStore: ENVIRONMENT_ARGS.objectStore },
                    },
                    opts,
                ),
        );
        expect(resourcesOf(graph, "Pooler")).toHaveLength(1);
        expect(seen(graph)).toEqual(seen(own));
        expect(state).toMatchObject({
            app: { host: "pg-pooler.dify.svc.cluster.local", port: 5432, servedBy: "pg-pooler" },
            workloads: [{ name: "pg", tier: "data" }, { name: "pg-pooler" }],
        });
        expect(Object.keys((state["app"] as { password: object }).password)).toEqual(["name", "key"]);
    });

    test("RedisCluster", async () => {
        const args = { members: 3, sentinels: 3, resources: RESOURCES, storage: "5Gi", content: "counters" } as const;
        const { graph, state } = await construct("redis", "RedisCluster", { cluster, ...args, shards: 3 });
        const own = await direct(
            (opts) => new RedisCluster("redis", { ...args, cluster: clusterHandle(), sharded: { shards: 3 } }, opts),
        );
        expect(seen(graph)).toEqual(seen(own));
        expect(state).toMatchObject({ primary: { kind: "primary" }, sharded: { kind: "cluster" } });
    });

    test("MilvusCluster", async () => {
        const args = {
            components: {
                proxy: sized(2),
                mixCoord: sized(2),
                queryNode: sized(3),
                dataNode: sized(2),
                streamingNode: sized(2),
            },
            etcd: { ...sized(3), storage: "10Gi" },
        };
        const { graph, state } = await construct("milvus", "MilvusCluster", { cluster, objectStore, ...args });
        const own = await direct(
            (opts) =>
                new MilvusCluster(
                    "milvus",
                    { ...args, cluster: clusterHandle(), objectStore: ENVIRONMENT_ARGS.objectStore },
                    opts,
                ),
        );
        expect(seen(graph)).toEqual(seen(own));
        expect(state).toMatchObject({ endpoint: { database: "default", servedBy: "milvus-proxy" } });
    });

    test("Operators", async () => {
        const images = { mirror: "registry.example.com/mirror" };
        const { graph } = await construct("operators", "Operators", { names: ["keda"], images });
        const own = await direct(
            (opts) => new Operators("operators", { names: ["keda"], images: { caches: {}, ...images } }, opts),
        );
        expect(resourcesOf(graph, "Release").map(({ name }) => name)).toEqual(["operators-keda"]);
        expect(seen(graph)).toEqual(seen(own));
    });

    test("MultiAzNetwork", async () => {
        const { graph, state } = await construct("net", "MultiAzNetwork", NETWORK);
        const own = await direct((opts) => new MultiAzNetwork("net", { ...NETWORK, nat: "perAz" }, opts));
        expect(seen(graph)).toEqual(seen(own));
        expect(state).toMatchObject({ zones: [{ name: "eu-central-1a" }, { name: "eu-central-1b" }] });
        expect(state["natPublicIps"]).toHaveLength(2);
    });

    test("DifyApp", async () => {
        const { graph, state } = await construct("d", "DifyApp", DIFY);
        const own = await direct((opts) => new DifyApp("d", { ...APP_ARGS, allowedEgress: [] }, opts));
        expect(seen(graph)).toEqual(seen(own));
        expect(state).toMatchObject({
            url: "https://dify.example.com",
            shared: { hosts: { api: "d-api" }, tlsSecret: "d-tls" },
        });
    });

    test("DifyApp that streams over a Redis Cluster", async () => {
        const { graph } = await construct("d", "DifyApp", {
            ...DIFY,
            collaboration: false,
            eventBus: sent(CLUSTER),
            allowedEgress: { "10.1.0.0/16": [443] },
        });
        const own = await direct(
            (opts) =>
                new DifyApp(
                    "d",
                    {
                        ...APP_ARGS,
                        streaming: { collaboration: false, eventBus: CLUSTER },
                        allowedEgress: [{ cidr: "10.1.0.0/16", ports: [443] }],
                    },
                    opts,
                ),
        );
        expect(seen(graph)).toEqual(seen(own));
    });

    test("DifyApp beside another one", async () => {
        const { secrets, hosts, tlsSecret } = CANARY.of;
        const bare = Object.entries<KubernetesSecretRef>(secrets as never).map(([purpose, { name, key }]) => [
            purpose,
            { name, key },
        ]);
        const { graph } = await construct("d", "DifyApp", {
            ...DIFY,
            canary: { header: { name: "X-Canary", value: "yes" } },
            canaryOf: outputValue({ secrets: Object.fromEntries(bare) as object, hosts, tlsSecret }),
        });
        const own = await direct((opts) => new DifyApp("d", { ...APP_ARGS, allowedEgress: [], canary: CANARY }, opts));
        expect(seen(graph)).toEqual(seen(own));
    });

    test("a cluster in every detail", async () => {
        const secretsManager = {
            store: "aws",
            prefix: "dify-ha/prod",
            kmsKeyArn: "arn:aws:kms:key",
            copyTo: "eu-west-1",
        };
        const { copyTo, ...store } = secretsManager;
        const pool = { "dify-ha.io/pool": "data" };
        const more = { storageClass: "gp3", simulated: true };
        const images = { caches: { "docker.io": "cache.example.com/hub" } };
        const args = { ...POSTGRES, backup: undefined, poolerInstances: undefined };
        const { graph } = await construct("pg", "PostgresHA", {
            ...args,
            cluster: { ...cluster, ...more, secretsManager, images, dataNodeSelector: pool },
        });
        const own = await direct(
            (opts) =>
                new PostgresHA(
                    "pg",
                    {
                        ...args,
                        cluster: clusterHandle({
                            ...more,
                            images,
                            dataNodes: { nodeSelector: pool },
                            secrets: { kind: "secretsManager", ...store, shared: { role: "source", copyTo } },
                        }),
                    },
                    opts,
                ),
        );
        expect(seen(graph)).toEqual(seen(own));
    });
});

describe("values that come from other resources", () => {
    test("a whole endpoint is waited for, and the component with it", async () => {
        const from = "urn:pulumi:test::dify-ha::dify-ha:index:PostgresHA::pg";
        const { graph } = await construct("d", "DifyApp", {
            ...DIFY,
            appDatabase: outputValue({ ...DIFY.appDatabase, host: "elsewhere.example.com" }, { from: [from] }),
        });
        expect(resourceOf(graph, "ConfigMap", "d-api-env").inputs).toMatchObject({
            data: { DB_HOST: "elsewhere.example.com" },
        });
        expect(resourcesOf(graph, "Job")[0]?.dependencies).toContain(from);
    });

    test("a secret stays one where it goes into a resource", async () => {
        const buckets = { ...objectStore.buckets, files: outputValue("hidden-bucket", { secret: true }) };
        const { graph } = await construct("d", "DifyApp", { ...DIFY, objectStore: { ...objectStore, buckets } });
        const { inputs, secretPaths } = resourceOf(graph, "ConfigMap", "d-api-env");
        expect(JSON.stringify(inputs)).toContain("hidden-bucket");
        expect(secretPaths).toContain("data.S3_BUCKET_NAME");
    });

    test("what must be known and is not leaves the component without its resources, and says why", async () => {
        const warn = jest.spyOn(console, "warn").mockImplementation(() => undefined);
        const { graph, state } = await construct("pg", "PostgresHA", {
            ...POSTGRES,
            cluster: { ...cluster, zones: [outputValue(undefined), "b", "c"] },
        });
        expect(graph.resources.map(({ type }) => type).sort()).toEqual([
            "dify-ha:index:PostgresHA",
            "pulumi:providers:kubernetes",
        ]);
        expect(Object.keys(state)).toEqual(["app", "plugins", "workloads", "traffic"]);
        expect(warn.mock.calls.flat().join()).toMatch(
            /pg is previewed without its resources: cluster\.zones\[0\] will/,
        );
    });
});

describe("inputs that are wrong", () => {
    test("types, names and what is missing, all at once", async () => {
        const { storage, ...rest } = POSTGRES;
        expect(storage).toBe("10Gi");
        expect(
            await refusal("PostgresHA", {
                ...rest,
                instances: "3",
                walStorage: outputValue("3Gi", { secret: true }),
                replicas: 3,
                cluster: { namespace: "dify", zones: "a" },
            }),
        ).toEqual([
            ["replicas", expect.stringMatching(/^is unknown; there is cluster, instances, /)],
            ["cluster.zones", "must be a list"],
            ["instances", "must be a number"],
            ["storage", "is missing: Data volume of one instance, a byte quantity such as `50Gi`."],
            ["walStorage", "must not be a secret: it goes into names and settings that anyone may read"],
        ]);
    });

    test.each<[string, string, Record<string, unknown>, [string, string][]]>([
        [
            "PostgresHA",
            "more instances than zones, and what is no quantity",
            {
                ...POSTGRES,
                instances: 4,
                storage: "10GB",
                resources: { ...RESOURCES, limits: { cpu: "two", memory: "3Gi" } },
                backup: { ...POSTGRES.backup, at: "25:00" },
                restore: { as: "pg2", time: "2026-11-23T02:00:00Z", backup: "20261123T020000" },
            },
            [
                ["instances", "must be at most 3, the number of zones: no zone has two of them"],
                ["resources.limits.cpu", "must be cores (2, 0.5) or thousandths of one (500m)"],
                ["storage", "must be a byte quantity, such as 512Mi or 50Gi"],
                ["backup.at", "must be a time of day, such as 02:00"],
                ["restore.time", "excludes restore.backup"],
            ],
        ],
        [
            "RedisCluster",
            "an even number of Sentinels",
            { cluster, members: 2.5, sentinels: 4, resources: RESOURCES, storage: "5Gi" },
            [
                ["members", "must be a whole number, at least 1"],
                ["sentinels", "must be odd: an even number survives no more losses than one less"],
            ],
        ],
        [
            "RedisCluster",
            "a value that is not of the enumeration",
            { cluster, members: 3, sentinels: 3, resources: RESOURCES, storage: "5Gi", content: "cache" },
            [["content", "must be one of tasks, counters"]],
        ],
        [
            "DifyApp",
            "a Redis Cluster for tasks, two schedulers, half a canary",
            {
                ...DIFY,
                redis: sent(CLUSTER),
                services: { ...DIFY.services, beat: sized(2) },
                canary: { weight: 5, header: { name: "X", value: "y" } },
            },
            [
                ["redis.kind", "must be primary: Celery and the plugin daemon cannot use a Redis Cluster"],
                ["services.beat.replicas", "must be 1: two would run every periodic task twice"],
                ["canary.weight", "is needed, or else canary.header, and not both: which requests it gets"],
                ["canaryOf", "is missing: canary says what the second release is, canaryOf beside which one"],
            ],
        ],
    ])("%s: %s", async (component, _, inputs, expected) => {
        expect(await refusal(component, inputs)).toEqual(expected);
    });

    test("what a component refuses by itself, and not inside of an error", async () => {
        const refused = await refusal("MultiAzNetwork", { ...NETWORK, cidr: "10.20.0.0/24", zones: ["eu-central-1a"] });
        expect(refused.map(([path]) => path)).toEqual(["cidr", "zones"]);
        expect(refused[0]?.[1]).toMatch(/\/16/);
    });

    test("a version that is not in the catalogue", async () => {
        expect(await refusal("DifyApp", { ...DIFY, version: "0.1.0" })).toEqual([
            ["version", expect.stringMatching(/^Dify 0\.1\.0 is not in the catalogue/)],
        ]);
    });

    test("a component that is not in the package", async () => {
        await expect(construct("x", "Postgres", {})).rejects.toThrow(
            "dify-ha:index:Postgres is not in the package; there is dify-ha:index:DifyApp, dify-ha:index:MilvusCluster",
        );
    });
});
