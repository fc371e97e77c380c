import { JOBS, type MonitoringTargets, type RedisTarget } from "../../../contracts/monitoring";

/**
 * Every series that rules and panels read. They get a selector only from here, so that for each of them there is a rule that says when it
 * is missing: an alert that cannot fire is worse than none.
 */

/** How it is known that an exporter has a metric of this name. */
export type Confirmation =
    /** Comes out of the program of a Debian package, where a test looks. */
    | { readonly by: "exporter"; readonly package: string }
    /** Read in the exporter's source, or in its maker's documentation, where the exporter cannot run. */
    | { readonly by: "source"; readonly at: string };

export interface Series {
    readonly metric: string;
    /** Who exports it, for people. */
    readonly exporter: string;
    /** Label `job`, where this program sets it. */
    readonly job?: string;
    /** What all uses select by. */
    readonly matchers?: (targets: MonitoringTargets) => readonly string[];
    /** Matchers of parts that can be missing while others are there: each is watched by itself. Default: all are one. */
    readonly each?: (targets: MonitoringTargets) => readonly string[];
    readonly confirmed: Confirmation;
    /** Why it may rightly be missing. Default: it may not. */
    readonly sometimes?: string;
    /** How long it may be missing. Default: 15 minutes. */
    readonly patience?: string;
}

/** A literal text in a regular expression of PromQL. */
export function literally(text: string): string {
    // A backslash must survive the quotes of PromQL too.
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\\\$&");
}

/** Namespaces whose pods, claims and budgets are this program's. */
export function namespacesOf({ namespace, gateway }: MonitoringTargets): string {
    return [namespace, ...(gateway === undefined ? [] : [gateway.namespace])].map(literally).join("|");
}

const ours = (targets: MonitoringTargets) => [`namespace=~"${namespacesOf(targets)}"`];
const inNamespace = ({ namespace }: MonitoringTargets) => [`namespace="${namespace}"`];
const deployment = (suffix: string) => (targets: MonitoringTargets) => [
    ...inNamespace(targets),
    `deployment="${targets.release}-${suffix}"`,
];

const ofCluster = (targets: MonitoringTargets) =>
    targets.postgres.kind === "cloudnativepg"
        ? [...inNamespace(targets), `pod=~"${literally(targets.postgres.cluster)}-[0-9]+"`]
        : [];

/** A read replica is named after its source. */
const ofRds = ({ postgres }: MonitoringTargets) =>
    postgres.kind === "rds" ? [`dimension_DBInstanceIdentifier=~"${literally(postgres.identifier)}(-.*)?"`] : [];

/** Cluster of Envoy for a Service, any port: `outbound|80||dify-api.dify.svc.cluster.local`, pipes as underscores. */
const clustersOf = (names: string, { namespace }: MonitoringTargets) =>
    `cluster_name=~"outbound_[0-9]+_[^_]*_(${names})[.]${literally(namespace)}[.]svc[.]cluster[.]local"`;

/** Whom Prometheus asks in a stack. */
function jobsOf({ gateway, postgres, redis, plugins, cloudWatch, certificates }: MonitoringTargets): string[] {
    return [
        ...(gateway === undefined ? [] : [JOBS.gateway, JOBS.gatewayController]),
        postgres.kind === "rds" ? JOBS.postgres : JOBS.cloudnativepg,
        ...(redis.length > 0 ? [JOBS.redis] : []),
        JOBS.queues,
        JOBS.milvus,
        JOBS.milvusEtcd,
        ...(plugins ? [JOBS.pluginDaemon] : []),
        JOBS.blackbox,
        ...(cloudWatch ? [JOBS.cloudWatch] : []),
        ...(certificates ? [JOBS.certManager] : []),
    ];
}

const KUBE_STATE_METRICS = "kube-state-metrics";

const kubeStateMetrics = (page: string): Confirmation => ({
    by: "source",
    at: `kubernetes/kube-state-metrics: docs/metrics/${page}-metrics.md`,
});

const DEPLOYMENT_METRICS = kubeStateMetrics("workload/deployment");
const STATEFULSET_METRICS = kubeStateMetrics("workload/statefulset");

const CLOUDNATIVEPG = "CloudNativePG";

const DEFAULT_QUERIES: Confirmation = {
    by: "source",
    at: "cloudnative-pg/cloudnative-pg: config/manager/default-monitoring.yaml",
};

const CNPG: Pick<Series, "exporter" | "job" | "matchers" | "confirmed"> = {
    exporter: CLOUDNATIVEPG,
    job: JOBS.cloudnativepg,
    matchers: ofCluster,
    confirmed: DEFAULT_QUERIES,
};

const BACKUPS: Pick<Series, "exporter" | "job" | "confirmed"> = {
    exporter: "the exporter of the PostgreSQL server",
    job: JOBS.backups,
    confirmed: {
        by: "source",
        at: "components/backup/metrics.ts, run against PostgreSQL by tests/services/backup/metrics.test.ts",
    },
};

const BACKUP_SUCCESS = "dify_ha_backup_last_success_timestamp_seconds";

/** Servers that a postgres_exporter stands before. */
const serversOf = ({ postgres }: MonitoringTargets) =>
    ["primary", ...(postgres.kind === "rds" && postgres.readReplicas > 0 ? ["replica"] : [])].map(
        (server) => `server="${server}"`,
    );

const POSTGRES_EXPORTER = "postgres_exporter";
const POSTGRES_EXPORTER_PACKAGE: Confirmation = { by: "exporter", package: "prometheus-postgres-exporter" };

/** Those of the Redis services that something is known of. */
type Chosen = (target: RedisTarget) => boolean;

const redisOf = (chosen: Chosen): Pick<Series, "exporter" | "job" | "matchers" | "each" | "confirmed"> => {
    const stores = ({ redis }: MonitoringTargets) => redis.filter(chosen).map(({ store }) => store);
    return {
        exporter: "redis_exporter",
        job: JOBS.redis,
        matchers: (targets) => [`store=~"${stores(targets).map(literally).join("|")}"`],
        each: (targets) => stores(targets).map((store) => `store="${store}"`),
        confirmed: { by: "exporter", package: "prometheus-redis-exporter" },
    };
};

const REDIS = redisOf(() => true);
/** Each member by itself: a provider shows the primary only. */
const MEMBERS = redisOf(({ managedBy }) => managedBy === "operator");
const GROUP = redisOf(({ managedBy, kind }) => managedBy === "operator" && kind === "primary");
const SHARDED = redisOf(({ kind }) => kind === "cluster");

const QUEUES: Pick<Series, "exporter" | "job" | "confirmed"> = {
    exporter: "redis_exporter",
    job: JOBS.queues,
    confirmed: { by: "exporter", package: "prometheus-redis-exporter" },
};

/** What the probe calls from outside of what answers: a page of the web interface, and the API with its database behind it. */
const PROBES = ["login", "api"];

const BLACKBOX: Pick<Series, "exporter" | "job" | "matchers" | "each" | "confirmed"> = {
    exporter: "blackbox_exporter",
    job: JOBS.blackbox,
    matchers: () => [`probe=~"${PROBES.join("|")}"`],
    each: () => PROBES.map((probe) => `probe="${probe}"`),
    confirmed: { by: "exporter", package: "prometheus-blackbox-exporter" },
};

/** Higress takes Envoy's tags over from Istio, and not Envoy's own: no `envoy_` before the names of labels. */
const ENVOY: Pick<Series, "exporter" | "job" | "confirmed"> = {
    exporter: "Envoy of Higress",
    job: JOBS.gateway,
    confirmed: {
        by: "source",
        at: "higress-group/higress-console: backend/console/src/main/resources/dashboard/main.json",
    },
};

const YACE: Pick<Series, "exporter" | "job" | "confirmed"> = {
    exporter: "YACE",
    job: JOBS.cloudWatch,
    confirmed: {
        by: "source",
        at: "prometheus-community/yet-another-cloudwatch-exporter: pkg/promutil (aws_<namespace>_<metric>_<statistic>), with the metrics' names in AWS' documentation",
    },
};

const PLUGIN_DAEMON: Pick<Series, "exporter" | "job" | "confirmed"> = {
    exporter: "Dify's plugin daemon",
    job: JOBS.pluginDaemon,
    confirmed: { by: "source", at: "langgenius/dify-plugin-daemon: pkg/utils/metrics/metrics.go" },
};

const KUBELET: Pick<Series, "exporter" | "confirmed"> = {
    exporter: "kubelet",
    confirmed: { by: "source", at: "kubernetes/kubernetes: pkg/kubelet/metrics/metrics.go" },
};

const CERT_MANAGER: Pick<Series, "exporter" | "job" | "matchers" | "confirmed"> = {
    exporter: "cert-manager",
    job: JOBS.certManager,
    matchers: inNamespace,
    confirmed: { by: "source", at: "cert-manager/cert-manager: internal/collectors/certificate_collector.go" },
};

export const SERIES = {
    gatewayRequests: {
        ...ENVOY,
        metric: "envoy_http_downstream_rq",
        matchers: () => [`http_conn_manager_prefix=~"outbound_0.0.0.0_.*"`, `response_code_class!=""`],
    },
    apiRequests: {
        ...ENVOY,
        metric: "envoy_cluster_upstream_rq",
        matchers: (targets) => [
            clustersOf(`${targets.release}-api|${targets.release}-api-stream`, targets),
            `response_code_class!=""`,
        ],
    },
    apiLatency: {
        ...ENVOY,
        metric: "envoy_cluster_upstream_rq_time_bucket",
        // Not of the Service of streaming paths, whose time is that of the whole answer.
        matchers: (targets) => [clustersOf(`${targets.release}-api`, targets)],
    },
    gatewayConnections: {
        ...ENVOY,
        metric: "envoy_http_downstream_cx_active",
        matchers: () => [`http_conn_manager_prefix=~"outbound_0.0.0.0_.*"`],
    },

    siteUp: { ...BLACKBOX, metric: "probe_success" },
    apiDuration: {
        ...BLACKBOX,
        metric: "probe_duration_seconds",
        matchers: () => [`probe="api"`],
        each: undefined,
    },
    siteDuration: { ...BLACKBOX, metric: "probe_duration_seconds" },
    siteCertificate: { ...BLACKBOX, metric: "probe_ssl_earliest_cert_expiry" },

    replayLag: { ...CNPG, metric: "cnpg_pg_stat_replication_replay_lag_seconds" },
    inRecovery: { ...CNPG, metric: "cnpg_pg_replication_in_recovery" },
    walReceiverUp: { ...CNPG, metric: "cnpg_pg_replication_is_wal_receiver_up" },
    streamingReplicas: { ...CNPG, metric: "cnpg_pg_replication_streaming_replicas" },
    backends: { ...CNPG, metric: "cnpg_backends_total" },
    longestTransaction: { ...CNPG, metric: "cnpg_backends_max_tx_duration_seconds" },
    databaseCommits: { ...CNPG, metric: "cnpg_pg_stat_database_xact_commit" },
    databaseSize: { ...CNPG, metric: "cnpg_pg_database_size_bytes" },
    lastArchived: { ...CNPG, metric: "cnpg_pg_stat_archiver_last_archived_time" },
    lastArchiveFailure: { ...CNPG, metric: "cnpg_pg_stat_archiver_last_failed_time" },
    baseBackup: {
        ...CNPG,
        metric: "barman_cloud_cloudnative_pg_io_last_available_backup_timestamp",
        confirmed: {
            by: "source",
            at: "cloudnative-pg/plugin-barman-cloud: internal/cnpgi/instance/metrics.go",
        },
    },

    postgresUp: {
        exporter: POSTGRES_EXPORTER,
        job: JOBS.postgres,
        metric: "pg_up",
        each: serversOf,
        confirmed: POSTGRES_EXPORTER_PACKAGE,
    },
    numBackends: {
        exporter: POSTGRES_EXPORTER,
        job: JOBS.postgres,
        metric: "pg_stat_database_numbackends",
        each: serversOf,
        confirmed: POSTGRES_EXPORTER_PACKAGE,
    },
    longestTransactionOnServer: {
        exporter: POSTGRES_EXPORTER,
        job: JOBS.postgres,
        metric: "pg_stat_activity_max_tx_duration",
        each: serversOf,
        confirmed: POSTGRES_EXPORTER_PACKAGE,
    },
    commitsOnServer: {
        exporter: POSTGRES_EXPORTER,
        job: JOBS.postgres,
        metric: "pg_stat_database_xact_commit",
        each: serversOf,
        confirmed: POSTGRES_EXPORTER_PACKAGE,
    },
    databaseSizeOnServer: {
        exporter: POSTGRES_EXPORTER,
        job: JOBS.postgres,
        metric: "pg_database_size_bytes",
        matchers: () => [`server="primary"`],
        confirmed: POSTGRES_EXPORTER_PACKAGE,
    },
    replicationLag: {
        exporter: POSTGRES_EXPORTER,
        job: JOBS.postgres,
        metric: "pg_replication_lag_seconds",
        matchers: () => [`server="replica"`],
        // Debian's 0.11 has it only with a file of further queries.
        confirmed: { by: "source", at: "prometheus-community/postgres_exporter v0.20.1: collector/pg_replication.go" },
    },
    walSenders: {
        exporter: POSTGRES_EXPORTER,
        job: JOBS.postgres,
        metric: "pg_stat_replication_pg_wal_lsn_diff",
        matchers: () => [`server="primary"`],
        confirmed: POSTGRES_EXPORTER_PACKAGE,
        sometimes: "one for each replica that is connected, so none where none is; the rule counts that as broken",
    },
    // Each kind of run has a row of its own from its first start on, and so its series: until then, patience.
    backupSuccess: {
        ...BACKUPS,
        metric: BACKUP_SUCCESS,
        matchers: () => [`operation="backup"`],
        patience: "26h",
    },
    restoreCheckSuccess: {
        ...BACKUPS,
        metric: BACKUP_SUCCESS,
        matchers: () => [`operation="restore_check"`],
        patience: "8d",
    },
    backupFailures: { ...BACKUPS, metric: "dify_ha_backup_failures_since_success", patience: "26h" },
    auroraReplicaLag: { ...YACE, metric: "aws_rds_aurora_replica_lag_maximum_maximum", matchers: ofRds },
    rdsFreeStorage: { ...YACE, metric: "aws_rds_free_storage_space_minimum", matchers: ofRds },
    elastiCacheMemory: { ...YACE, metric: "aws_elasticache_database_memory_usage_percentage_maximum" },

    redisUp: { ...REDIS, metric: "redis_up" },
    redisMemoryUsed: { ...REDIS, metric: "redis_memory_used_bytes" },
    redisMemoryMax: { ...REDIS, metric: "redis_memory_max_bytes" },
    redisInstance: { ...REDIS, metric: "redis_instance_info" },
    redisReplicas: { ...GROUP, metric: "redis_connected_slaves" },
    redisLinkUp: { ...MEMBERS, metric: "redis_master_link_up" },
    redisCommands: { ...REDIS, metric: "redis_commands_processed_total" },
    redisClients: { ...REDIS, metric: "redis_connected_clients" },
    clusterState: { ...SHARDED, metric: "redis_cluster_state" },
    clusterSlotsOk: { ...SHARDED, metric: "redis_cluster_slots_ok" },
    clusterSlotsFail: { ...SHARDED, metric: "redis_cluster_slots_fail" },
    clusterSlotsSuspected: { ...SHARDED, metric: "redis_cluster_slots_pfail" },

    tasksPut: {
        ...REDIS,
        metric: "redis_commands_total",
        matchers: ({ redis }) => [`store="${redis[0]?.store ?? ""}"`, `cmd="lpush"`],
        each: undefined,
    },
    brokerUp: { ...QUEUES, metric: "redis_up" },
    // 0 for an empty queue, so that one is only missing when nobody looks at it.
    queueLength: {
        ...QUEUES,
        metric: "redis_key_size",
        each: ({ queues }) => queues.map((queue) => `key="${queue}"`),
    },

    milvusRequests: {
        exporter: "Milvus",
        job: JOBS.milvus,
        metric: "milvus_proxy_req_count",
        confirmed: { by: "source", at: "milvus-io/milvus: pkg/metrics/proxy_metrics.go, pkg/metrics/metrics.go" },
        sometimes: "there is none before the first request; `up` says whether Milvus is looked at",
    },
    milvusLatency: {
        exporter: "Milvus",
        job: JOBS.milvus,
        metric: "milvus_proxy_sq_latency_bucket",
        confirmed: { by: "source", at: "milvus-io/milvus: pkg/metrics/proxy_metrics.go" },
        sometimes: "only there once something has been searched for",
    },
    etcdHasLeader: {
        exporter: "etcd",
        job: JOBS.milvusEtcd,
        metric: "etcd_server_has_leader",
        confirmed: { by: "source", at: "etcd-io/etcd: server/etcdserver/metrics.go" },
    },
    etcdSync: {
        exporter: "etcd",
        job: JOBS.milvusEtcd,
        metric: "etcd_disk_wal_fsync_duration_seconds_bucket",
        confirmed: { by: "source", at: "etcd-io/etcd: server/storage/wal/metrics.go" },
    },

    pluginCalls: {
        ...PLUGIN_DAEMON,
        metric: "plugin_invocations_total",
        sometimes: "only there once a plugin has been called",
    },
    pluginLatency: {
        ...PLUGIN_DAEMON,
        metric: "plugin_invocation_duration_seconds_bucket",
        sometimes: "only there once a plugin has been called",
    },

    workerReady: {
        exporter: KUBE_STATE_METRICS,
        metric: "kube_deployment_status_replicas_ready",
        matchers: deployment("worker"),
        confirmed: DEPLOYMENT_METRICS,
    },
    beatReady: {
        exporter: KUBE_STATE_METRICS,
        metric: "kube_deployment_status_replicas_ready",
        matchers: deployment("beat"),
        confirmed: DEPLOYMENT_METRICS,
    },
    deploymentReady: {
        exporter: KUBE_STATE_METRICS,
        metric: "kube_deployment_status_replicas_ready",
        matchers: ours,
        confirmed: DEPLOYMENT_METRICS,
    },
    deploymentReplicas: {
        exporter: KUBE_STATE_METRICS,
        metric: "kube_deployment_spec_replicas",
        matchers: ours,
        confirmed: DEPLOYMENT_METRICS,
    },
    statefulSetReady: {
        exporter: KUBE_STATE_METRICS,
        metric: "kube_statefulset_status_replicas_ready",
        matchers: ours,
        confirmed: STATEFULSET_METRICS,
    },
    statefulSetReplicas: {
        exporter: KUBE_STATE_METRICS,
        metric: "kube_statefulset_replicas",
        matchers: ours,
        confirmed: STATEFULSET_METRICS,
    },
    podInfo: {
        exporter: KUBE_STATE_METRICS,
        metric: "kube_pod_info",
        matchers: ours,
        confirmed: kubeStateMetrics("workload/pod"),
    },
    podReady: {
        exporter: KUBE_STATE_METRICS,
        metric: "kube_pod_status_ready",
        matchers: ours,
        confirmed: kubeStateMetrics("workload/pod"),
    },
    podWaiting: {
        exporter: KUBE_STATE_METRICS,
        metric: "kube_pod_container_status_waiting_reason",
        matchers: ours,
        confirmed: kubeStateMetrics("workload/pod"),
        sometimes: "only there while a container waits",
    },
    nodeReady: {
        exporter: KUBE_STATE_METRICS,
        metric: "kube_node_status_condition",
        matchers: () => [`condition="Ready"`, `status="true"`],
        confirmed: kubeStateMetrics("cluster/node"),
    },
    nodeLabels: {
        exporter: KUBE_STATE_METRICS,
        metric: "kube_node_labels",
        // Only with metricLabelsAllowlist: nodes=[topology.kubernetes.io/zone].
        matchers: () => [`label_topology_kubernetes_io_zone!=""`],
        confirmed: kubeStateMetrics("cluster/node"),
    },
    disruptionsAllowed: {
        exporter: KUBE_STATE_METRICS,
        metric: "kube_poddisruptionbudget_status_pod_disruptions_allowed",
        matchers: ours,
        confirmed: kubeStateMetrics("policy/poddisruptionbudget"),
    },
    disruptionsExpected: {
        exporter: KUBE_STATE_METRICS,
        metric: "kube_poddisruptionbudget_status_expected_pods",
        matchers: ours,
        confirmed: kubeStateMetrics("policy/poddisruptionbudget"),
    },
    volumeAvailable: { ...KUBELET, metric: "kubelet_volume_stats_available_bytes", matchers: inNamespace },
    volumeCapacity: { ...KUBELET, metric: "kubelet_volume_stats_capacity_bytes", matchers: inNamespace },

    certificateReady: { ...CERT_MANAGER, metric: "certmanager_certificate_ready_status" },
    certificateExpiration: { ...CERT_MANAGER, metric: "certmanager_certificate_expiration_timestamp_seconds" },

    targetUp: {
        exporter: "Prometheus",
        metric: "up",
        matchers: (targets) => [`job=~"${jobsOf(targets).map(literally).join("|")}"`],
        each: (targets) => jobsOf(targets).map((job) => `job="${job}"`),
        confirmed: { by: "exporter", package: "prometheus" },
    },
    alerts: {
        exporter: "Prometheus",
        metric: "ALERTS",
        confirmed: { by: "source", at: "prometheus/prometheus: rules/alerting.go" },
        sometimes: "only there while an alert is pending or fires",
    },
    ruleFailures: {
        exporter: "Prometheus",
        metric: "prometheus_rule_evaluation_failures_total",
        confirmed: { by: "exporter", package: "prometheus" },
    },
    notificationFailures: {
        exporter: "Alertmanager",
        metric: "alertmanager_notifications_failed_total",
        confirmed: { by: "exporter", package: "prometheus-alertmanager" },
    },
} as const satisfies Readonly<Record<string, Series>>;

export type SeriesName = keyof typeof SERIES;

/** Selectors of series for one stack; remembers which were asked for. */
export interface Selectors {
    /** A selector such as `redis_up{job="redis",store=~"redis"}`, with further matchers. */
    readonly select: (name: SeriesName, ...further: string[]) => string;
    /** What was asked for, in the order of the table. */
    readonly used: () => readonly SeriesName[];
}

export function selectorsOf(targets: MonitoringTargets): Selectors {
    const asked = new Set<SeriesName>();
    return {
        select: (name, ...further) => {
            asked.add(name);
            return selectorOf(SERIES[name], targets, further);
        },
        used: () => (Object.keys(SERIES) as SeriesName[]).filter((name) => asked.has(name)),
    };
}

/** Name of the label that a matcher is about. */
function labelOf(matcher: string): string {
    return /^\w+/.exec(matcher)?.[0] ?? "";
}

/** Further matchers take the place of general ones on the same label. */
function selectorOf({ metric, job, matchers }: Series, targets: MonitoringTargets, further: readonly string[]): string {
    const special = further.map(labelOf);
    const general = [...(job === undefined ? [] : [`job="${job}"`]), ...(matchers?.(targets) ?? [])];
    const all = [...general.filter((matcher) => !special.includes(labelOf(matcher))), ...further];
    return all.length === 0 ? metric : `${metric}{${all.join(",")}}`;
}
