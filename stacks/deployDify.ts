import type * as pulumi from "@pulumi/pulumi";
import { LogicalBackup } from "../components/backup/logicalBackup";
import { METRICS_KEY, metricsConfigMapName } from "../components/backup/metrics";
import type { CanaryTraffic } from "../components/dify/canary";
import { publicOrigin } from "../components/dify/publicOrigin";
import { DifyApp, type DifyAppArgs } from "../components/dify/difyApp";
import type { Streaming } from "../components/dify/env";
import { MilvusCluster } from "../components/milvus/milvusCluster";
import { Pgpool } from "../components/pgpool/pgpool";
import { PostgresHA } from "../components/postgres/postgresHa";
import { RedisCluster } from "../components/redis/redisCluster";
import type { CloudWatchArgs } from "../components/observability/exporters";
import type { Addresses } from "../components/observability/observability";
import type { SizedConfig, StackConfig } from "../config";
import { createGuards, createModelGateway, type ModelAccess } from "./gatewayPolicies";
import type {
    ClusterEndpoint,
    ClusterHandle,
    GatewayHandle,
    KubernetesSecretRef,
    ObjectStoreEndpoint,
    PostgresEndpoint,
    PrimaryEndpoint,
    Traffic,
    Workload,
} from "../contracts";
import { hasPlugins } from "./dify";
import { createNetworkPolicies } from "./networkPolicies";
import { databaseDays, offHoursOf } from "./offHours";
import { autoscalingOf, workerPoolsOf } from "./scaling";
import { applicationTracing, createMetricSources, createObservability, monitoringTargets } from "./observability";

/** Options of what goes into the cluster: the provider for it, and that for AWS where secrets are kept there. */
export type ProviderOptions = { readonly providers: pulumi.ProviderResource[] };

type DataOptions = ProviderOptions & { readonly dependsOn: pulumi.Resource[] };

/** What Dify needs of PostgreSQL, whoever runs it. */
export interface PostgresTier {
    /** Database of Dify's API and workers. */
    readonly app: PostgresEndpoint;
    /** Database of the plugin daemon; none for a release without one. */
    readonly plugins?: PostgresEndpoint;
    /** Role of exporters, on a server outside of the cluster. */
    readonly monitor?: { readonly user: string; readonly password: KubernetesSecretRef };
    readonly workloads: readonly Workload[];
    readonly traffic: Traffic;
    /** Wait for this before using the databases. */
    readonly ready: pulumi.Resource;
}

/** What Dify needs of Redis, whoever runs it. */
export type RedisTier = pulumi.Resource & {
    readonly primary: PrimaryEndpoint;
    readonly sharded: ClusterEndpoint | undefined;
    readonly workloads: Workload[];
    /** Default: none, where it runs elsewhere. */
    readonly traffic?: Traffic;
};

/** What there is before Dify comes. */
export interface Platform {
    readonly cluster: ClusterHandle;
    /** Options of what goes into the cluster. */
    readonly opts: ProviderOptions;
    /** What must be there before the first pod and custom resource: operators, nodes, identities. */
    readonly ready: readonly pulumi.Resource[];
    readonly objectStore: ObjectStoreEndpoint;
    /** A server outside the cluster, with its databases. Default: one in the cluster. */
    readonly postgres?: PostgresTier;
    /** A server outside the cluster. Default: one in the cluster. */
    readonly redis?: RedisTier;
    /** What serves the Ingress. Default: the configured class, taken for ingress-nginx. */
    readonly ingress?: {
        readonly className: string;
        readonly controller: "nginx" | "higress";
        /** Dify comes after these; its data tier need not. */
        readonly installed: readonly pulumi.Resource[];
    };
    /** cert-manager ClusterIssuer that the platform has made. Default: the configured one, if any. */
    readonly clusterIssuer?: string;
    /** The gateway, if it is the program's. */
    readonly gateway?: GatewayHandle;
    /** Metrics of what the platform runs outside of the cluster. Default: none. */
    readonly cloudWatch?: CloudWatchArgs;
    /** Workloads of the platform itself. */
    readonly workloads: readonly Workload[];
    /** Address ranges of data servers that are no pods. Default: there are none. */
    readonly dataRanges?: readonly string[];
    /** Address ranges of private endpoints of AWS. Default: there are none. */
    readonly endpointRanges?: readonly string[];
}

/** Class of the ingress controller that the cluster has; ingress-nginx gives its own this name. */
export function foreignIngressClass({ ingressClass }: StackConfig["domain"]): string {
    return ingressClass ?? "nginx";
}

/** ClusterIssuer that makes the certificate; undefined with a given certificate, or without any. */
function clusterIssuerOf({ domain }: StackConfig, { clusterIssuer }: Platform): string | undefined {
    return clusterIssuer ?? domain.clusterIssuer;
}

/** What a stack exports. */
export interface StackOutputs {
    /** Public address of Dify. */
    readonly url: string;
    readonly namespace: string;
    /** PostgreSQL read replicas, for reporting; Dify itself does not read from them. */
    readonly postgresReaderHost?: pulumi.Input<string>;
    /** Redis for the counters of a gateway's rate limits; Dify itself does not know it. */
    readonly rateLimitRedis?: PrimaryEndpoint;
    /** Model providers behind the gateway. */
    readonly models?: ModelAccess;
    /** Where to look at metrics, alerts and dashboards, from inside of the cluster. */
    readonly dashboards?: Addresses;
    readonly workloads: Workload[];
}

/** Dify with what of its data tier the platform does not bring. */
export function deployDify(config: StackConfig, platform: Platform): StackOutputs {
    const { cluster, opts, objectStore } = platform;
    const data = { ...opts, dependsOn: [...platform.ready] };
    const targets = monitoringTargets(config, {
        release: DIFY,
        url: publicOrigin({ ...config.domain, clusterIssuer: clusterIssuerOf(config, platform) }),
        workloads: platform.workloads,
    });
    const observability = createObservability(config, cluster, targets, data);

    const postgres = platform.postgres ?? inCluster(createPostgres(config, cluster, objectStore, data));
    const redis = platform.redis ?? createRedis(config, cluster, data);
    const rateLimits = createRateLimitRedis(config, cluster, data);
    const milvus = createMilvus(config, cluster, objectStore, data);
    const dumps = createLogicalBackup(config, cluster, objectStore, postgres, opts);
    const split = createReadWriteSplit(config, cluster, postgres, opts);
    const tier = { objectStore, postgres, split, redis, milvus };
    const dify = createDify(config, platform, tier);
    const canary = createCanary(config, platform, tier, dify);
    const models = createPolicies(config, platform, [dify, ...canary], rateLimits[0]?.primary);
    const metrics = createMetricSources(config, { ...platform, postgres, redis, targets }, observability);
    const parts = [postgres, ...split, redis, ...rateLimits, milvus, dify, ...canary, ...metrics];
    const workloads = [
        ...platform.workloads,
        ...(observability?.workloads ?? []),
        ...parts.flatMap((part) => part.workloads),
    ];
    createNetworkPolicies(config, {
        platform,
        workloads,
        traffic: [...parts, ...dumps].flatMap((part) => part.traffic ?? []),
        broker: redis.primary,
        rateLimits: rateLimits[0]?.primary,
    });

    return {
        url: dify.url,
        namespace: config.namespace,
        ...(postgres.app.readerHost === undefined ? {} : { postgresReaderHost: postgres.app.readerHost }),
        ...(rateLimits[0] === undefined ? {} : { rateLimitRedis: rateLimits[0].primary }),
        ...(models === undefined ? {} : { models }),
        ...(observability === undefined ? {} : { dashboards: observability.addresses }),
        workloads,
    };
}

function createPolicies(
    config: StackConfig,
    { cluster, gateway, opts, ready, ingress }: Platform,
    releases: readonly DifyApp[],
    redis: PrimaryEndpoint | undefined,
): ModelAccess | undefined {
    if (gateway === undefined) {
        return undefined;
    }
    const inspectable = releases
        .flatMap(({ inspectableIngresses }) => inspectableIngresses)
        .map((name) => `${cluster.namespace.name}/${name}`);
    const dependsOn = [...ready, ...(ingress?.installed ?? [])];
    const base = { cluster, gateway, redis, inspectable, opts: { ...opts, dependsOn } };
    createGuards(config, base);
    return createModelGateway(config, base);
}

function inCluster(component: PostgresHA): PostgresTier {
    const { app, plugins, workloads, traffic } = component;
    return { app, plugins, workloads, traffic, ready: component };
}

function createPostgres(
    config: StackConfig,
    cluster: ClusterHandle,
    objectStore: ObjectStoreEndpoint,
    opts: DataOptions,
): PostgresHA {
    const { postgres } = config;
    return new PostgresHA(
        "postgres",
        {
            cluster,
            instances: postgres.replicas,
            resources: resourcesOf(postgres),
            storage: postgres.storage,
            walStorage: postgres.walStorage,
            maxConnections: postgres.maxConnections,
            pooler: postgres.pooler.enabled ? { instances: postgres.pooler.replicas } : undefined,
            pluginDatabase: hasPlugins(config),
            backup: postgres.backup.enabled
                ? {
                      objectStore,
                      at: postgres.backup.at,
                      retentionDays: postgres.backup.retentionDays,
                  }
                : undefined,
            restore: postgres.restoreFrom,
            queries: backupQueries(config),
        },
        opts,
    );
}

/** Queries that tell an exporter how dumps went; undefined without dumps. */
export function backupQueries({ postgres }: StackConfig): { configMap: string; key: string } | undefined {
    return postgres.backup.enabled ? { configMap: metricsConfigMapName(LOGICAL_BACKUP), key: METRICS_KEY } : undefined;
}

/** Name of the component that makes the dumps; the server's exporter reads how they went. */
const LOGICAL_BACKUP = "postgres-dumps";

/** Nightly dumps: one component, or none. */
function createLogicalBackup(
    config: StackConfig,
    cluster: ClusterHandle,
    objectStore: ObjectStoreEndpoint,
    postgres: PostgresTier,
    opts: ProviderOptions,
): LogicalBackup[] {
    const { backup } = config.postgres;
    if (!backup.enabled) {
        return [];
    }
    const [hours, minutes] = backup.at.split(":").map(Number);
    const dumps = new LogicalBackup(
        LOGICAL_BACKUP,
        {
            cluster,
            databases: [postgres.app, ...(postgres.plugins === undefined ? [] : [postgres.plugins])],
            objectStore,
            bucket: objectStore.buckets.backups,
            schedule: `${minutes} ${hours} * * ${databaseDays(config)}`,
            timeZone: backup.timeZone,
            retentionDays: backup.retentionDays,
            scratchSize: backup.scratchSize,
        },
        { ...opts, dependsOn: postgres.ready },
    );
    return [dumps];
}

/** Pgpool-II in front of Dify's database: one component, or none. */
function createReadWriteSplit(
    { postgres: { readWriteSplit } }: StackConfig,
    cluster: ClusterHandle,
    postgres: PostgresTier,
    opts: ProviderOptions,
): Pgpool[] {
    return readWriteSplit === "pgpool"
        ? [new Pgpool("pgpool", { cluster, database: postgres.app }, { ...opts, dependsOn: postgres.ready })]
        : [];
}

function createRedis({ redis }: StackConfig, cluster: ClusterHandle, opts: DataOptions): RedisCluster {
    return new RedisCluster(
        "redis",
        {
            cluster,
            members: redis.replicas,
            sentinels: redis.sentinels,
            resources: resourcesOf(redis),
            storage: redis.storage,
            sharded: redis.cluster.enabled ? { shards: redis.cluster.shards } : undefined,
        },
        opts,
    );
}

/** A counter is a few bytes: this holds some million of them. */
const RATE_LIMIT_SIZE = {
    members: 3,
    sentinels: 3,
    resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { cpu: "500m", memory: "512Mi" } },
    storage: "1Gi",
};

/** Redis for the gateway: one component, or none. */
function createRateLimitRedis(
    { redis: { rateLimits } }: StackConfig,
    cluster: ClusterHandle,
    opts: DataOptions,
): RedisCluster[] {
    return rateLimits.enabled
        ? [new RedisCluster("gateway-redis", { ...RATE_LIMIT_SIZE, cluster, content: "counters" }, opts)]
        : [];
}

function createMilvus(
    { milvus }: StackConfig,
    cluster: ClusterHandle,
    objectStore: ObjectStoreEndpoint,
    opts: DataOptions,
): MilvusCluster {
    return new MilvusCluster(
        "milvus",
        {
            cluster,
            components: {
                proxy: sizeOf(milvus.proxy),
                mixCoord: sizeOf(milvus.mixCoord),
                queryNode: sizeOf(milvus.queryNode),
                dataNode: sizeOf(milvus.dataNode),
                streamingNode: sizeOf(milvus.streamingNode),
            },
            etcd: { ...sizeOf(milvus.etcd), storage: milvus.etcd.storage },
            objectStore,
        },
        opts,
    );
}

/** Name of the DifyApp. */
const DIFY = "dify";

interface DataTier {
    readonly objectStore: ObjectStoreEndpoint;
    readonly postgres: PostgresTier;
    readonly split: readonly Pgpool[];
    readonly redis: RedisTier;
    readonly milvus: MilvusCluster;
}

function createDify(config: StackConfig, platform: Platform, tier: DataTier): DifyApp {
    return new DifyApp(DIFY, difyArgs(config, platform, tier), {
        ...platform.opts,
        dependsOn: [
            ...platform.ready,
            ...(platform.ingress?.installed ?? []),
            tier.postgres.ready,
            ...tier.split,
            tier.redis,
            tier.milvus,
        ],
    });
}

/** A second release beside the first: one component, or none. Its migration comes after that of the first. */
function createCanary(config: StackConfig, platform: Platform, tier: DataTier, dify: DifyApp): DifyApp[] {
    const { canary } = config.dify;
    if (!canary.enabled) {
        return [];
    }
    const args = difyArgs(config, platform, tier);
    const sized = (size: SizedConfig) => sizeOf({ ...size, replicas: canary.replicas });
    return [
        new DifyApp(
            "dify-canary",
            {
                ...args,
                // Of a size that its part of the requests is known to fit into.
                workerPools: undefined,
                autoscaling: {},
                ingress: { ...args.ingress, tlsSecret: dify.shared.tlsSecret, clusterIssuer: undefined },
                services: {
                    ...args.services,
                    api: sized(config.dify.api),
                    worker: sized(config.dify.worker),
                    web: sized(config.dify.web),
                },
                canary: {
                    of: dify.shared,
                    traffic: trafficOf(canary),
                    images: { api: canary.apiImage, web: canary.webImage },
                    environment: canary.environment,
                },
            },
            { ...platform.opts, dependsOn: dify },
        ),
    ];
}

/** One of the two is there: the rules see to it. */
function trafficOf({ weight = 0, header }: StackConfig["dify"]["canary"]): CanaryTraffic {
    return header === undefined ? { kind: "weight", weight } : { kind: "header", ...header };
}

function difyArgs(
    config: StackConfig,
    platform: Platform,
    { objectStore, postgres, split, redis, milvus }: DataTier,
): DifyAppArgs {
    const { cluster, ingress } = platform;
    const { dify, domain } = config;
    return {
        cluster,
        version: dify.version,
        allowUntestedVersion: dify.allowUntestedVersion,
        ingress: {
            className: ingress?.className ?? foreignIngressClass(domain),
            controller: ingress?.controller,
            host: domain.host,
            tlsSecret: domain.tlsSecret,
            clusterIssuer: clusterIssuerOf(config, platform),
        },
        appDatabase: split[0]?.database ?? postgres.app,
        pluginDatabase: postgres.plugins,
        redis: redis.primary,
        streaming: streamingOf(dify, redis),
        objectStore,
        vectorStore: milvus.endpoint,
        services: {
            api: sizeOf(dify.api),
            worker: sizeOf(dify.worker),
            beat: sizeOf(dify.beat),
            web: sizeOf(dify.web),
            websocket: sizeOf(dify.websocket),
            sandbox: sizeOf(dify.sandbox),
            ssrfProxy: sizeOf(dify.ssrfProxy),
            pluginDaemon: sizeOf(dify.pluginDaemon),
        },
        api: dify.api,
        worker: dify.worker,
        workerPools: workerPoolsOf(config),
        autoscaling: autoscalingOf(config),
        pool: { size: dify.database.poolSize, overflow: dify.database.maxOverflow },
        tracing: applicationTracing(config),
        drainSeconds: dify.drainSeconds,
        offHours: offHoursOf(config),
        allowedPrivateRanges: dify.ssrfProxy.allowedPrivateRanges,
        allowedEgress: dify.egress.allow,
    };
}

function streamingOf({ collaboration, eventBus }: StackConfig["dify"], redis: RedisTier): Streaming {
    return collaboration
        ? { collaboration, eventBus: redis.primary }
        : { collaboration, eventBus: (eventBus === "cluster" ? redis.sharded : undefined) ?? redis.primary };
}

/** What one member is guaranteed, and may use at most. */
export function resourcesOf({ requests, limits }: SizedConfig) {
    return { requests, limits };
}

function sizeOf(size: SizedConfig) {
    return { replicas: size.replicas, resources: resourcesOf(size) };
}
