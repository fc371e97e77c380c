/** What monitors, rules and dashboards agree on: which series there are, and under which labels. */

/**
 * Label `job` of the series of each kind of source, whoever runs it. Every monitor sets it, and rules and panels select by it:
 * Prometheus' own default would be the name of whatever object asked for the scrape.
 *
 * Series that come from a pod have the label `zone` beside it, the zone of the pod's node.
 */
export const JOBS = {
    /** Envoy of the gateway: `envoy_*`. */
    gateway: "gateway",
    /** The gateway's controller: `pilot_*`. */
    gatewayController: "gateway-controller",
    /** CloudNativePG's own exporter: `cnpg_*`. */
    cloudnativepg: "cloudnativepg",
    /** postgres_exporter before a server that a provider runs: `pg_*`. Label `server`: `primary` or `replica`. */
    postgres: "postgres",
    /** redis_exporter: `redis_*`. Label `store`: name of the Redis service, such as `redis`. */
    redis: "redis",
    /**
     * redis_exporter that looks at Celery's queues in the broker: `redis_key_size{db="db1",key="<queue>"}`, 0 for an empty queue, and
     * `redis_up` for the broker itself. All that there is of Celery: Dify starts its workers without `-E`, so that they send no events of
     * tasks, and celery-exporter would know of none. How many workers there are says `kube_deployment_status_replicas_ready` (their
     * liveness probe is Celery's own ping), what their tasks take the traces.
     */
    queues: "celery-queues",
    /** Milvus: `milvus_*`. */
    milvus: "milvus",
    /** etcd of Milvus: `etcd_*`. */
    milvusEtcd: "milvus-etcd",
    /** Dify's plugin daemon: `plugin_*`. */
    pluginDaemon: "plugin-daemon",
    /** blackbox_exporter: `probe_*`. Label `probe`: `login` (the login page) or `api` (the API, with its database behind it). */
    blackbox: "blackbox",
    /**
     * The streaming chat of the synthetic probe, where an app's key is given: `dify_ha_probe_success` (0 or 1),
     * `dify_ha_probe_first_byte_seconds`, `…_first_answer_seconds`, `…_duration_seconds`, `…_last_run_timestamp_seconds` of the last question
     * (every 300 s unless configured otherwise), and `dify_ha_probe_runs_total{outcome}`: success, network, http, error_event, incomplete,
     * empty, timeout.
     */
    probe: "probe",
    /** YACE: `aws_*`. */
    cloudWatch: "cloudwatch",
    /**
     * Dify's own metrics, as the OpenTelemetry collector has them: `http_server_*`. Responses (`http_server_response_count`) are counted
     * for sampled requests only. There with tracing.
     */
    openTelemetry: "opentelemetry",
    /** The collectors about themselves: `otelcol_*`. There with tracing. */
    collector: "opentelemetry-collector",
    /** Jaeger about itself. There with tracing. */
    jaeger: "jaeger",
    /** cert-manager: `certmanager_*`, with the namespace of the certificate. */
    certManager: "cert-manager",
    /** Dumps and restore checks, wherever their outcome is exported: `dify_ha_backup_*`. */
    backups: "backups",
} as const;

/** A PostgreSQL tier as rules and dashboards see it. */
export type PostgresTarget =
    | {
          readonly kind: "cloudnativepg";
          /** Name of the Cluster. */
          readonly cluster: string;
          readonly instances: number;
          readonly maxConnections: number;
      }
    | {
          readonly kind: "rds";
          /** Identifier of the instance (or Aurora cluster) that accepts writes. */
          readonly identifier: string;
          /** Servers for reading. */
          readonly readReplicas: number;
          /** Aurora: its readers share the writer's storage, and only CloudWatch knows how far behind they are. Default: no. */
          readonly aurora?: boolean;
          readonly maxConnections: number;
      };

/** A Redis service as rules and dashboards see it. */
export interface RedisTarget {
    /** Label `store` of its series. */
    readonly store: string;
    /** `cluster`: hash slots. */
    readonly kind: "primary" | "cluster";
    readonly managedBy: "operator" | "elasticache";
    /** Members, the primary included. */
    readonly members: number;
}

/** What a stack runs, as far as monitors, rules and dashboards differ by it. */
export interface MonitoringTargets {
    /** Namespace of Dify and of the data tier in the cluster. */
    readonly namespace: string;
    /** Names of the zones. */
    readonly zones: readonly string[];
    /** Name of the DifyApp: begins the names of its Deployments and Services. */
    readonly release: string;
    /** Public address of Dify, with scheme. */
    readonly url: string;
    /** Absent where a foreign ingress controller serves. */
    readonly gateway?: { readonly namespace: string; readonly replicasPerZone: number };
    readonly postgres: PostgresTarget;
    /** The first one carries Celery's queues. */
    readonly redis: readonly RedisTarget[];
    /** Name of the Milvus resource. */
    readonly milvus: string;
    /** Celery queues that workers listen to. */
    readonly queues: readonly string[];
    /** Whether the release has a plugin daemon that shows metrics. */
    readonly plugins: boolean;
    /** Whether dumps are made and restored for proof. */
    readonly backups: boolean;
    /** Whether AWS' own metrics are there. */
    readonly cloudWatch: boolean;
    /** Whether there are traces: collectors and Jaeger. Default: none. */
    readonly tracing?: boolean;
    /** Whether certificates come from cert-manager. */
    readonly certificates: boolean;
}
