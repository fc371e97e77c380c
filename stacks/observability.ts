import * as pulumi from "@pulumi/pulumi";
import { releaseOf } from "../components/dify/catalogue";
import { GATEWAY_NAME } from "../components/gateway/catalogue";
import { MetricSources } from "../components/observability/metricSources";
import { Observability } from "../components/observability/observability";
import type { SizedConfig, StackConfig } from "../config";
import type { ClusterHandle, MonitoringTargets, PostgresTarget, RedisTarget, Workload } from "../contracts";
import { prefixOf } from "./awsBase";
import type { ProviderOptions } from "./deployDify";

/** What watches a stack, and what it is told of it. */

/** The stack of Prometheus, Alertmanager and Grafana; undefined where the cluster is watched by others. */
export function createObservability(
    { observability }: StackConfig,
    cluster: ClusterHandle,
    opts: ProviderOptions & { readonly dependsOn: pulumi.Resource[] },
): Observability | undefined {
    const { enabled, prometheus, alertmanager } = observability;
    return enabled
        ? new Observability(
              "monitoring",
              {
                  cluster,
                  prometheus: {
                      replicas: prometheus.replicas,
                      resources: resourcesOf(prometheus),
                      storage: prometheus.storage,
                      retentionDays: prometheus.retentionDays,
                  },
                  alertmanager: { replicas: alertmanager.replicas, resources: resourcesOf(alertmanager) },
              },
              opts,
          )
        : undefined;
}

/** Exporters and monitors: one component, or none where no Prometheus operator is there to read them. */
export function createMetricSources(
    config: StackConfig,
    cluster: ClusterHandle,
    targets: MonitoringTargets,
    observability: Observability | undefined,
    opts: ProviderOptions,
): MetricSources[] {
    return observability !== undefined || config.cluster.prometheusOperator
        ? [
              new MetricSources(
                  "metrics",
                  { cluster, targets },
                  { ...opts, dependsOn: [...(observability?.installed ?? [])] },
              ),
          ]
        : [];
}

/** What monitors, rules and dashboards have to know of a stack. */
export function monitoringTargets(
    config: StackConfig,
    {
        release,
        url,
        workloads,
    }: { readonly release: string; readonly url: string; readonly workloads: readonly Workload[] },
): MonitoringTargets {
    const gateway = workloads.find(({ name }) => name === GATEWAY_NAME);
    return {
        namespace: config.namespace,
        zones: config.zones,
        release,
        url,
        ...(gateway?.pods === undefined
            ? {}
            : {
                  gateway: {
                      namespace: gateway.pods.namespace,
                      replicasPerZone: gateway.members.min / config.zones.length,
                  },
              }),
        postgres: postgresTarget(config),
        redis: redisTargets(config),
        milvus: "milvus",
        queues: releaseOf(config.dify.version).queues,
        backups: config.postgres.backup.enabled,
        cloudWatch: config.postgres.engine !== "cloudnativepg" || config.redis.engine === "elasticache",
        certificates: config.domain.clusterIssuer !== undefined,
    };
}

function postgresTarget({ postgres }: StackConfig): PostgresTarget {
    const name = postgres.restoreFrom?.as ?? "postgres";
    const { maxConnections, replicas, readReplicas } = postgres;
    return postgres.engine === "cloudnativepg"
        ? { kind: "cloudnativepg", cluster: name, instances: replicas, maxConnections }
        : {
              kind: "rds",
              identifier: `${prefixOf(pulumi.getStack())}-${name}`,
              readReplicas,
              maxConnections,
          };
}

function redisTargets({ redis }: StackConfig): RedisTarget[] {
    const managedBy = redis.engine === "elasticache" ? "elasticache" : "operator";
    const { cluster, rateLimits } = redis;
    return [
        { store: "redis", kind: "primary", managedBy, members: redis.replicas },
        ...(cluster.enabled
            ? [{ store: "redis-sharded", kind: "cluster", managedBy, members: 2 * cluster.shards } as const]
            : []),
        ...(rateLimits.enabled
            ? [{ store: "gateway-redis", kind: "primary", managedBy: "operator", members: 3 } as const]
            : []),
    ];
}

function resourcesOf({ requests, limits }: SizedConfig) {
    return { requests, limits };
}
