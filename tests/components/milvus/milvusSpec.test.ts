import {
    componentLabels,
    COMPONENTS,
    etcdLabels,
    milvusSpec,
    workloadsOfMilvus,
    type ComponentName,
    type MilvusSpecArgs,
} from "../../../components/milvus/milvusSpec";
import { affinityTo, evenOver, TOLERATIONS } from "../../support/placements";

const RESOURCES = { requests: { cpu: "1", memory: "4Gi" }, limits: { cpu: "4", memory: "8Gi" } };
const ETCD_RESOURCES = { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "2", memory: "2Gi" } };
const REPLICAS: Record<ComponentName, number> = { proxy: 2, mixCoord: 3, queryNode: 4, dataNode: 5, streamingNode: 6 };

const sized = (component: ComponentName) => ({ replicas: REPLICAS[component], resources: RESOURCES });

const ARGS: MilvusSpecArgs = {
    name: "milvus",
    components: {
        proxy: sized("proxy"),
        mixCoord: sized("mixCoord"),
        queryNode: sized("queryNode"),
        dataNode: sized("dataNode"),
        streamingNode: sized("streamingNode"),
    },
    etcd: { replicas: 3, resources: ETCD_RESOURCES, storage: "20Gi" },
    zones: [{ name: "a" }, { name: "b" }, { name: "c" }],
    storeAddress: "s3.example.com:443",
    storeTls: true,
    bucket: "dify-vectors",
    region: "eu-central-1",
    pathStyle: false,
    storeSecret: "object-store",
    rootSecret: { name: "milvus-root", key: "password" },
};

const component = (replicas: number, label: string) => ({
    replicas,
    resources: RESOURCES,
    affinity: affinityTo("a", "b", "c"),
    tolerations: TOLERATIONS,
    topologySpreadConstraints: evenOver({
        "app.kubernetes.io/instance": "milvus",
        "app.kubernetes.io/name": "milvus",
        "app.kubernetes.io/component": label,
    }),
});

describe("Milvus", () => {
    test("is a cluster on Woodpecker and the object store, with authentication and a spread for every component", () => {
        expect(milvusSpec(ARGS)).toEqual({
            mode: "cluster",
            components: {
                image: "docker.io/milvusdb/milvus:v2.6.11",
                enableRollingUpdate: true,
                disableMetric: true,
                env: [
                    {
                        name: "COMMON_SECURITY_DEFAULTROOTPASSWORD",
                        valueFrom: { secretKeyRef: { name: "milvus-root", key: "password" } },
                    },
                ],
                proxy: component(2, "proxy"),
                mixCoord: component(3, "mixcoord"),
                queryNode: component(4, "querynode"),
                dataNode: component(5, "datanode"),
                streamingNode: component(6, "streamingnode"),
            },
            config: {
                common: { security: { authorizationEnabled: true } },
                woodpecker: { storage: { type: "minio" } },
                minio: {
                    bucketName: "dify-vectors",
                    rootPath: "milvus",
                    useSSL: true,
                    region: "eu-central-1",
                    useVirtualHost: true,
                },
            },
            dependencies: {
                msgStreamType: "woodpecker",
                etcd: {
                    inCluster: {
                        deletionPolicy: "Retain",
                        pvcDeletion: false,
                        values: {
                            replicaCount: 3,
                            resources: ETCD_RESOURCES,
                            persistence: { size: "20Gi" },
                            pdb: { create: false },
                            affinity: affinityTo("a", "b", "c"),
                            tolerations: TOLERATIONS,
                            topologySpreadConstraints: evenOver({
                                "app.kubernetes.io/instance": "milvus-etcd",
                                "app.kubernetes.io/name": "etcd",
                            }),
                        },
                    },
                },
                storage: { external: true, type: "S3", endpoint: "s3.example.com:443", secretRef: "object-store" },
            },
        });
    });

    test("addresses buckets in the path, without TLS, with a storage class, when told so", () => {
        const { config, dependencies } = milvusSpec({ ...ARGS, pathStyle: true, storeTls: false, storageClass: "gp3" });
        expect(config).toMatchObject({ minio: { useSSL: false, useVirtualHost: false } });
        expect(dependencies.etcd.inCluster.values["persistence"]).toEqual({ size: "20Gi", storageClass: "gp3" });
    });
});

describe("its workloads", () => {
    const namespace = { name: "dify", created: "dify" };

    test.each([
        ["milvus-proxy", 2, 1, ["milvus-mixcoord", "milvus-querynode", "milvus-streamingnode"], false, "milvus-milvus"],
        ["milvus-mixcoord", 3, 1, ["milvus-etcd"], false, undefined],
        ["milvus-querynode", 4, 1, ["milvus-etcd"], false, undefined],
        ["milvus-datanode", 5, 0, ["milvus-etcd"], false, undefined],
        ["milvus-streamingnode", 6, 1, ["milvus-etcd"], false, undefined],
        ["milvus-etcd", 3, 2, [], true, "milvus-etcd-headless"],
    ])("%s: %d members, %d needed", (name, members, quorum, dependsOn, zoneBound, service) => {
        const workload = workloadsOfMilvus("milvus", namespace, milvusSpec(ARGS)).find((found) => found.name === name);
        expect(workload).toMatchObject({
            members: { min: members, max: members },
            quorum,
            zones: ["a", "b", "c"],
            spread: "hard",
            dependsOn,
            zoneBound,
        });
        expect(workload?.service).toBe(service);
    });

    test("are these six and no more", () => {
        expect(workloadsOfMilvus("milvus", namespace, milvusSpec(ARGS))).toHaveLength(
            Object.keys(COMPONENTS).length + 1,
        );
    });

    test("follow the spec, not the arguments", () => {
        const spec = milvusSpec(ARGS);
        spec.components.proxy.replicas = 1;
        spec.components.proxy.topologySpreadConstraints = [];
        spec.dependencies.etcd.inCluster.values.replicaCount = 5;
        spec.dependencies.etcd.inCluster.values.resources = RESOURCES;
        const workloads = workloadsOfMilvus("milvus", namespace, spec);
        expect(workloads.find(({ name }) => name === "milvus-proxy")).toMatchObject({
            members: { min: 1, max: 1 },
            spread: "none",
            requests: { cpu: 1, memory: 4294967296 },
        });
        expect(workloads.find(({ name }) => name === "milvus-etcd")).toMatchObject({
            members: { min: 5, max: 5 },
            quorum: 3,
            requests: { cpu: 1, memory: 4294967296 },
        });
    });
});

test("labels tell the pods of a component from all others", () => {
    const names = Object.keys(COMPONENTS) as ComponentName[];
    const all = [...names.map((name) => componentLabels("milvus", name)), etcdLabels("milvus")];
    const texts = all.map((labels) => JSON.stringify(Object.entries(labels).sort()));
    expect(new Set(texts).size).toBe(6);
});
