import {
    archiver,
    objectStoreSpec,
    recoveryFields,
    scheduledBackupSpec,
    type BackupArgs,
} from "../../../components/postgres/backup";
import { PostgresHA, type PostgresHAArgs } from "../../../components/postgres/postgresHa";
import { clusterHandle, RESOURCES } from "../../support/cluster";
import { evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, resourceOf, resourcesOf } from "../../support/graph";
import { keysIn } from "../../support/objectStore";
import { valueOf } from "../../support/outputs";

const BACKUP: BackupArgs = {
    objectStore: {
        url: "https://s3.example.com",
        region: "eu-central-1",
        pathStyle: true,
        buckets: { files: "f", plugins: "p", vectors: "v", backups: "b" },
        access: keysIn("object-store"),
    },
    at: "02:05",
    retentionDays: 9,
};

const ARGS: PostgresHAArgs = {
    cluster: clusterHandle(),
    instances: 3,
    resources: RESOURCES,
    storage: "10Gi",
    walStorage: "3Gi",
    maxConnections: 400,
    backup: BACKUP,
};

const evaluated = (args: Partial<PostgresHAArgs> = {}) =>
    evaluateComponent((opts) => new PostgresHA("pg", { ...ARGS, ...args }, opts));

test("the archive is in the bucket for backups, with the keys from the Secret and the retention as a window", async () => {
    expect(await valueOf<object>(objectStoreSpec(BACKUP))).toEqual({
        configuration: {
            destinationPath: "s3://b/postgres",
            endpointURL: "https://s3.example.com",
            s3Credentials: {
                accessKeyId: { name: "object-store", key: "accesskey" },
                secretAccessKey: { name: "object-store", key: "secretkey" },
            },
            wal: { compression: "gzip", maxParallel: 4 },
            data: { compression: "gzip", jobs: 2 },
        },
        retentionPolicy: "9d",
        instanceSidecarConfiguration: {
            env: [{ name: "AWS_DEFAULT_REGION", value: "eu-central-1" }],
            resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { cpu: "1", memory: "512Mi" } },
        },
    });
});

test.each([
    ["02:00", "0 0 2 * * *"],
    ["00:07", "0 7 0 * * *"],
    ["23:59", "0 59 23 * * *"],
])("a base backup at %s has a schedule of six fields: %s", (at, schedule) => {
    expect(scheduledBackupSpec("pg", at)).toEqual({
        schedule,
        cluster: { name: "pg" },
        method: "plugin",
        pluginConfiguration: { name: "barman-cloud.cloudnative-pg.io" },
        target: "prefer-standby",
        immediate: true,
        backupOwnerReference: "self",
    });
});

describe("recoveryFields", () => {
    const database = { name: "dify", ownerSecret: "owner" };

    test.each([
        ["the newest state", {}, undefined],
        ["a moment", { time: "2026-11-23T01:59:00Z" }, { targetTime: "2026-11-23T01:59:00Z" }],
        ["a base backup", { backup: "20261123T020000" }, { backupID: "20261123T020000", targetImmediate: true }],
    ])("%s", (_, point, recoveryTarget) => {
        expect(recoveryFields("store", "pg", point, database)).toEqual({
            bootstrap: {
                recovery: {
                    source: "origin",
                    database: "dify",
                    owner: "dify",
                    secret: { name: "owner" },
                    ...(recoveryTarget === undefined ? {} : { recoveryTarget }),
                },
            },
            externalClusters: [
                {
                    name: "origin",
                    plugin: {
                        name: "barman-cloud.cloudnative-pg.io",
                        parameters: { barmanObjectName: "store", serverName: "pg" },
                    },
                },
            ],
        });
    });
});

describe("a server with backups", () => {
    test("has an archive and a schedule, and archives under its own name", async () => {
        const graph = await evaluated();
        expect(childrenOfComponent(graph, "PostgresHA")).toEqual([
            "Cluster pg",
            "Database pg-plugins-database",
            "ObjectStore pg-archive",
            "RandomPassword pg-app-password",
            "RandomPassword pg-plugins-password",
            "ScheduledBackup pg-nightly",
            "Secret pg-app-owner",
            "Secret pg-plugins-owner",
        ]);
        const server = resourceOf(graph, "Cluster", "pg");
        expect(server.inputs).toMatchObject({ spec: { plugins: [archiver("pg-archive", "pg")] } });
        expect(server.dependencies).toContain(resourceOf(graph, "ObjectStore", "pg-archive").urn);
    });

    test("without backups nothing is archived", async () => {
        const graph = await evaluated({ backup: undefined });
        expect(childrenOfComponent(graph, "PostgresHA")).toHaveLength(6);
        expect(resourceOf(graph, "Cluster", "pg").inputs.spec).not.toHaveProperty("plugins");
    });
});

describe("a restored server", () => {
    const restored = () => evaluated({ restore: { as: "pg-restored", time: "2026-11-23T01:59:00Z" } });

    test("begins from the archive of the first, archives under its own name, and the first stays as it was", async () => {
        const [before, after] = [await evaluated(), await restored()];
        expect(resourceOf(after, "Cluster", "pg").inputs).toEqual(resourceOf(before, "Cluster", "pg").inputs);
        expect(resourceOf(after, "Cluster", "pg-restored").inputs).toMatchObject({
            spec: {
                bootstrap: {
                    recovery: { source: "origin", recoveryTarget: { targetTime: "2026-11-23T01:59:00Z" } },
                },
                externalClusters: [{ name: "origin", plugin: { parameters: { serverName: "pg" } } }],
                plugins: [{ isWALArchiver: true, parameters: { serverName: "pg-restored" } }],
            },
        });
        expect(resourceOf(after, "Cluster", "pg-restored").protect).toBe(true);
    });

    test("is what applications and reports are pointed at", async () => {
        const outputs = resourcesOf(await restored(), "PostgresHA")[0]?.outputs;
        expect(outputs).toMatchObject({
            app: {
                host: "pg-restored-rw.dify.svc.cluster.local",
                readerHost: "pg-restored-ro.dify.svc.cluster.local",
                servedBy: "pg-restored",
            },
            workloads: [{ name: "pg" }, { name: "pg-restored" }],
        });
    });
});
