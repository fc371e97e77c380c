import fc from "fast-check";
import { redisReplicationSpec, workloadsOfReplication } from "../../../components/redis/replicationSpec";
import { majority } from "../../../components/shared/operatorPods";
import { affinityTo, evenOver, TOLERATIONS } from "../../support/placements";

const EXPORTER = {
    enabled: true,
    image: "quay.io/opstree/redis-exporter:v1.44.0",
    resources: { requests: { cpu: "20m", memory: "32Mi" }, limits: { cpu: "100m", memory: "64Mi" } },
};

const RESOURCES = { requests: { cpu: "100m", memory: "256Mi" }, limits: { cpu: "500m", memory: "512Mi" } };

const ARGS = {
    name: "redis",
    members: 3,
    sentinels: 5,
    resources: RESOURCES,
    storage: "5Gi",
    zones: [{ name: "a" }, { name: "b" }, { name: "c" }],
    passwordSecret: { name: "redis-auth", key: "password" },
    configMap: "redis-config",
};

describe("RedisReplication", () => {
    test("is a group of members with Sentinels, both spread, both authenticated", () => {
        expect(redisReplicationSpec(ARGS)).toEqual({
            clusterSize: 3,
            kubernetesConfig: {
                image: "quay.io/opstree/redis:v7.0.15",
                imagePullPolicy: "IfNotPresent",
                resources: RESOURCES,
                redisSecret: { name: "redis-auth", key: "password" },
            },
            redisConfig: { additionalRedisConfig: "redis-config" },
            storage: {
                volumeClaimTemplate: {
                    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "5Gi" } } },
                },
            },
            redisExporter: EXPORTER,
            podSecurityContext: { runAsUser: 1000, fsGroup: 1000, runAsNonRoot: true },
            terminationGracePeriodSeconds: 60,
            pdb: { enabled: true, maxUnavailable: 1 },
            affinity: affinityTo("a", "b", "c"),
            tolerations: TOLERATIONS,
            topologySpreadConstraints: evenOver({
                app: "redis",
                redis_setup_type: "replication",
                role: "replication",
            }),
            sentinel: {
                size: 5,
                image: "quay.io/opstree/redis-sentinel:v7.0.15",
                imagePullPolicy: "IfNotPresent",
                resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { cpu: "250m", memory: "128Mi" } },
                redisSecret: { name: "redis-auth", key: "password" },
                quorum: "3",
                downAfterMilliseconds: "2000",
                failoverTimeout: "10000",
                parallelSyncs: "1",
                podSecurityContext: { runAsUser: 1000, fsGroup: 1000, runAsNonRoot: true },
                affinity: affinityTo("a", "b", "c"),
                tolerations: TOLERATIONS,
                topologySpreadConstraints: evenOver({
                    app: "redis-s",
                    redis_setup_type: "sentinel",
                    role: "sentinel",
                }),
            },
        });
    });

    test("names a storage class when there is one to name", () => {
        expect(redisReplicationSpec({ ...ARGS, storageClass: "gp3" })["storage"]).toHaveProperty(
            "volumeClaimTemplate.spec.storageClassName",
            "gp3",
        );
    });
});

describe("its workloads", () => {
    test("are members that outlive all but one, and Sentinels that need a majority", () => {
        const [members, sentinels] = workloadsOfReplication(
            "redis",
            { name: "dify", created: "dify" },
            redisReplicationSpec(ARGS),
        );
        expect(members).toMatchObject({
            name: "redis",
            members: { min: 3, max: 3 },
            quorum: 1,
            zones: ["a", "b", "c"],
            spread: "hard",
            requests: { cpu: 0.1, memory: 268435456 },
            dependsOn: ["redis-sentinel"],
            zoneBound: true,
            service: "redis-headless",
        });
        expect(sentinels).toMatchObject({
            name: "redis-sentinel",
            members: { min: 5, max: 5 },
            quorum: 3,
            requests: { cpu: 0.05, memory: 67108864 },
            dependsOn: [],
            zoneBound: true,
            service: "redis-s-hl",
        });
    });

    test("follow the spec, not the arguments", () => {
        const spec = redisReplicationSpec(ARGS);
        spec.clusterSize = 2;
        spec.topologySpreadConstraints = [];
        spec.sentinel.size = 3;
        spec.sentinel.affinity = redisReplicationSpec({ ...ARGS, zones: [{ name: "z" }] }).affinity;
        const [members, sentinels] = workloadsOfReplication("redis", { name: "dify", created: "dify" }, spec);
        expect(members).toMatchObject({ members: { min: 2, max: 2 }, spread: "none" });
        expect(sentinels).toMatchObject({ members: { min: 3, max: 3 }, quorum: 2, zones: ["z"] });
    });
});

describe("majority", () => {
    test.each([
        [1, 1],
        [2, 2],
        [3, 2],
        [4, 3],
        [5, 3],
        [9, 5],
    ])("of %d is %d", (members, votes) => {
        expect(majority(members)).toBe(votes);
    });

    test("cannot be had twice, and is no more than that needs", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 1000 }), (members) => {
                expect(2 * majority(members)).toBeGreaterThan(members);
                expect(2 * (majority(members) - 1)).toBeLessThanOrEqual(members);
            }),
        );
    });
});
