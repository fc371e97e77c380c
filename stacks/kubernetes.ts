import * as pulumi from "@pulumi/pulumi";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Provider } from "@pulumi/kubernetes/provider";
import { LogicalBackup } from "../components/backup/logicalBackup";
import { METRICS_KEY, metricsConfigMapName } from "../components/backup/metrics";
import { DifyApp } from "../components/dify/difyApp";
import type { Streaming } from "../components/dify/env";
import { MilvusCluster } from "../components/milvus/milvusCluster";
import { Operators } from "../components/operators/operators";
import { Pgpool } from "../components/pgpool/pgpool";
import { PostgresHA } from "../components/postgres/postgresHa";
import { RedisCluster } from "../components/redis/redisCluster";
import { ObjectStorage } from "../components/storage/objectStorage";
import type { SizedConfig, StackConfig } from "../config";
import type { ClusterHandle, PrimaryEndpoint, Workload } from "../contracts";

/** What a stack exports. */
export interface StackOutputs {
    /** Public address of Dify. */
    readonly url: string;
    readonly namespace: string;
    /** PostgreSQL read replicas, for reporting; Dify itself does not read from them. */
    readonly postgresReaderHost: pulumi.Input<string> | undefined;
    /** Redis for the counters of a gateway's rate limits; Dify itself does not know it. */
    readonly rateLimitRedis?: PrimaryEndpoint;
    readonly workloads: Workload[];
}

/** Dify with its whole data tier on one Kubernetes cluster: an existing one, or the embedded control plane. */
export function kubernetesStack(config: StackConfig): StackOutputs {
    const provider = createProvider(config);
    const opts = { provider };
    const cluster = createNamespace(config, opts);
    const operators = cluster.simulated || !config.cluster.installOperators ? [] : createOperators(opts);
    const data = { ...opts, dependsOn: operators };

    const storage = createObjectStorage(config, cluster, opts);
    const postgres = createPostgres(config, cluster, storage, data);
    const redis = createRedis(config, cluster, data);
    const rateLimits = createRateLimitRedis(config, cluster, data);
    const milvus = createMilvus(config, cluster, storage, data);
    createLogicalBackup(config, cluster, storage, postgres, opts);
    const split = createReadWriteSplit(config, cluster, postgres, opts);
    const dify = createDify(config, cluster, { storage, postgres, split, redis, milvus }, opts);

    return {
        url: dify.url,
        namespace: config.namespace,
        postgresReaderHost: postgres.app.readerHost,
        ...(rateLimits[0] === undefined ? {} : { rateLimitRedis: rateLimits[0].primary }),
        workloads: [postgres, ...split, redis, ...rateLimits, milvus, dify].flatMap(({ workloads }) => workloads),
    };
}

type ProviderOptions = { readonly provider: Provider };

type DataOptions = ProviderOptions & { readonly dependsOn: pulumi.Resource[] };

function createProvider({ cluster }: StackConfig): Provider {
    return new Provider(`cluster-${cluster.kind}`, {
        kubeconfig: cluster.kubeconfig,
        context: cluster.context,
        // Renewed credentials in a kubeconfig must not look like another cluster, whose objects would all be replaced.
        clusterIdentifier: `dify-ha-${pulumi.getStack()}`,
        enableServerSideApply: true,
        // Changed settings roll the pods through their checksum annotation; no need to replace the ConfigMap under them.
        enableConfigMapMutable: true,
        enableSecretMutable: true,
    });
}

function createNamespace(config: StackConfig, opts: ProviderOptions): ClusterHandle {
    const simulated = config.cluster.kind === "embedded";
    const namespace = new Namespace(
        config.namespace,
        { metadata: { name: config.namespace } },
        { ...opts, protect: !simulated },
    );
    return {
        namespace: { name: config.namespace, created: namespace.metadata.name },
        zones: config.zones.map((name) => ({ name })),
        storageClass: config.cluster.storageClass,
        simulated,
    };
}

function createOperators(opts: ProviderOptions): pulumi.Resource[] {
    return [...new Operators("operators", {}, opts).releases];
}

function createObjectStorage({ storage }: StackConfig, cluster: ClusterHandle, opts: ProviderOptions): ObjectStorage {
    const { credentialsSecret, accessKeyId = "", secretAccessKey = "" } = storage;
    return new ObjectStorage(
        "storage",
        {
            cluster,
            url: storage.endpoint,
            region: storage.region,
            pathStyle: storage.pathStyle,
            buckets: storage.buckets,
            credentials:
                credentialsSecret === undefined
                    ? { accessKeyId: pulumi.secret(accessKeyId), secretAccessKey: pulumi.secret(secretAccessKey) }
                    : { existingSecret: credentialsSecret },
        },
        opts,
    );
}

function createPostgres(
    config: StackConfig,
    cluster: ClusterHandle,
    storage: ObjectStorage,
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
            backup: postgres.backup.enabled
                ? {
                      objectStore: storage.endpoint,
                      at: postgres.backup.at,
                      retentionDays: postgres.backup.retentionDays,
                  }
                : undefined,
            restore: postgres.restoreFrom,
            queries: postgres.backup.enabled
                ? { configMap: metricsConfigMapName(LOGICAL_BACKUP), key: METRICS_KEY }
                : undefined,
            podMonitor: config.cluster.prometheusOperator,
        },
        opts,
    );
}

/** Name of the component that makes the dumps; the server's exporter reads how they went. */
const LOGICAL_BACKUP = "postgres-dumps";

function createLogicalBackup(
    { postgres: { backup } }: StackConfig,
    cluster: ClusterHandle,
    storage: ObjectStorage,
    postgres: PostgresHA,
    opts: ProviderOptions,
): void {
    if (!backup.enabled) {
        return;
    }
    const [hours, minutes] = backup.at.split(":").map(Number);
    new LogicalBackup(
        LOGICAL_BACKUP,
        {
            cluster,
            databases: [postgres.app, postgres.plugins],
            objectStore: storage.endpoint,
            bucket: storage.endpoint.buckets.backups,
            schedule: `${minutes} ${hours} * * *`,
            timeZone: backup.timeZone,
            retentionDays: backup.retentionDays,
            scratchSize: backup.scratchSize,
        },
        { ...opts, dependsOn: postgres },
    );
}

/** Pgpool-II in front of Dify's database: one component, or none. */
function createReadWriteSplit(
    { postgres: { readWriteSplit } }: StackConfig,
    cluster: ClusterHandle,
    postgres: PostgresHA,
    opts: ProviderOptions,
): Pgpool[] {
    return readWriteSplit === "pgpool"
        ? [new Pgpool("pgpool", { cluster, database: postgres.app }, { ...opts, dependsOn: postgres })]
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
    storage: ObjectStorage,
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
            objectStore: storage.endpoint,
        },
        opts,
    );
}

interface DataTier {
    readonly storage: ObjectStorage;
    readonly postgres: PostgresHA;
    readonly split: readonly Pgpool[];
    readonly redis: RedisCluster;
    readonly milvus: MilvusCluster;
}

function createDify(
    { dify, domain }: StackConfig,
    cluster: ClusterHandle,
    { storage, postgres, split, redis, milvus }: DataTier,
    opts: ProviderOptions,
): DifyApp {
    return new DifyApp(
        "dify",
        {
            cluster,
            version: dify.version,
            ingress: {
                className: domain.ingressClass,
                host: domain.host,
                tlsSecret: domain.tlsSecret,
                clusterIssuer: domain.clusterIssuer,
            },
            appDatabase: split[0]?.database ?? postgres.app,
            pluginDatabase: postgres.plugins,
            redis: redis.primary,
            streaming: streamingOf(dify, redis),
            objectStore: storage.endpoint,
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
            pool: { size: dify.database.poolSize, overflow: dify.database.maxOverflow },
            drainSeconds: dify.drainSeconds,
            allowedPrivateRanges: dify.ssrfProxy.allowedPrivateRanges,
        },
        { ...opts, dependsOn: [postgres, ...split, redis, milvus] },
    );
}

function streamingOf({ collaboration, eventBus }: StackConfig["dify"], redis: RedisCluster): Streaming {
    return collaboration
        ? { collaboration, eventBus: redis.primary }
        : { collaboration, eventBus: (eventBus === "cluster" ? redis.sharded : undefined) ?? redis.primary };
}

function resourcesOf({ requests, limits }: SizedConfig) {
    return { requests, limits };
}

function sizeOf(size: SizedConfig) {
    return { replicas: size.replicas, resources: resourcesOf(size) };
}
