import type { ResourceGraph } from "../../../analysis/graph";
import { MilvusCluster, type MilvusClusterArgs } from "../../../components/milvus/milvusCluster";
import { clusterHandle, RESOURCES } from "../../support/cluster";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf, resourcesOf } from "../../support/graph";
import { keysIn } from "../../support/objectStore";

const sized = (replicas: number) => ({ replicas, resources: RESOURCES });

const ARGS: MilvusClusterArgs = {
    cluster: clusterHandle(),
    components: {
        proxy: sized(2),
        mixCoord: sized(2),
        queryNode: sized(3),
        dataNode: sized(2),
        streamingNode: sized(3),
    },
    etcd: { ...sized(3), storage: "4Gi" },
    objectStore: {
        url: "https://s3.eu-central-1.amazonaws.com",
        region: "eu-central-1",
        pathStyle: false,
        buckets: { files: "f", plugins: "p", vectors: "v", backups: "b" },
        access: keysIn("object-store"),
    },
};

const evaluated = (args: Partial<MilvusClusterArgs> = {}) =>
    evaluateComponent(
        (opts) => new MilvusCluster("milvus", { ...ARGS, ...args }, { ...opts, dependsOn: new Elsewhere("operator") }),
    );

let graph: ResourceGraph;
beforeAll(async () => {
    graph = await evaluated();
});

test("these are its children", () => {
    expect(childrenOfComponent(graph, "MilvusCluster")).toEqual([
        "ConfigMap milvus-user-script",
        "Job milvus-user",
        "Milvus milvus",
        "PodDisruptionBudget milvus-datanode-pdb",
        "PodDisruptionBudget milvus-etcd-pdb",
        "PodDisruptionBudget milvus-mixcoord-pdb",
        "PodDisruptionBudget milvus-proxy-pdb",
        "PodDisruptionBudget milvus-querynode-pdb",
        "PodDisruptionBudget milvus-streamingnode-pdb",
        "RandomPassword milvus-root-password",
        "RandomPassword milvus-user-password",
        "Secret milvus-root",
        "Secret milvus-user",
        "ServiceAccount milvus-user-account",
    ]);
});

test("it waits for the operator and its password, counts as created when healthy, and cannot be deleted by accident", () => {
    const milvus = resourceOf(graph, "Milvus", "milvus");
    expect(milvus.dependencies.map((urn) => urn.split("::").at(-1))).toEqual(
        expect.arrayContaining(["operator", "milvus-root"]),
    );
    expect(milvus.inputs).toMatchObject({
        apiVersion: "milvus.io/v1beta1",
        metadata: { annotations: { "pulumi.com/waitFor": "jsonpath={.status.status}=Healthy" } },
    });
    expect(
        graph.resources
            .filter(({ protect }) => protect)
            .map(({ name }) => name)
            .sort(),
    ).toEqual(["milvus", "milvus-root-password", "milvus-user-password"]);
});

test("its user is made when it is healthy, by root, with references to the passwords", () => {
    const job = resourceOf(graph, "Job", "milvus-user");
    expect(job.dependencies.map((urn) => urn.split("::").at(-1))).toEqual(
        expect.arrayContaining(["milvus", "milvus-user-account", "milvus-user-script"]),
    );
    const [container] = inputsOf<{ spec: { template: { spec: { containers: { env: object[] }[] } } } }>(
        graph,
        "Job",
        "milvus-user",
    ).spec.template.spec.containers;
    const secret = (name: string) => ({ secretKeyRef: { name, key: "password" } });
    expect(container?.env).toEqual([
        { name: "MILVUS_URL", value: "http://milvus-milvus:19530" },
        { name: "DATABASE", value: "default" },
        { name: "USER_NAME", value: "dify" },
        { name: "ROOT_PASSWORD", valueFrom: secret("milvus-root") },
        { name: "USER_PASSWORD", valueFrom: secret("milvus-user") },
    ]);
});

test("clients sign in as that user, never as root", () => {
    expect(resourcesOf(graph, "MilvusCluster")[0]?.outputs?.["endpoint"]).toEqual({
        url: "http://milvus-milvus.dify.svc.cluster.local:19530",
        database: "default",
        user: "dify",
        password: { kind: "kubernetes", name: "milvus-user", key: "password" },
        servedBy: "milvus-proxy",
    });
});

test.each([
    ["https://s3.eu-central-1.amazonaws.com", "s3.eu-central-1.amazonaws.com:443", true],
    ["https://s3.example.com:8443", "s3.example.com:8443", true],
    ["http://s3.storage.svc", "s3.storage.svc:80", false],
    ["http://s3.storage.svc:9000", "s3.storage.svc:9000", false],
])("the object store %s is %s to it, TLS: %s", async (url, endpoint, useSSL) => {
    const { spec } = inputsOf<{ spec: object }>(
        await evaluated({ objectStore: { ...ARGS.objectStore, url } }),
        "Milvus",
        "milvus",
    );
    expect(spec).toMatchObject({
        config: { minio: { useSSL, bucketName: "v", region: "eu-central-1", useVirtualHost: true } },
        dependencies: { storage: { external: true, type: "S3", endpoint, secretRef: "object-store" } },
    });
});

test("on a simulated cluster nothing waits for an operator, and everything may be deleted", async () => {
    const simulated = await evaluated({ cluster: clusterHandle({ simulated: true }) });
    expect(resourceOf(simulated, "Milvus", "milvus").inputs).toHaveProperty("metadata.annotations", {});
    expect(simulated.resources.filter(({ protect }) => protect)).toEqual([]);
});
