import { ordersDisks, volumeLines } from "../../../analysis/cost/volumes";
import { resource } from "../../support/syntheticGraph";

const claim = (storage: string) => ({ spec: { resources: { requests: { storage } } } });

const lines = (type: string, inputs: Record<string, unknown>) =>
    volumeLines(resource("r", { type, inputs })).map(({ what, quantity: { low, likely, high } }) => [
        what,
        low,
        likely,
        high,
    ]);

test.each<[type: string, inputs: Record<string, unknown>, expected: (string | number)[][]]>([
    [
        "kubernetes:apps/v1:StatefulSet",
        { spec: { replicas: 3, volumeClaimTemplates: [claim("20Gi")] } },
        [["disks of 20Gi for pods", 60, 60, 60]],
    ],
    ["kubernetes:apps/v1:StatefulSet", { spec: { replicas: 3 } }, []],
    [
        "kubernetes:batch/v1:CronJob",
        {
            spec: {
                jobTemplate: {
                    spec: {
                        template: {
                            spec: {
                                volumes: [{ emptyDir: {} }, { ephemeral: { volumeClaimTemplate: claim("48Gi") } }],
                            },
                        },
                    },
                },
            },
        },
        [["disks of 48Gi for pods", 1, 2, 8]],
    ],
    [
        "kubernetes:postgresql.cnpg.io/v1:Cluster",
        { spec: { instances: 3, storage: { size: "200Gi" }, walStorage: { size: "40Gi" } } },
        [
            ["disks of 200Gi for pods", 600, 600, 600],
            ["disks of 40Gi for pods", 120, 120, 120],
        ],
    ],
    [
        "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisReplication",
        { spec: { clusterSize: 3, storage: { volumeClaimTemplate: claim("5Gi") } } },
        [["disks of 5Gi for pods", 15, 15, 15]],
    ],
    [
        "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster",
        { spec: { clusterSize: 3, storage: { volumeClaimTemplate: claim("5Gi") } } },
        [["disks of 5Gi for pods", 30, 30, 30]],
    ],
    [
        "kubernetes:milvus.io/v1beta1:Milvus",
        {
            spec: {
                dependencies: { etcd: { inCluster: { values: { replicaCount: 3, persistence: { size: "20Gi" } } } } },
            },
        },
        [["disks of 20Gi for pods", 60, 60, 60]],
    ],
    [
        "kubernetes:helm.sh/v3:Release",
        {
            values: {
                prometheus: { prometheusSpec: { replicas: 2, storageSpec: { volumeClaimTemplate: claim("50Gi") } } },
                alertmanager: { alertmanagerSpec: { replicas: 3, storage: { volumeClaimTemplate: claim("1Gi") } } },
            },
        },
        [
            ["disks of 50Gi for pods", 100, 100, 100],
            ["disks of 1Gi for pods", 3, 3, 3],
        ],
    ],
    ["kubernetes:helm.sh/v3:Release", { values: { replicas: 2 } }, []],
    ["kubernetes:apps/v1:Deployment", { spec: {} }, []],
])("%s", (type, inputs, expected) => {
    expect(lines(type, inputs)).toEqual(expected);
});

test("an order of a disk is known by the field that every claim has", () => {
    expect(ordersDisks({ spec: { volumes: [{ any: claim("1Gi") }] } })).toBe(true);
    expect(ordersDisks({ spec: { resources: { requests: { cpu: "1" } } } })).toBe(false);
});
