import fc from "fast-check";
import { postgresClusterSpec, postgresQuorum, workloadOfCluster } from "../../../components/postgres/clusterSpec";
import { affinityTo, TOLERATIONS } from "../../support/placements";

const RESOURCES = { requests: { cpu: "4", memory: "16Gi" }, limits: { cpu: "8", memory: "16Gi" } };

const ARGS = {
    instances: 3,
    resources: RESOURCES,
    storage: "200Gi",
    walStorage: "40Gi",
    maxConnections: 1000,
    zones: [{ name: "a" }, { name: "b" }, { name: "c" }],
    database: "dify",
    ownerSecret: "postgres-app-owner",
    roles: [{ name: "dify_plugin", secret: "postgres-plugins-owner" }],
};

describe("the CloudNativePG Cluster", () => {
    test("has one instance a zone, synchronous replication and both roles", () => {
        expect(postgresClusterSpec(ARGS)).toEqual({
            instances: 3,
            imageName: "ghcr.io/cloudnative-pg/postgresql:15.19-standard-trixie",
            resources: RESOURCES,
            affinity: {
                enablePodAntiAffinity: true,
                podAntiAffinityType: "required",
                topologyKey: "topology.kubernetes.io/zone",
                ...affinityTo("a", "b", "c"),
                tolerations: TOLERATIONS,
            },
            postgresql: {
                parameters: {
                    max_connections: "1000",
                    shared_buffers: "4096MB",
                    effective_cache_size: "12288MB",
                    wal_level: "replica",
                    max_wal_senders: "10",
                    max_replication_slots: "10",
                    hot_standby_feedback: "on",
                    tcp_keepalives_idle: "10",
                    tcp_keepalives_interval: "5",
                    tcp_keepalives_count: "3",
                    tcp_user_timeout: "15000",
                },
                synchronous: { method: "any", number: 1, dataDurability: "required", failoverQuorum: true },
            },
            bootstrap: {
                initdb: {
                    database: "dify",
                    owner: "dify",
                    secret: { name: "postgres-app-owner" },
                    dataChecksums: true,
                    encoding: "UTF8",
                },
            },
            managed: {
                roles: [
                    {
                        name: "dify_plugin",
                        ensure: "present",
                        login: true,
                        passwordSecret: { name: "postgres-plugins-owner" },
                    },
                ],
            },
            storage: { size: "200Gi", resizeInUseVolumes: true },
            walStorage: { size: "40Gi", resizeInUseVolumes: true },
            replicationSlots: { highAvailability: { enabled: true } },
            primaryUpdateStrategy: "unsupervised",
            primaryUpdateMethod: "switchover",
            enableSuperuserAccess: false,
            enablePDB: true,
        });
    });

    test("uses the storage class for both volumes", () => {
        const spec = postgresClusterSpec({ ...ARGS, storageClass: "gp3" });
        expect([spec["storage"], spec["walStorage"]]).toEqual([
            { size: "200Gi", storageClass: "gp3", resizeInUseVolumes: true },
            { size: "40Gi", storageClass: "gp3", resizeInUseVolumes: true },
        ]);
    });

    test.each([
        [1, "preferred", false, 1],
        [2, "preferred", false, 1],
        [3, "required", true, 2],
        [5, "required", true, 2],
    ])(
        "with %d instances: durability %s, failover by quorum %s, writes need %d",
        (instances, durability, byQuorum, quorum) => {
            const spec = postgresClusterSpec({ ...ARGS, instances });
            expect(spec.postgresql.synchronous).toEqual({
                method: "any",
                number: 1,
                dataDurability: durability,
                failoverQuorum: byQuorum,
            });
            expect(postgresQuorum(spec)).toBe(quorum);
        },
    );

    test("never needs more instances for writes than are left when one is lost, once there are two", () => {
        fc.assert(
            fc.property(fc.integer({ min: 2, max: 50 }), (instances) => {
                expect(postgresQuorum(postgresClusterSpec({ ...ARGS, instances }))).toBeLessThan(instances);
            }),
        );
    });

    test("sizes its caches from what is guaranteed, in whole megabytes that fit into it", () => {
        fc.assert(
            fc.property(fc.integer({ min: 256, max: 262_144 }), (mebibytes) => {
                const resources = { ...RESOURCES, requests: { cpu: "1", memory: `${mebibytes}Mi` } };
                const { parameters } = postgresClusterSpec({ ...ARGS, resources }).postgresql;
                expect(parameters["shared_buffers"]).toBe(`${Math.floor(mebibytes / 4)}MB`);
                expect(parameters["effective_cache_size"]).toBe(`${Math.floor(mebibytes * 0.75)}MB`);
            }),
        );
    });
});

describe("its workload", () => {
    test("says what the spec says", () => {
        expect(workloadOfCluster("postgres", { name: "dify", created: "dify" }, postgresClusterSpec(ARGS))).toEqual({
            name: "postgres",
            tier: "data",
            members: { min: 3, max: 3 },
            quorum: 2,
            zones: ["a", "b", "c"],
            spread: "hard",
            requests: { cpu: 4, memory: 17179869184 },
            recovery: {
                kind: "election",
                expectedSeconds: 60,
                source: expect.stringContaining("docs/src/failover.md") as string,
            },
            dependsOn: [],
            zoneBound: true,
            pods: { namespace: "dify", matchLabels: { "cnpg.io/cluster": "postgres", "cnpg.io/podRole": "instance" } },
            service: "postgres-r",
        });
    });

    test("is not called spread by force when instances are only kept off each other's nodes", () => {
        const spec = postgresClusterSpec(ARGS);
        spec.affinity.topologyKey = "kubernetes.io/hostname";
        expect(workloadOfCluster("postgres", { name: "dify", created: "dify" }, spec).spread).toBe("soft");
    });
});
