import { ROLE_ANTI_AFFINITY, shardedSpec, workloadsOfSharded } from "../../../components/redis/shardedSpec";
import { affinityTo, evenOver, TOLERATIONS } from "../../support/placements";

const EXPORTER = {
    enabled: true,
    image: "quay.io/opstree/redis-exporter:v1.44.0",
    resources: { requests: { cpu: "20m", memory: "32Mi" }, limits: { cpu: "100m", memory: "64Mi" } },
};

const RESOURCES = { requests: { cpu: "1", memory: "4Gi" }, limits: { cpu: "2", memory: "6Gi" } };

const ARGS = {
    name: "redis-sharded",
    shards: 4,
    resources: RESOURCES,
    storage: "20Gi",
    storageClass: "gp3",
    zones: [{ name: "a" }, { name: "b" }, { name: "c" }],
    passwordSecret: { name: "redis-auth", key: "password" },
    configMap: "redis-sharded-config",
};

const role = (kind: "leader" | "follower") => ({
    replicas: 4,
    resources: RESOURCES,
    redisConfig: { additionalRedisConfig: "redis-sharded-config" },
    pdb: { enabled: true, maxUnavailable: 1 },
    terminationGracePeriodSeconds: 60,
    affinity: affinityTo("a", "b", "c"),
    tolerations: TOLERATIONS,
    topologySpreadConstraints: evenOver({ app: `redis-sharded-${kind}`, redis_setup_type: "cluster", role: kind }),
});

test("RedisCluster has a replica for each primary, an append-only file, and a password", () => {
    expect(shardedSpec(ARGS)).toEqual({
        clusterSize: 4,
        clusterVersion: "v7",
        persistenceEnabled: true,
        redisExporter: EXPORTER,
        podSecurityContext: { runAsUser: 1000, fsGroup: 1000, runAsNonRoot: true },
        kubernetesConfig: {
            image: "quay.io/opstree/redis:v7.0.15",
            imagePullPolicy: "IfNotPresent",
            redisSecret: { name: "redis-auth", key: "password" },
        },
        storage: {
            volumeClaimTemplate: {
                spec: {
                    accessModes: ["ReadWriteOnce"],
                    storageClassName: "gp3",
                    resources: { requests: { storage: "20Gi" } },
                },
            },
        },
        redisLeader: role("leader"),
        redisFollower: role("follower"),
    });
});

test("a primary and its replica are kept in different zones by the operator's annotation", () => {
    expect(ROLE_ANTI_AFFINITY).toEqual({ "redisclusters.redis.redis.opstreelabs.in/role-anti-affinity": "true" });
});

test("the workloads are primaries, a majority of which must vote, and replicas, which none waits for", () => {
    const spec = shardedSpec(ARGS);
    spec.redisFollower.replicas = 8;
    expect(workloadsOfSharded("redis-sharded", { name: "dify", created: "dify" }, spec)).toMatchObject([
        {
            name: "redis-sharded-leader",
            members: { min: 4, max: 4 },
            quorum: 3,
            zones: ["a", "b", "c"],
            spread: "hard",
            requests: { cpu: 1, memory: 4294967296 },
            zoneBound: true,
            service: "redis-sharded-leader",
        },
        {
            name: "redis-sharded-follower",
            members: { min: 8, max: 8 },
            quorum: 0,
            zoneBound: true,
            service: "redis-sharded-follower",
        },
    ]);
});
