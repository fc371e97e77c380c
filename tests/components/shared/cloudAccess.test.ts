import type { ResourceGraph } from "../../../analysis/graph";
import { LogicalBackup } from "../../../components/backup/logicalBackup";
import { apiEnvironment, pluginDaemonEnvironment } from "../../../components/dify/env";
import { MilvusCluster } from "../../../components/milvus/milvusCluster";
import { PostgresHA } from "../../../components/postgres/postgresHa";
import { accessKeys, accountAnnotations } from "../../../components/shared/cloudAccess";
import { clusterHandle, RESOURCES } from "../../support/cluster";
import { evaluateComponent } from "../../support/evaluation";
import { inputsOf, resourcesOf, specsOf } from "../../support/graph";
import { ENVIRONMENT_ARGS } from "../dify/environmentArgs";
import { evaluateApp } from "../dify/difyAppArgs";

/** Pods with an identity of their own get no access key, and their service accounts say who they are. */

const ROLE = "eks.amazonaws.com/role-arn";

const role = (purpose: string) => ({ kind: "identity" as const, annotations: { [ROLE]: `arn-of-${purpose}` } });

const objectStore = {
    ...ENVIRONMENT_ARGS.objectStore,
    access: { files: role("files"), plugins: role("plugins"), vectors: role("vectors"), backups: role("backups") },
};

const accountsOf = (graph: ResourceGraph) =>
    Object.fromEntries(
        resourcesOf(graph, "ServiceAccount").map(({ inputs }) => {
            const { name, annotations } = inputs["metadata"] as { name: string; annotations?: Record<string, string> };
            return [name, annotations?.[ROLE]];
        }),
    );

test("keys are those of the Secret; an identity has none", () => {
    const keys = accessKeys({ kind: "keys", secret: "s3" });
    expect(keys).toEqual({
        accessKeyId: { kind: "kubernetes", name: "s3", key: "accesskey" },
        secretAccessKey: { kind: "kubernetes", name: "s3", key: "secretkey" },
    });
    expect(accessKeys(role("files"))).toBeUndefined();
});

test("an identity without annotations adds none", () => {
    expect(accountAnnotations({ kind: "identity", annotations: {} })).toBeUndefined();
    expect(accountAnnotations({ kind: "keys", secret: "s3" })).toBeUndefined();
    expect(accountAnnotations(role("files"))).toEqual({ [ROLE]: "arn-of-files" });
});

test("Dify's environments name no key and ask AWS for the identity", () => {
    const args = { ...ENVIRONMENT_ARGS, objectStore };
    const api = apiEnvironment(args);
    expect(api.settings["S3_USE_AWS_MANAGED_IAM"]).toBe("true");
    expect(Object.keys(api.secrets).filter((name) => name.startsWith("S3_"))).toEqual([]);
    const daemon = pluginDaemonEnvironment(args);
    expect(daemon.settings).toMatchObject({ S3_USE_AWS: "true", S3_USE_AWS_MANAGED_IAM: "true" });
    expect(Object.keys(daemon.secrets).filter((name) => name.startsWith("AWS_"))).toEqual([]);
});

test("Dify: only the services that use a bucket are known for it", async () => {
    expect(accountsOf(await evaluateApp({ objectStore }))).toEqual({
        "d-api": "arn-of-files",
        "d-worker": "arn-of-files",
        "d-beat": "arn-of-files",
        "d-websocket": "arn-of-files",
        "d-migrate": "arn-of-files",
        "d-plugin-daemon": "arn-of-plugins",
        "d-web": undefined,
        "d-sandbox": undefined,
        "d-ssrf-proxy": undefined,
    });
});

test("PostgreSQL archives by the identity of its instances, on the nodes for data", async () => {
    const dataNodes = { nodeSelector: { pool: "data" } };
    const graph = await evaluateComponent(
        (opts) =>
            new PostgresHA(
                "pg",
                {
                    cluster: clusterHandle({ dataNodes }),
                    instances: 3,
                    resources: RESOURCES,
                    storage: "9Gi",
                    walStorage: "3Gi",
                    maxConnections: 400,
                    backup: { objectStore, at: "02:00", retentionDays: 7 },
                },
                opts,
            ),
    );
    expect(specsOf(graph, "Cluster").get("pg")).toMatchObject({
        serviceAccountTemplate: { metadata: { annotations: { [ROLE]: "arn-of-backups" } } },
        affinity: { nodeSelector: { pool: "data" } },
    });
    const store = specsOf<{ configuration: object }>(graph, "ObjectStore").get("pg-archive");
    expect(store?.configuration).toMatchObject({ s3Credentials: { inheritFromIAMRole: true } });
});

test("Milvus runs as an account of its own, and its etcd on the nodes for data", async () => {
    const sized = { replicas: 2, resources: RESOURCES };
    const graph = await evaluateComponent(
        (opts) =>
            new MilvusCluster(
                "m",
                {
                    cluster: clusterHandle({ dataNodes: { nodeSelector: { pool: "data" } } }),
                    components: {
                        proxy: sized,
                        mixCoord: sized,
                        queryNode: sized,
                        dataNode: sized,
                        streamingNode: sized,
                    },
                    etcd: { replicas: 3, resources: RESOURCES, storage: "4Gi" },
                    objectStore,
                },
                opts,
            ),
    );
    expect(accountsOf(graph)).toEqual({ m: "arn-of-vectors" });
    const spec = specsOf<{ dependencies: { storage: object; etcd: object } }>(graph, "Milvus").get("m");
    expect(spec).toMatchObject({ components: { serviceAccountName: "m" }, config: { minio: { useIAM: true } } });
    expect(spec?.dependencies.storage).toEqual({ external: true, type: "S3", endpoint: "s3.example.com:443" });
    expect(spec?.dependencies.etcd).toMatchObject({ inCluster: { values: { nodeSelector: { pool: "data" } } } });
});

test("backups take no key along", async () => {
    const graph = await evaluateComponent(
        (opts) =>
            new LogicalBackup(
                "dumps",
                {
                    cluster: clusterHandle(),
                    databases: [ENVIRONMENT_ARGS.appDatabase],
                    objectStore,
                    bucket: "b",
                    scratchSize: "1Gi",
                },
                opts,
            ),
    );
    expect(accountsOf(graph)).toEqual({ dumps: "arn-of-backups" });
    expect(JSON.stringify(inputsOf(graph, "CronJob", "dumps"))).not.toContain("AWS_ACCESS_KEY_ID");
});
