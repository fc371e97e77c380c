import * as pulumi from "@pulumi/pulumi";
import { PORTS } from "../components/dify/catalogue";
import { BROKER_DATABASES, type ApplicationTracing } from "../components/dify/env";
import { GATEWAY_NAME } from "../components/gateway/catalogue";
import type { GatewayTracing } from "../components/gateway/options";
import { COLLECTOR_HOST, COLLECTOR_PORTS } from "../components/observability/collector";
import type { CloudWatchArgs, MonitoredServer, ProbedChat } from "../components/observability/exporters";
import { dashboards } from "../components/observability/dashboards";
import { MetricSources } from "../components/observability/metricSources";
import { Observability } from "../components/observability/observability";
import { ruleGroups } from "../components/observability/rules";
import type { ProbedAddress } from "../components/observability/probes";
import type { StackConfig } from "../config";
import {
    kubernetesSecret,
    type ClusterHandle,
    type MonitoringTargets,
    type PostgresTarget,
    type RedisEndpoint,
    type RedisTarget,
    type Workload,
} from "../contracts";
import { prefixOf } from "./awsBase";
import { releaseOfStack } from "./dify";
import { servedQueues } from "./scaling";
import { backupQueries, resourcesOf, type PostgresTier, type ProviderOptions, type RedisTier } from "./deployDify";

/** What watches a stack, and what it is told of it. */

/** The stack of Prometheus, Alertmanager and Grafana; undefined where the cluster is watched by others. */
export function createObservability(
    { observability, slo }: StackConfig,
    cluster: ClusterHandle,
    targets: MonitoringTargets,
    opts: ProviderOptions & { readonly dependsOn: pulumi.Resource[] },
): Observability | undefined {
    const { enabled, prometheus, alertmanager, tracing, alerts } = observability;
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
                  tracing: tracing.enabled
                      ? { storage: tracing.storage, retentionDays: tracing.retentionDays }
                      : undefined,
                  rules: ruleGroups(targets, slo),
                  dashboards: dashboards(targets, slo),
                  alerting: alerts,
              },
              opts,
          )
        : undefined;
}

/** Whether a Prometheus operator, ours or the cluster's own, reads monitors. */
export function isWatched({ observability, cluster }: StackConfig): boolean {
    return observability.enabled || cluster.prometheusOperator;
}

/** Whether there are collectors to send traces to. */
export function isTraced({ observability }: StackConfig): boolean {
    return observability.enabled && observability.tracing.enabled;
}

/** Where Dify sends its traces; undefined where nobody takes them. */
export function applicationTracing(config: StackConfig): ApplicationTracing | undefined {
    return isTraced(config)
        ? {
              endpoint: `http://${COLLECTOR_HOST}:${COLLECTOR_PORTS.http}`,
              samplingRate: config.observability.tracing.samplingRate,
          }
        : undefined;
}

/** Where the gateway sends its traces; undefined where nobody takes them. */
export function gatewayTracing(config: StackConfig): GatewayTracing | undefined {
    return isTraced(config)
        ? {
              service: COLLECTOR_HOST,
              port: COLLECTOR_PORTS.grpc,
              samplingPercent: 100 * config.observability.tracing.samplingRate,
          }
        : undefined;
}

/** What there is to be watched. */
interface Watched {
    readonly cluster: ClusterHandle;
    readonly opts: ProviderOptions;
    readonly targets: MonitoringTargets;
    readonly postgres: PostgresTier;
    readonly redis: RedisTier;
    readonly cloudWatch?: CloudWatchArgs;
}

/** Exporters and monitors: one component, or none where nobody reads them. */
export function createMetricSources(
    config: StackConfig,
    { cluster, opts, targets, postgres, redis, cloudWatch }: Watched,
    observability: Observability | undefined,
): MetricSources[] {
    return isWatched(config)
        ? [
              new MetricSources(
                  "metrics",
                  {
                      cluster,
                      targets,
                      broker: { endpoint: redis.primary, database: BROKER_DATABASES.release },
                      managedRedis: config.redis.engine === "elasticache" ? managedRedis(redis) : {},
                      managedPostgres: managedPostgres(config, postgres),
                      cloudWatch,
                      chat: chatOf(config, targets),
                      addresses: addressesOf(config, targets),
                  },
                  { ...opts, dependsOn: [...(observability?.installed ?? [])] },
              ),
          ]
        : [];
}

function managedRedis({ primary, sharded }: RedisTier): Record<string, RedisEndpoint> {
    return { redis: primary, ...(sharded === undefined ? {} : { "redis-sharded": sharded }) };
}

function managedPostgres(config: StackConfig, { app, monitor }: PostgresTier): MonitoredServer[] {
    if (monitor === undefined) {
        return [];
    }
    const { port, database, servedBy, host, readerHost } = app;
    const common = { port, database, servedBy, ...monitor };
    return [
        { ...common, server: "primary", host, queries: backupQueries(config) },
        ...(readerHost === undefined ? [] : [{ ...common, server: "replica", host: readerHost } as const]),
    ];
}

/** Where web interface and API are called: from outside where there is an outside. */
function entriesOf({ domain, namespace }: StackConfig, { url, release }: MonitoringTargets) {
    const inside = (service: string, port: number) =>
        `http://${release}-${service}.${namespace}.svc.cluster.local:${port}`;
    return domain.host === undefined
        ? { web: inside("web", PORTS.web), api: inside("api", PORTS.api) }
        : { web: url, api: url };
}

/** Key in the Secret that `observability.probe.appKeySecret` names. */
const APP_KEY = "api-key";

function chatOf(config: StackConfig, targets: MonitoringTargets): ProbedChat | undefined {
    const { appKeySecret, intervalSeconds } = config.observability.probe;
    return appKeySecret === undefined
        ? undefined
        : { url: entriesOf(config, targets).api, key: kubernetesSecret(appKeySecret, APP_KEY), intervalSeconds };
}

/** The login page, and the API with its database behind it. */
function addressesOf(config: StackConfig, targets: MonitoringTargets): ProbedAddress[] {
    const { web, api } = entriesOf(config, targets);
    return [
        { probe: "login", url: `${web}/signin` },
        { probe: "api", url: `${api}/console/api/setup` },
    ];
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
    const dify = releaseOfStack(config);
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
        queues: servedQueues(config),
        plugins: dify.has.pluginTelemetry,
        backups: config.postgres.backup.enabled,
        cloudWatch: config.postgres.engine !== "cloudnativepg" || config.redis.engine === "elasticache",
        tracing: isTraced(config),
        certificates: config.domain.clusterIssuer !== undefined || config.domain.acmeEmail !== undefined,
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
              aurora: postgres.engine === "aurora",
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
