import type { SeriesName } from "../../../components/observability/rules/series";
import type { MonitoringTargets } from "../../../contracts/monitoring";

/** One series of each kind, with the labels that it has when Prometheus has stored it. */

const NODE = `node="node-a",instance="10.0.0.1:8080",job="kube-state-metrics"`;

/** Label `store` of a Redis with a primary and replicas; of the operator's, where there is one. */
export function groupStore({ redis }: MonitoringTargets): string {
    const groups = redis.filter(({ kind }) => kind === "primary");
    return (groups.find(({ managedBy }) => managedBy === "operator") ?? groups[0])?.store ?? "none";
}

const cnpg = (metric: string, pod = "postgres-1") =>
    `${metric}{job="cloudnativepg",namespace="dify",pod="${pod}",cluster="postgres",zone="zone-a"}`;

const redis = (metric: string, store: string, further = "") =>
    `${metric}{job="redis",store="${store}",namespace="dify",pod="${store}-0",zone="zone-a"${further}}`;

const kube = (metric: string, labels: string) => `${metric}{job="kube-state-metrics",namespace="dify",${labels}}`;

const envoy = (metric: string, labels: string) =>
    `${metric}{job="gateway",namespace="higress-system",pod="higress-gateway-1",zone="zone-a",${labels}}`;

const API = `cluster_name="outbound_5001__dify-api.dify.svc.cluster.local"`;

const site = (metric: string, probe = "login") =>
    `${metric}{job="blackbox",probe="${probe}",instance="https://dify.example.com/signin",namespace="dify"}`;

const pg = (metric: string, server: string, further = "") =>
    `${metric}{job="postgres",server="${server}",instance="10.0.0.9:9187"${further}}`;

export const EXAMPLES: Readonly<Record<SeriesName, (targets: MonitoringTargets) => string>> = {
    gatewayRequests: () =>
        envoy("envoy_http_downstream_rq", `http_conn_manager_prefix="outbound_0.0.0.0_443",response_code_class="2xx"`),
    apiRequests: () => envoy("envoy_cluster_upstream_rq", `${API},response_code_class="2xx"`),
    apiLatency: () => envoy("envoy_cluster_upstream_rq_time_bucket", `${API},le="500"`),
    gatewayConnections: () =>
        envoy("envoy_http_downstream_cx_active", `http_conn_manager_prefix="outbound_0.0.0.0_443"`),
    siteUp: () => site("probe_success"),
    apiDuration: () => site("probe_duration_seconds", "api"),
    siteDuration: () => site("probe_duration_seconds"),
    siteCertificate: () => site("probe_ssl_earliest_cert_expiry"),
    replayLag: () =>
        cnpg("cnpg_pg_stat_replication_replay_lag_seconds").replace("}", `,application_name="postgres-2"}`),
    inRecovery: () => cnpg("cnpg_pg_replication_in_recovery"),
    walReceiverUp: () => cnpg("cnpg_pg_replication_is_wal_receiver_up"),
    streamingReplicas: () => cnpg("cnpg_pg_replication_streaming_replicas"),
    backends: () => cnpg("cnpg_backends_total").replace("}", `,datname="dify",state="idle"}`),
    longestTransaction: () =>
        cnpg("cnpg_backends_max_tx_duration_seconds").replace("}", `,datname="dify",state="idle"}`),
    databaseCommits: () => cnpg("cnpg_pg_stat_database_xact_commit").replace("}", `,datname="dify"}`),
    databaseSize: () => cnpg("cnpg_pg_database_size_bytes").replace("}", `,datname="dify"}`),
    lastArchived: () => cnpg("cnpg_pg_stat_archiver_last_archived_time"),
    lastArchiveFailure: () => cnpg("cnpg_pg_stat_archiver_last_failed_time"),
    baseBackup: () => cnpg("barman_cloud_cloudnative_pg_io_last_available_backup_timestamp"),
    backupSuccess: () => `dify_ha_backup_last_success_timestamp_seconds{job="backups",operation="backup"}`,
    restoreCheckSuccess: () => `dify_ha_backup_last_success_timestamp_seconds{job="backups",operation="restore_check"}`,
    backupFailures: () => `dify_ha_backup_failures_since_success{job="backups",operation="backup"}`,
    postgresUp: () => pg("pg_up", "primary"),
    numBackends: () => pg("pg_stat_database_numbackends", "primary", `,datname="dify"`),
    longestTransactionOnServer: () =>
        pg("pg_stat_activity_max_tx_duration", "primary", `,datname="dify",state="active"`),
    commitsOnServer: () => pg("pg_stat_database_xact_commit", "primary", `,datname="dify"`),
    databaseSizeOnServer: () => pg("pg_database_size_bytes", "primary", `,datname="dify"`),
    replicationLag: () => pg("pg_replication_lag_seconds", "replica"),
    walSenders: () =>
        pg(
            "pg_stat_replication_pg_wal_lsn_diff",
            "primary",
            `,application_name="walreceiver",client_addr="10.0.1.4",state="streaming"`,
        ),
    auroraReplicaLag: () =>
        `aws_rds_aurora_replica_lag_maximum_maximum{job="cloudwatch",dimension_DBInstanceIdentifier="dify-ha-prod-postgres-1"}`,
    rdsFreeStorage: () =>
        `aws_rds_free_storage_space_minimum{job="cloudwatch",dimension_DBInstanceIdentifier="dify-ha-prod-postgres"}`,
    elastiCacheMemory: () =>
        `aws_elasticache_database_memory_usage_percentage_maximum{job="cloudwatch",dimension_CacheClusterId="redis-001"}`,
    redisUp: (targets) => redis("redis_up", groupStore(targets)),
    redisMemoryUsed: (targets) => redis("redis_memory_used_bytes", groupStore(targets)),
    redisMemoryMax: (targets) => redis("redis_memory_max_bytes", groupStore(targets)),
    redisInstance: (targets) => redis("redis_instance_info", groupStore(targets), `,role="master"`),
    redisReplicas: (targets) => redis("redis_connected_slaves", groupStore(targets)),
    redisLinkUp: (targets) => redis("redis_master_link_up", groupStore(targets)),
    redisCommands: (targets) => redis("redis_commands_processed_total", groupStore(targets)),
    redisClients: (targets) => redis("redis_connected_clients", groupStore(targets)),
    clusterState: () => redis("redis_cluster_state", "redis-sharded"),
    clusterSlotsOk: () => redis("redis_cluster_slots_ok", "redis-sharded"),
    clusterSlotsFail: () => redis("redis_cluster_slots_fail", "redis-sharded"),
    clusterSlotsSuspected: () => redis("redis_cluster_slots_pfail", "redis-sharded"),
    tasksPut: ({ redis: [broker] }) => redis("redis_commands_total", broker?.store ?? "none", `,cmd="lpush"`),
    brokerUp: () => `redis_up{job="celery-queues",instance="10.0.0.7:9121"}`,
    queueLength: () => `redis_key_size{job="celery-queues",instance="10.0.0.7:9121",db="db1",key="dataset"}`,
    milvusRequests: () => `milvus_proxy_req_count{job="milvus",function_name="Search",status="total",zone="zone-a"}`,
    milvusLatency: () => `milvus_proxy_sq_latency_bucket{job="milvus",query_type="search",le="64",zone="zone-a"}`,
    etcdHasLeader: () => `etcd_server_has_leader{job="milvus-etcd",pod="milvus-etcd-0",zone="zone-a"}`,
    etcdSync: () =>
        `etcd_disk_wal_fsync_duration_seconds_bucket{job="milvus-etcd",pod="milvus-etcd-0",le="0.016",zone="zone-a"}`,
    pluginCalls: () => `plugin_invocations_total{job="plugin-daemon",plugin_id="langgenius/openai",status="success"}`,
    pluginLatency: () =>
        `plugin_invocation_duration_seconds_bucket{job="plugin-daemon",plugin_id="langgenius/openai",le="1"}`,
    workerReady: () => kube("kube_deployment_status_replicas_ready", `deployment="dify-worker"`),
    beatReady: () => kube("kube_deployment_status_replicas_ready", `deployment="dify-beat"`),
    deploymentReady: () => kube("kube_deployment_status_replicas_ready", `deployment="dify-web"`),
    deploymentReplicas: () => kube("kube_deployment_spec_replicas", `deployment="dify-web"`),
    statefulSetReady: () => kube("kube_statefulset_status_replicas_ready", `statefulset="milvus-etcd"`),
    statefulSetReplicas: () => kube("kube_statefulset_replicas", `statefulset="milvus-etcd"`),
    podInfo: () => kube("kube_pod_info", `pod="dify-web-1",node="node-a"`),
    podReady: () => kube("kube_pod_status_ready", `pod="dify-web-1",condition="true"`),
    podWaiting: () =>
        kube("kube_pod_container_status_waiting_reason", `pod="dify-web-1",container="web",reason="CrashLoopBackOff"`),
    nodeReady: () => `kube_node_status_condition{${NODE},condition="Ready",status="true"}`,
    nodeLabels: () => `kube_node_labels{${NODE},label_topology_kubernetes_io_zone="zone-a"}`,
    disruptionsAllowed: () =>
        kube("kube_poddisruptionbudget_status_pod_disruptions_allowed", `poddisruptionbudget="dify-web"`),
    disruptionsExpected: () => kube("kube_poddisruptionbudget_status_expected_pods", `poddisruptionbudget="dify-web"`),
    volumeAvailable: () =>
        `kubelet_volume_stats_available_bytes{job="kubelet",namespace="dify",persistentvolumeclaim="data-milvus-etcd-0"}`,
    volumeCapacity: () =>
        `kubelet_volume_stats_capacity_bytes{job="kubelet",namespace="dify",persistentvolumeclaim="data-milvus-etcd-0"}`,
    certificateReady: () =>
        `certmanager_certificate_ready_status{job="cert-manager",namespace="dify",name="dify-tls",condition="True"}`,
    certificateExpiration: () =>
        `certmanager_certificate_expiration_timestamp_seconds{job="cert-manager",namespace="dify",name="dify-tls"}`,
    targetUp: () => `up{job="milvus",namespace="dify",pod="milvus-proxy-1",instance="10.0.0.3:9091",zone="zone-a"}`,
    alerts: () => `ALERTS{alertname="RedisDown",alertstate="firing",severity="warning",tier="data"}`,
    ruleFailures: () => `prometheus_rule_evaluation_failures_total{job="prometheus",rule_group="dify-slo"}`,
    notificationFailures: () => `alertmanager_notifications_failed_total{job="alertmanager",integration="pagerduty"}`,
};
