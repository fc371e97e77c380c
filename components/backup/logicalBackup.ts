import * as pulumi from "@pulumi/pulumi";
import type * as k8s from "@pulumi/kubernetes/types/input";
import { CronJob } from "@pulumi/kubernetes/batch/v1/cronJob";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import type { ClusterHandle, ObjectStoreEndpoint, PostgresEndpoint, Traffic } from "../../contracts";
import { accessKeys, accountAnnotations } from "../shared/cloudAccess";
import { checksumAnnotation } from "../shared/checksum";
import { dependenciesOf } from "../shared/dependencies";
import type { Resources } from "../shared/replicatedService";
import { objectStoreFlows, tcp } from "../shared/traffic";
import { POSTGRES_PROGRAMS } from "./catalogue";
import { cronJobSpec, WORK_FOLDER, type CronJobArgs } from "./cronJob";
import { backupEnvironment, KEY_VARIABLES, passwordVariable } from "./environment";
import { METRICS_KEY, metricsConfigMapName, metricsFile } from "./metrics";
import { backupScripts } from "./scripts";

export interface LogicalBackupArgs {
    readonly cluster: ClusterHandle;
    /** Databases that are dumped; at least one, and in the first one it is recorded how the runs went. */
    readonly databases: readonly PostgresEndpoint[];
    readonly objectStore: ObjectStoreEndpoint;
    /** An existing bucket of the store, best one that nothing else is in. */
    readonly bucket: pulumi.Input<string>;
    /** Start of every object's key. Default `dumps`: nothing else may write below it. */
    readonly prefix?: string;
    /** Cron schedule of the backup, five fields. Default `0 2 * * *`: every night at 02:00. */
    readonly schedule?: string;
    /** Cron schedule of the restore check. Default `0 4 * * 0`: Sundays at 04:00. */
    readonly restoreCheckSchedule?: string;
    /** IANA time zone of both schedules. Default `Etc/UTC`. */
    readonly timeZone?: string;
    /** Days that a backup is kept, at least 1. Default 7. */
    readonly retentionDays?: number;
    /** Good backups that are kept whatever their age, at least 1. Default 3. */
    readonly keepAtLeast?: number;
    /**
     * Volume of one run, a byte quantity. A backup needs room for the dumps; a restore check for the dumps and the databases: less
     * than the data volume of the server is not enough once that is full.
     */
    readonly scratchSize: string;
    /** Requests and limits of one run. Default: half a core and 512 MiB, up to two cores and 2 GiB. */
    readonly resources?: Resources;
}

const DEFAULTS = {
    prefix: "dumps",
    schedule: "0 2 * * *",
    restoreCheckSchedule: "0 4 * * 0",
    timeZone: "Etc/UTC",
    retentionDays: 7,
    keepAtLeast: 3,
    resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { cpu: "2", memory: "2Gi" } },
} satisfies Partial<LogicalBackupArgs>;

/** Seconds that a run may take: a backup must be over before the next one, a restore check before the working day. */
const DEADLINES = { backup: 6 * 3600, "restore-check": 12 * 3600 } as const;

/**
 * Nightly dumps of databases in an object store, and a weekly proof that the newest one restores to what was dumped. Its objects
 * depend on nothing that runs between times: CronJobs, a program in a ConfigMap, and queries for the server's exporter.
 */
export class LogicalBackup extends pulumi.ComponentResource {
    /** For `spec.monitoring.customQueriesConfigMap` of the server: the metrics of the runs. */
    public readonly metrics: { readonly configMap: pulumi.Output<string>; readonly key: string };
    public readonly traffic: Traffic;

    constructor(name: string, args: LogicalBackupArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:LogicalBackup", name, args, opts);
        const settings = { ...DEFAULTS, ...withoutUndefined(args) };

        const account = this.createAccount(name, args);
        const scripts = this.createScripts(name, args.cluster);
        const metrics = this.createMetrics(name, args);
        const common = {
            timeZone: settings.timeZone,
            zones: args.cluster.zones,
            images: args.cluster.images,
            storageClass: args.cluster.storageClass,
            scratchSize: args.scratchSize,
            resources: settings.resources,
            serviceAccountName: name,
            scripts: scripts.metadata.name,
            annotations: checksumAnnotation(backupScripts()),
            env: environment(settings),
        };
        const child = { parent: this, dependsOn: [...dependenciesOf(opts), account] };
        const create = (job: string, operation: CronJobArgs["operation"], schedule: string) =>
            createCronJob(job, args.cluster, { ...common, operation, schedule }, child);
        create(name, "backup", settings.schedule);
        const restoreCheck = `${name}-restore-check`;
        create(restoreCheck, "restore-check", settings.restoreCheckSchedule);
        this.traffic = trafficOf([name, restoreCheck], args);

        this.metrics = { configMap: metrics.metadata.name, key: METRICS_KEY };
        this.registerOutputs({ metrics: this.metrics });
    }

    private createAccount(name: string, { cluster, objectStore }: LogicalBackupArgs): ServiceAccount {
        const annotations = accountAnnotations(objectStore.access.backups);
        return new ServiceAccount(
            `${name}-account`,
            {
                metadata: { name, namespace: cluster.namespace.created, annotations },
                automountServiceAccountToken: false,
            },
            { parent: this },
        );
    }

    private createScripts(name: string, { namespace }: ClusterHandle): ConfigMap {
        return new ConfigMap(
            `${name}-scripts`,
            { metadata: { name: `${name}-scripts`, namespace: namespace.created }, data: backupScripts() },
            { parent: this },
        );
    }

    private createMetrics(name: string, { cluster, databases }: LogicalBackupArgs): ConfigMap {
        const [first] = databases;
        if (first === undefined) {
            throw new RangeError(`${name}: there is no database to back up`);
        }
        return new ConfigMap(
            `${name}-metrics`,
            {
                metadata: {
                    name: metricsConfigMapName(name),
                    namespace: cluster.namespace.created,
                    // The operator follows a changed ConfigMap only with this label.
                    labels: { "cnpg.io/reload": "" },
                },
                data: { [METRICS_KEY]: metricsFile(first.database) },
            },
            { parent: this },
        );
    }
}

/** `jobs`: names of the CronJobs, which their pods have as label. */
function trafficOf(jobs: readonly string[], { cluster, databases, objectStore }: LogicalBackupArgs): Traffic {
    const namespace = cluster.namespace.name;
    return {
        pods: Object.fromEntries(
            jobs.map((job) => [job, { namespace, matchLabels: { "app.kubernetes.io/name": job } }]),
        ),
        flows: jobs.flatMap((job) => [
            ...databases.map(({ servedBy, port, database }) => ({
                from: job,
                to: servedBy,
                ports: tcp(port),
                reason: `database ${database}: its dump, and how the run went`,
            })),
            ...objectStoreFlows(job, objectStore, "backups"),
        ]),
    };
}

function createCronJob(
    name: string,
    { namespace }: ClusterHandle,
    args: Omit<CronJobArgs, "labels" | "deadlineSeconds">,
    opts: pulumi.CustomResourceOptions,
): void {
    const labels = { "app.kubernetes.io/name": name };
    const spec = cronJobSpec(name, { ...args, labels, deadlineSeconds: DEADLINES[args.operation] });
    new CronJob(name, { metadata: { name, namespace: namespace.created, labels }, spec }, opts);
}

type Settings = LogicalBackupArgs & typeof DEFAULTS;

/** Variables of the container; secrets by reference, never by value. */
function environment(settings: Settings): k8s.core.v1.EnvVar[] {
    const { databases, objectStore } = settings;
    const keys = accessKeys(objectStore.access.backups);
    const plain = {
        ...backupEnvironment({ ...settings, workFolder: WORK_FOLDER }),
        // The programs themselves, not Debian's wrapper around them. Nothing but the work folder can be written to.
        PATH: `${POSTGRES_PROGRAMS}:/usr/local/bin:/usr/bin:/bin`,
        HOME: WORK_FOLDER,
        TMPDIR: WORK_FOLDER,
    };
    const secret = (name: string, secretName: pulumi.Input<string>, key: string) => ({
        name,
        valueFrom: { secretKeyRef: { name: secretName, key } },
    });
    return [
        ...Object.entries(plain).map(([name, value]) => ({ name, value })),
        ...databases.map(({ password }, index) => secret(passwordVariable(index), password.name, password.key)),
        ...(keys === undefined
            ? []
            : [
                  secret(KEY_VARIABLES.accessKeyId, keys.accessKeyId.name, keys.accessKeyId.key),
                  secret(KEY_VARIABLES.secretAccessKey, keys.secretAccessKey.name, keys.secretAccessKey.key),
              ]),
    ];
}

/** An argument that is `undefined` must not hide its default. */
function withoutUndefined<T extends object>(args: T): T {
    return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)) as T;
}
