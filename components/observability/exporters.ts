import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import {
    JOBS,
    PLACES,
    type CloudAccess,
    type Flow,
    type KubernetesSecretRef,
    type PrimaryEndpoint,
    type RedisEndpoint,
} from "../../contracts";
import { accessKeys } from "../shared/cloudAccess";
import { addressFlows, tcp } from "../shared/traffic";
import type { Resources } from "../shared/replicatedService";
import { EXPORTER_IMAGES } from "./catalogue";
import type { Source } from "./monitors";
import { PROBE_PROGRAM, probeProgram } from "./scripts";

/** Exporters for what has no metrics of its own: one small pod each, as plain data. */

export interface Exporter {
    /** Kubernetes name of its objects, and of its monitor. */
    readonly name: string;
    readonly image: string;
    readonly port: number;
    readonly command?: readonly string[];
    readonly args?: readonly string[];
    readonly env: Readonly<Record<string, pulumi.Input<string> | KubernetesSecretRef>>;
    readonly resources: Resources;
    /** Path that answers as long as the process lives, whatever it is to look at. */
    readonly healthPath: string;
    /** A file of its own, in a ConfigMap. */
    readonly file?: { readonly folder: string; readonly name: string; readonly text: string };
    /** A ConfigMap that is there, or comes later, mounted as a folder. */
    readonly mount?: { readonly folder: string; readonly configMap: pulumi.Input<string> };
    readonly access?: CloudAccess;
    /** How Prometheus looks at it; nothing when only Probes ask it. */
    readonly source?: Omit<Source, "name" | "selector" | "port">;
    /** Workloads that it asks. */
    readonly dependsOn: readonly string[];
    /** Connections that it opens. */
    readonly flows: readonly Omit<Flow, "from">[];
}

const SMALL: Resources = { requests: { cpu: "20m", memory: "32Mi" }, limits: { cpu: "200m", memory: "96Mi" } };

const MEDIUM: Resources = { requests: { cpu: "50m", memory: "64Mi" }, limits: { cpu: "500m", memory: "256Mi" } };

/** Redis, or Valkey, that a provider runs: its nodes take no sidecar. */
export function redisExporter(store: string, endpoint: RedisEndpoint): Exporter {
    return {
        ...redisBase(`${store}-exporter`, endpoint),
        source: { job: JOBS.redis, labels: { store } },
    };
}

/** Lengths of Celery's queues: lists in the broker's database. Of the exporter's other series none is kept but `redis_up`. */
export function queueExporter(broker: PrimaryEndpoint, database: number, queues: readonly string[]): Exporter {
    return {
        ...redisBase("celery-queues", broker),
        args: [`--check-single-keys=${queues.map((queue) => `db${database}=${queue}`).join(",")}`],
        source: {
            job: JOBS.queues,
            metricRelabelings: [{ action: "keep", sourceLabels: ["__name__"], regex: "redis_(up|key_size)" }],
        },
    };
}

function redisBase(name: string, { host, port, tls, password, servedBy }: RedisEndpoint): Exporter {
    return {
        name,
        image: EXPORTER_IMAGES.redis,
        port: 9121,
        env: {
            REDIS_ADDR: pulumi.interpolate`${tls ? "rediss" : "redis"}://${host}:${port}`,
            REDIS_PASSWORD: password,
        },
        resources: SMALL,
        healthPath: "/health",
        dependsOn: [servedBy],
        flows: [{ to: servedBy, ports: tcp(port), reason: "looks at Redis" }],
    };
}

/** A PostgreSQL server that a provider runs, as a role that may read statistics. */
export interface MonitoredServer {
    /** `primary`: whoever it is at the moment. */
    readonly server: "primary" | "replica";
    readonly host: pulumi.Input<string>;
    readonly port: number;
    /** Database in which the outcome of backups is recorded. */
    readonly database: string;
    readonly user: string;
    readonly password: KubernetesSecretRef;
    /** Name of the Workload that answers at `host`. */
    readonly servedBy: string;
    /** Further queries, in a ConfigMap that may come later. */
    readonly queries?: { readonly configMap: string; readonly key: string };
}

const QUERIES_FOLDER = "/etc/queries";

/** What its exporter says of backups, under their own job. */
const BACKUP_OUTCOMES = "dify_ha_backup_.*";

export function postgresExporter(monitored: MonitoredServer): Exporter {
    const { server, host, port, database, user, password, servedBy, queries } = monitored;
    return {
        name: server === "primary" ? "postgres-exporter" : "postgres-exporter-replica",
        image: EXPORTER_IMAGES.postgres,
        port: 9187,
        env: {
            DATA_SOURCE_URI: pulumi.interpolate`${host}:${port}/${database}?sslmode=require&connect_timeout=5`,
            DATA_SOURCE_USER: user,
            DATA_SOURCE_PASS: password,
            ...(queries === undefined ? {} : { PG_EXPORTER_EXTEND_QUERY_PATH: `${QUERIES_FOLDER}/${queries.key}` }),
        },
        resources: SMALL,
        healthPath: "/",
        ...(queries === undefined ? {} : { mount: { folder: QUERIES_FOLDER, configMap: queries.configMap } }),
        source: {
            job: JOBS.postgres,
            labels: { server },
            metricRelabelings: [
                { sourceLabels: ["__name__"], regex: BACKUP_OUTCOMES, targetLabel: "job", replacement: JOBS.backups },
            ],
        },
        dependsOn: [servedBy],
        flows: [{ to: servedBy, ports: tcp(port), reason: "looks at PostgreSQL" }],
    };
}

const CONFIG_FOLDER = "/etc/exporter";
const CONFIG_FILE = "config.yml";

/** Name of the Service that Probes are sent to. */
export const BLACKBOX_NAME = "blackbox-exporter";
export const BLACKBOX_PORT = 9115;
/** Module that wants a 2xx answer, and over TLS a certificate that is trusted. */
export const BLACKBOX_MODULE = "http_2xx";

/** `addresses`: what it is sent to. */
export function blackboxExporter(addresses: readonly string[]): Exporter {
    return {
        name: BLACKBOX_NAME,
        image: EXPORTER_IMAGES.blackbox,
        port: BLACKBOX_PORT,
        args: [`--config.file=${CONFIG_FOLDER}/${CONFIG_FILE}`],
        env: {},
        file: {
            folder: CONFIG_FOLDER,
            name: CONFIG_FILE,
            text: stringify({
                modules: {
                    [BLACKBOX_MODULE]: {
                        prober: "http",
                        timeout: "10s",
                        http: { preferred_ip_protocol: "ip4", follow_redirects: true },
                    },
                },
            }),
        },
        resources: SMALL,
        healthPath: "/-/healthy",
        dependsOn: [],
        flows: addresses.flatMap((url) => addressFlows(url, "calls Dify as its users do")),
    };
}

/** A chat that is begun at regular times, as a user would. */
export interface ProbedChat {
    /** Address of Dify, without a path. */
    readonly url: string;
    /** Key of a chat app's API. */
    readonly key: KubernetesSecretRef;
    /** Seconds from one question to the next. Each is a call of the app's model, and paid for. */
    readonly intervalSeconds: number;
}

/** Seconds after which an answer that has not ended counts as none. */
const CHAT_TIMEOUT_SECONDS = 60;

const PROBE_PORT = 9109;

export function chatProbe({ url, key, intervalSeconds }: ProbedChat): Exporter {
    return {
        name: "chat-probe",
        image: EXPORTER_IMAGES.probe,
        port: PROBE_PORT,
        command: ["node", `${CONFIG_FOLDER}/${PROBE_PROGRAM}`],
        env: {
            PROBE_URL: url,
            PROBE_KEY: key,
            PROBE_INTERVAL_SECONDS: String(intervalSeconds),
            PROBE_TIMEOUT_SECONDS: String(CHAT_TIMEOUT_SECONDS),
            PROBE_PORT: String(PROBE_PORT),
        },
        file: { folder: CONFIG_FOLDER, name: PROBE_PROGRAM, text: probeProgram() },
        resources: MEDIUM,
        healthPath: "/healthz",
        source: { job: JOBS.probe },
        dependsOn: [],
        flows: addressFlows(url, "chats as users do"),
    };
}

/** AWS' own view of what it runs for the stack. */
export interface CloudWatchArgs {
    readonly region: string;
    /** Tag that all resources of the stack carry: others in the account are not asked for. */
    readonly tag: { readonly key: string; readonly value: string };
    readonly access: CloudAccess;
}

export const CLOUDWATCH_EXPORTER = "cloudwatch-exporter";

/** Seconds between two looks at CloudWatch: each is billed by the metric. */
const CLOUDWATCH_SECONDS = 300;

type Statistic = "Average" | "Maximum" | "Minimum" | "Sum";

const CLOUDWATCH_METRICS: Readonly<Record<string, Readonly<Record<string, Statistic>>>> = {
    "AWS/RDS": {
        CPUUtilization: "Average",
        DatabaseConnections: "Maximum",
        DiskQueueDepth: "Average",
        FreeStorageSpace: "Minimum",
        FreeableMemory: "Minimum",
        ReplicaLag: "Maximum",
        AuroraReplicaLagMaximum: "Maximum",
    },
    "AWS/ElastiCache": {
        CurrConnections: "Maximum",
        DatabaseMemoryUsagePercentage: "Maximum",
        EngineCPUUtilization: "Average",
        Evictions: "Sum",
        ReplicationLag: "Maximum",
    },
    "AWS/NetworkELB": { HealthyHostCount: "Minimum", UnHealthyHostCount: "Maximum", TCP_ELB_Reset_Count: "Sum" },
    "AWS/NATGateway": { ErrorPortAllocation: "Sum", PacketsDropCount: "Sum" },
};

export function cloudWatchExporter({ region, tag, access }: CloudWatchArgs): Exporter {
    const keys = accessKeys(access);
    return {
        name: CLOUDWATCH_EXPORTER,
        image: EXPORTER_IMAGES.cloudWatch,
        port: 5000,
        command: ["yace"],
        args: [
            `--config.file=${CONFIG_FOLDER}/${CONFIG_FILE}`,
            // By default it listens to itself alone.
            "--listen-address=:5000",
            `--scraping-interval=${CLOUDWATCH_SECONDS}`,
        ],
        env: {
            AWS_REGION: region,
            ...(keys === undefined
                ? {}
                : { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey }),
        },
        file: { folder: CONFIG_FOLDER, name: CONFIG_FILE, text: stringify(cloudWatchConfig(region, tag)) },
        access,
        resources: MEDIUM,
        healthPath: "/healthz",
        source: { job: JOBS.cloudWatch },
        dependsOn: [],
        flows: [{ to: PLACES.awsApis, ports: tcp(443), reason: "metrics of AWS" }],
    };
}

function cloudWatchConfig(region: string, tag: CloudWatchArgs["tag"]) {
    return {
        apiVersion: "v1alpha1",
        "sts-region": region,
        discovery: {
            jobs: Object.entries(CLOUDWATCH_METRICS).map(([type, metrics]) => ({
                type,
                regions: [region],
                searchTags: [{ key: tag.key, value: `^${tag.value}$` }],
                period: CLOUDWATCH_SECONDS,
                length: CLOUDWATCH_SECONDS,
                metrics: Object.entries(metrics).map(([name, statistic]) => ({ name, statistics: [statistic] })),
            })),
        },
    };
}
