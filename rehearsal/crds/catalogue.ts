/** Where the operators publish the definitions of the custom resources that we use, at the versions of the charts that we pin. */
export interface CrdSource {
    readonly group: string;
    readonly kind: string;
    readonly url: string;
}

const CNPG = "https://raw.githubusercontent.com/cloudnative-pg/cloudnative-pg/v1.30.0/config/crd/bases";
const BARMAN = "https://raw.githubusercontent.com/cloudnative-pg/plugin-barman-cloud/v0.13.0/config/crd/bases";
const PROMETHEUS =
    "https://raw.githubusercontent.com/prometheus-operator/prometheus-operator/v0.93.1/example/prometheus-operator-crd";
const REDIS = "https://raw.githubusercontent.com/OT-CONTAINER-KIT/redis-operator/v0.26.0/config/crd/bases";
const MILVUS = "https://raw.githubusercontent.com/zilliztech/milvus-operator/v1.3.8/config/crd/bases";
const HIGRESS = "https://raw.githubusercontent.com/higress-group/higress/v2.2.4/helm/core/crds";

const KEDA = "https://raw.githubusercontent.com/kedacore/keda/v2.20.2/config/crd/bases";

export const CRD_SOURCES: readonly CrdSource[] = [
    { group: "postgresql.cnpg.io", kind: "Cluster", url: `${CNPG}/postgresql.cnpg.io_clusters.yaml` },
    { group: "postgresql.cnpg.io", kind: "Database", url: `${CNPG}/postgresql.cnpg.io_databases.yaml` },
    { group: "postgresql.cnpg.io", kind: "Pooler", url: `${CNPG}/postgresql.cnpg.io_poolers.yaml` },
    { group: "postgresql.cnpg.io", kind: "ScheduledBackup", url: `${CNPG}/postgresql.cnpg.io_scheduledbackups.yaml` },
    { group: "barmancloud.cnpg.io", kind: "ObjectStore", url: `${BARMAN}/barmancloud.cnpg.io_objectstores.yaml` },
    { group: "monitoring.coreos.com", kind: "PodMonitor", url: `${PROMETHEUS}/monitoring.coreos.com_podmonitors.yaml` },
    {
        group: "monitoring.coreos.com",
        kind: "ServiceMonitor",
        url: `${PROMETHEUS}/monitoring.coreos.com_servicemonitors.yaml`,
    },
    { group: "monitoring.coreos.com", kind: "Probe", url: `${PROMETHEUS}/monitoring.coreos.com_probes.yaml` },
    {
        group: "monitoring.coreos.com",
        kind: "PrometheusRule",
        url: `${PROMETHEUS}/monitoring.coreos.com_prometheusrules.yaml`,
    },
    {
        group: "redis.redis.opstreelabs.in",
        kind: "RedisReplication",
        url: `${REDIS}/redis.redis.opstreelabs.in_redisreplications.yaml`,
    },
    {
        group: "redis.redis.opstreelabs.in",
        kind: "RedisCluster",
        url: `${REDIS}/redis.redis.opstreelabs.in_redisclusters.yaml`,
    },
    { group: "networking.istio.io", kind: "EnvoyFilter", url: `${HIGRESS}/istio-envoyfilter.yaml` },
    { group: "keda.sh", kind: "ScaledObject", url: `${KEDA}/keda.sh_scaledobjects.yaml` },
    { group: "keda.sh", kind: "TriggerAuthentication", url: `${KEDA}/keda.sh_triggerauthentications.yaml` },
    { group: "milvus.io", kind: "Milvus", url: `${MILVUS}/milvus.io_milvuses.yaml` },
];
