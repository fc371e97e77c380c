import type { ResourceGraph } from "../../../analysis/graph";
import { LogicalBackup, type LogicalBackupArgs } from "../../../components/backup/logicalBackup";
import { backupScripts } from "../../../components/backup/scripts";
import { kubernetesSecret, type PostgresEndpoint } from "../../../contracts";
import { clusterHandle, RESOURCES } from "../../support/cluster";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf, resourcesOf } from "../../support/graph";
import { affinityTo, TOLERATIONS } from "../../support/placements";
import { keysIn } from "../../support/objectStore";

const endpoint = (database: string): PostgresEndpoint => ({
    host: "postgres-rw.dify.svc.cluster.local",
    port: 5432,
    database,
    user: `${database}_owner`,
    tls: true,
    password: kubernetesSecret(`${database}-secret`, "password"),
    maxConnections: 100,
    servedBy: "postgres",
});

const ARGS: LogicalBackupArgs = {
    cluster: clusterHandle(),
    databases: [endpoint("dify"), endpoint("dify_plugin")],
    objectStore: {
        url: "https://s3.example.com",
        region: "eu-central-1",
        pathStyle: false,
        buckets: { files: "f", plugins: "p", vectors: "v", backups: "b" },
        access: keysIn("storage-credentials"),
    },
    bucket: "backups",
    scratchSize: "300Gi",
};

const evaluated = (args: Partial<LogicalBackupArgs> = {}) =>
    evaluateComponent(
        (opts) =>
            new LogicalBackup(
                "postgres-backup",
                { ...ARGS, ...args },
                { ...opts, dependsOn: new Elsewhere("postgres") },
            ),
    );

interface Container {
    readonly name: string;
    readonly image: string;
    readonly command: string[];
    readonly workingDir: string;
    readonly env: { name: string; value?: string; valueFrom?: object }[];
    readonly volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
    readonly resources: object;
    readonly securityContext: object;
}

interface CronJobSpec {
    readonly schedule: string;
    readonly timeZone: string;
    readonly jobTemplate: {
        readonly spec: {
            readonly activeDeadlineSeconds: number;
            readonly podFailurePolicy: object;
            readonly template: {
                readonly metadata: { readonly annotations: Record<string, string> };
                readonly spec: { readonly containers: [Container]; readonly volumes: object[] } & Record<
                    string,
                    unknown
                >;
            };
        };
    };
}

const JOBS = ["postgres-backup", "postgres-backup-restore-check"];

const specOf = (graph: ResourceGraph, name: string) => inputsOf<{ spec: CronJobSpec }>(graph, "CronJob", name).spec;
const podOf = (graph: ResourceGraph, name: string) => specOf(graph, name).jobTemplate.spec.template;
const containerOf = (graph: ResourceGraph, name: string) => podOf(graph, name).spec.containers[0];
const variablesOf = (graph: ResourceGraph, name: string) =>
    Object.fromEntries(
        containerOf(graph, name).env.map((variable) => [variable.name, variable.value ?? variable.valueFrom]),
    );

describe("with what must be given", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("it has these children", () => {
        expect(childrenOfComponent(graph, "LogicalBackup")).toEqual([
            "ConfigMap postgres-backup-metrics",
            "ConfigMap postgres-backup-scripts",
            "CronJob postgres-backup",
            "CronJob postgres-backup-restore-check",
            "ServiceAccount postgres-backup-account",
        ]);
    });

    test("it backs up every night, and checks every week", () => {
        expect(JOBS.map((name) => [specOf(graph, name).schedule, specOf(graph, name).timeZone])).toEqual([
            ["0 2 * * *", "Etc/UTC"],
            ["0 4 * * 0", "Etc/UTC"],
        ]);
        expect(JOBS.map((name) => containerOf(graph, name).command.slice(1))).toEqual([
            ["-B", "-m", "dify_backup", "backup"],
            ["-B", "-m", "dify_backup", "restore-check"],
        ]);
    });

    test("it keeps seven days, and three good backups in any case", () => {
        expect(variablesOf(graph, "postgres-backup")).toMatchObject({ RETENTION_DAYS: "7", KEEP_AT_LEAST: "3" });
    });

    test("it requires TLS, and takes secrets from where they are kept", () => {
        const secret = (name: string, key: string) => ({ secretKeyRef: { name, key } });
        for (const job of JOBS) {
            expect(variablesOf(graph, job)).toEqual({
                DATABASE_0_NAME: "dify",
                DATABASE_0_HOST: "postgres-rw.dify.svc.cluster.local",
                DATABASE_0_PORT: "5432",
                DATABASE_0_USER: "dify_owner",
                DATABASE_0_SSLMODE: "require",
                DATABASE_0_PASSWORD: secret("dify-secret", "password"),
                DATABASE_1_NAME: "dify_plugin",
                DATABASE_1_HOST: "postgres-rw.dify.svc.cluster.local",
                DATABASE_1_PORT: "5432",
                DATABASE_1_USER: "dify_plugin_owner",
                DATABASE_1_SSLMODE: "require",
                DATABASE_1_PASSWORD: secret("dify_plugin-secret", "password"),
                S3_ENDPOINT_URL: "https://s3.example.com",
                S3_REGION: "eu-central-1",
                S3_PATH_STYLE: "false",
                S3_BUCKET: "backups",
                S3_PREFIX: "dumps",
                AWS_ACCESS_KEY_ID: secret("storage-credentials", "accesskey"),
                AWS_SECRET_ACCESS_KEY: secret("storage-credentials", "secretkey"),
                WORK_FOLDER: "/work",
                RETENTION_DAYS: "7",
                KEEP_AT_LEAST: "3",
                PATH: "/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/bin:/bin",
                HOME: "/work",
                TMPDIR: "/work",
            });
        }
    });

    test.each(JOBS)(
        "%s never runs twice at a time, starts late rather than not, and tries again where it helps",
        (name) => {
            expect(specOf(graph, name)).toMatchObject({
                concurrencyPolicy: "Forbid",
                startingDeadlineSeconds: 3600,
                successfulJobsHistoryLimit: 1,
                failedJobsHistoryLimit: 1,
                jobTemplate: { spec: { backoffLimit: 3, ttlSecondsAfterFinished: 64_800 } },
            });
            expect(specOf(graph, name).jobTemplate.spec.podFailurePolicy).toEqual({
                rules: [
                    { action: "FailJob", onExitCodes: { containerName: name, operator: "In", values: [2, 3] } },
                    { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
                ],
            });
            expect(specOf(graph, name).jobTemplate.spec.activeDeadlineSeconds).toBeLessThan(24 * 3600);
        },
    );

    test.each(JOBS)("%s runs without rights, in the stack's zones, and leaves a dead node", (name) => {
        expect(podOf(graph, name).spec).toMatchObject({
            restartPolicy: "Never",
            serviceAccountName: "postgres-backup",
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, runAsUser: 26, fsGroup: 26 },
            affinity: affinityTo("a", "b", "c"),
            tolerations: TOLERATIONS,
        });
        expect(containerOf(graph, name).securityContext).toEqual({
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
        });
    });

    test.each(JOBS)("%s has the scripts where Python looks for them, and can write to its volume only", (name) => {
        const { workingDir, volumeMounts, image } = containerOf(graph, name);
        expect(volumeMounts).toEqual([
            { name: "scripts", mountPath: `${workingDir}/dify_backup`, readOnly: true },
            { name: "work", mountPath: "/work" },
        ]);
        expect(podOf(graph, name).spec.volumes).toEqual([
            { name: "scripts", configMap: { name: "postgres-backup-scripts" } },
            {
                name: "work",
                ephemeral: {
                    volumeClaimTemplate: {
                        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "300Gi" } } },
                    },
                },
            },
        ]);
        expect(image).toMatch(/:15\.\d+-system-trixie$/);
    });

    test("its scripts are those of the repository, small enough for a ConfigMap", () => {
        const { data } = inputsOf<{ data: Record<string, string> }>(graph, "ConfigMap", "postgres-backup-scripts");
        expect(data).toEqual(backupScripts());
        expect(Object.keys(data)).toEqual(
            expect.arrayContaining(["__init__.py", "__main__.py", "backup.py", "restore_check.py"]),
        );
        expect(JSON.stringify(data).length).toBeLessThan(500_000);
    });

    test("it hands on where the exporter finds its queries", () => {
        const [component] = resourcesOf(graph, "LogicalBackup");
        expect(component?.outputs?.["metrics"]).toEqual({ configMap: "postgres-backup-metrics", key: "queries" });
        const configMap = inputsOf<{ metadata: object; data: object }>(graph, "ConfigMap", "postgres-backup-metrics");
        expect(configMap).toMatchObject({ metadata: { labels: { "cnpg.io/reload": "" } } });
        expect(Object.keys(configMap.data)).toEqual(["queries"]);
    });

    test("its jobs wait for the databases", () => {
        for (const name of JOBS) {
            expect(resourceOf(graph, "CronJob", name).dependencies).toContainEqual(
                expect.stringMatching(/::postgres$/),
            );
        }
    });
});

test("takes over every choice", async () => {
    const graph = await evaluated({
        cluster: clusterHandle({ storageClass: "gp3" }),
        databases: [{ ...endpoint("dify"), tls: false }],
        prefix: "nightly/dify",
        schedule: "30 1 * * *",
        restoreCheckSchedule: "0 5 * * 6",
        timeZone: "Asia/Shanghai",
        retentionDays: 30,
        keepAtLeast: 10,
        resources: RESOURCES,
    });
    expect(JOBS.map((name) => [specOf(graph, name).schedule, specOf(graph, name).timeZone])).toEqual([
        ["30 1 * * *", "Asia/Shanghai"],
        ["0 5 * * 6", "Asia/Shanghai"],
    ]);
    expect(variablesOf(graph, "postgres-backup")).toMatchObject({
        DATABASE_0_SSLMODE: "prefer",
        S3_PREFIX: "nightly/dify",
        RETENTION_DAYS: "30",
        KEEP_AT_LEAST: "10",
    });
    expect(containerOf(graph, "postgres-backup").resources).toEqual(RESOURCES);
    expect(podOf(graph, "postgres-backup").spec.volumes[1]).toHaveProperty(
        "ephemeral.volumeClaimTemplate.spec.storageClassName",
        "gp3",
    );
});

test("refuses to back up nothing", async () => {
    await expect(evaluated({ databases: [] })).rejects.toThrow(/postgres-backup: there is no database to back up/);
});
