import type { ResourceGraph } from "../../../analysis/graph";
import { followMasterConfig } from "../../../components/redis/config";
import { RedisCluster, type RedisClusterArgs } from "../../../components/redis/redisCluster";
import { clusterHandle, RESOURCES } from "../../support/cluster";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf, resourcesOf } from "../../support/graph";

const ARGS: RedisClusterArgs = {
    cluster: clusterHandle(),
    members: 3,
    sentinels: 3,
    resources: RESOURCES,
    storage: "2Gi",
};

const evaluated = (args: Partial<RedisClusterArgs> = {}) =>
    evaluateComponent(
        (opts) => new RedisCluster("redis", { ...ARGS, ...args }, { ...opts, dependsOn: new Elsewhere("operator") }),
    );

const GROUP = [
    "ConfigMap redis-config",
    "ConfigMap redis-primary-config",
    "Deployment redis-primary",
    "PodDisruptionBudget redis-primary-pdb",
    "PodDisruptionBudget redis-sentinel-pdb",
    "RandomPassword redis-password",
    "RedisReplication redis",
    "Secret redis-auth",
    "Service redis-primary",
    "ServiceAccount redis-primary-account",
];

const outputsOf = (graph: ResourceGraph) => resourcesOf(graph, "RedisCluster").find(({ custom }) => !custom)?.outputs;
const dependenciesOf = (graph: ResourceGraph, kind: string, name: string) =>
    resourceOf(graph, kind, name).dependencies.map((urn) => urn.split("::").at(-1));

const PASSWORD = { kind: "kubernetes", name: "redis-auth", key: "password" };

describe("the primary/replica group", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("has these children", () => {
        expect(childrenOfComponent(graph, "dify-ha:index:RedisCluster")).toEqual(GROUP);
    });

    test("is reached at the address that follows the master", () => {
        expect(outputsOf(graph)).toMatchObject({
            primary: {
                kind: "primary",
                host: "redis-primary.dify.svc.cluster.local",
                port: 6379,
                tls: false,
                servedBy: "redis-primary",
                password: PASSWORD,
            },
        });
        expect(outputsOf(graph)?.["sharded"]).toBeUndefined();
    });

    test("has a budget for the Sentinels only: the operator makes that of the members", () => {
        expect(inputsOf(graph, "PodDisruptionBudget", "redis-sentinel-pdb")["spec"]).toEqual({
            maxUnavailable: 1,
            selector: { matchLabels: { app: "redis-s", redis_setup_type: "sentinel", role: "sentinel" } },
            unhealthyPodEvictionPolicy: "AlwaysAllow",
        });
        expect(inputsOf(graph, "RedisReplication", "redis")).toHaveProperty("spec.pdb.enabled", true);
    });

    test("waits for the operator, its password and its configuration", () => {
        expect(dependenciesOf(graph, "RedisReplication", "redis")).toEqual(
            expect.arrayContaining(["operator", "redis-auth", "redis-config"]),
        );
    });

    test("is the only thing that cannot be deleted by accident", () => {
        expect(graph.resources.filter(({ protect }) => protect).map(({ name }) => name)).toEqual(["redis"]);
    });

    test("keeps its configuration under the name that the operator includes", () => {
        expect(Object.keys(inputsOf<{ data: object }>(graph, "ConfigMap", "redis-config").data)).toEqual([
            "redis-additional.conf",
        ]);
    });
});

describe("the proxy that follows the master", () => {
    test.each([
        [2, "redis-0 redis-1"],
        [5, "redis-0 redis-1 redis-2 redis-3 redis-4"],
    ])("asks all %d members, at their own names", async (members, hosts) => {
        const graph = await evaluated({ members });
        const { data } = inputsOf<{ data: Record<string, string> }>(graph, "ConfigMap", "redis-primary-config");
        expect(data).toEqual({
            "haproxy.cfg": followMasterConfig(
                hosts.split(" ").map((host) => `${host}.redis-headless.dify.svc.cluster.local`),
            ),
        });
    });

    test.each([
        [1, 2],
        [2, 2],
        [3, 3],
        [4, 4],
    ])("in %d zones runs %d times: one a zone, never alone", async (zones, replicas) => {
        const cluster = clusterHandle({ zones: ["a", "b", "c", "d"].slice(0, zones).map((name) => ({ name })) });
        const graph = await evaluated({ cluster });
        expect(inputsOf(graph, "Deployment", "redis-primary")).toHaveProperty("spec.replicas", replicas);
    });

    test("reads the password from the Secret and nothing else of the machine", async () => {
        const graph = await evaluated();
        const [container] = inputsOf<{ spec: { template: { spec: { containers: object[] } } } }>(
            graph,
            "Deployment",
            "redis-primary",
        ).spec.template.spec.containers;
        expect(container).toMatchObject({
            image: "docker.io/library/haproxy:3.2.21-alpine3.24",
            env: [{ name: "REDIS_PASSWORD", valueFrom: { secretKeyRef: { name: "redis-auth", key: "password" } } }],
            volumeMounts: [{ name: "config", mountPath: "/usr/local/etc/haproxy", readOnly: true }],
            readinessProbe: { httpGet: { path: "/healthz", port: 8404 }, periodSeconds: 5 },
            securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
        });
    });

    test("rolls when its configuration changes, and only then", async () => {
        const checksum = (graph: ResourceGraph) =>
            inputsOf<{ spec: { template: { metadata: { annotations: Record<string, string> } } } }>(
                graph,
                "Deployment",
                "redis-primary",
            ).spec.template.metadata.annotations["dify-ha/config-checksum"];
        const [three, again, five] = [
            checksum(await evaluated()),
            checksum(await evaluated({ storage: "9Gi" })),
            checksum(await evaluated({ members: 5 })),
        ];
        expect(three).toMatch(/^[0-9a-f]{12}$/);
        expect(again).toBe(three);
        expect(five).not.toBe(three);
    });
});

describe("with a Redis Cluster beside it", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated({ sharded: { shards: 3 } });
    });

    test("there are its resource and its configuration more; the operator makes its budgets", () => {
        expect(childrenOfComponent(graph, "dify-ha:index:RedisCluster")).toEqual(
            [...GROUP, "ConfigMap redis-sharded-config", "RedisCluster redis-sharded"].sort(),
        );
        expect(
            inputsOf(graph, "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster", "redis-sharded"),
        ).toMatchObject({
            metadata: {
                name: "redis-sharded",
                namespace: "dify",
                annotations: { "redisclusters.redis.redis.opstreelabs.in/role-anti-affinity": "true" },
            },
            spec: { redisLeader: { pdb: { enabled: true } }, redisFollower: { pdb: { enabled: true } } },
        });
    });

    test("both addresses are there, and are not taken for each other", () => {
        expect(outputsOf(graph)).toMatchObject({
            primary: { kind: "primary", host: "redis-primary.dify.svc.cluster.local", servedBy: "redis-primary" },
            sharded: {
                kind: "cluster",
                host: "redis-sharded-leader.dify.svc.cluster.local",
                port: 6379,
                tls: false,
                servedBy: "redis-sharded-leader",
                password: PASSWORD,
            },
        });
    });

    test("both hold data: neither can be deleted by accident", () => {
        expect(graph.resources.filter(({ protect }) => protect).map(({ name }) => name)).toEqual([
            "redis-sharded",
            "redis",
        ]);
    });
});

test("counters may be evicted and deleted", async () => {
    const graph = await evaluated({ content: "counters" });
    expect(graph.resources.filter(({ protect }) => protect)).toEqual([]);
    const { data } = inputsOf<{ data: Record<string, string> }>(graph, "ConfigMap", "redis-config");
    expect(data["redis-additional.conf"]).toContain("maxmemory-policy volatile-ttl");
});

test("on a simulated cluster everything may be deleted", async () => {
    const graph = await evaluated({ cluster: clusterHandle({ simulated: true }), sharded: { shards: 3 } });
    expect(graph.resources.filter(({ protect }) => protect)).toEqual([]);
});
