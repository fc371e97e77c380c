import { ElastiCacheRedis, type ShardedArgs } from "../components/elasticache/elastiCacheRedis";
import { PodIdentities } from "../components/identity/podIdentities";
import { accountName, bootstrapGrant } from "../components/rds/bootstrap";
import { RdsDatabases } from "../components/rds/rdsDatabases";
import { RdsServer, type RdsServerArgs } from "../components/rds/rdsServer";
import type { BucketSet } from "../components/s3/replicaBuckets";
import type { StackConfig } from "../config";
import { parseBytes, type ClusterHandle } from "../contracts";
import type { AwsOptions, Base, BothOptions } from "./awsBase";
import { bucketGrants, cloudWatchGrant, textMessageGrants } from "./awsGrants";
import { hasServer, originOf } from "./awsRecovery";
import { hasPlugins } from "./dify";
import type { PostgresTier, RedisTier } from "./deployDify";
import { isWatched } from "./observability";

/** The data tier of an AWS stack, as far as AWS runs it, and who may use what. */

const GIBI = 1024 ** 3;

/** A quantity such as `200Gi` in whole GiB, which is what RDS counts in. */
function gibibytes(quantity: string): number {
    return Math.ceil(parseBytes(quantity) / GIBI);
}

/** The server that AWS runs; undefined with one in the cluster, or with one that is yet to be restored. */
export function createServer({ config, names, network, cluster, key }: Base, opts: AwsOptions): RdsServer | undefined {
    const { postgres, dr } = config;
    const engines = {
        cloudnativepg: undefined,
        rds: {
            kind: "rds",
            storageGiB: gibibytes(postgres.storage),
            maxStorageGiB: gibibytes(postgres.maxStorage),
        },
        aurora: { kind: "aurora" },
    } as const;
    const engine = engines[postgres.engine];
    return engine === undefined || !hasServer(config)
        ? undefined
        : new RdsServer(
              "postgres",
              {
                  network,
                  clients: [cluster.nodeSecurityGroupId],
                  engine,
                  identifierPrefix: names.prefix,
                  instanceClass: postgres.instanceClass,
                  multiAz: postgres.multiAz,
                  readReplicas: postgres.readReplicas,
                  maxConnections: postgres.maxConnections,
                  kmsKeyArn: key,
                  backup: {
                      window: postgres.backup.window,
                      retentionDays: postgres.backup.retentionDays,
                      crossRegion: dr.region === undefined ? undefined : { region: dr.region },
                  },
                  from: originOf(config),
                  restore: restoreOf(config),
              },
              opts,
          );
}

/** What AWS is to restore. It takes moments in UTC only. */
function restoreOf({ postgres: { restoreFrom } }: StackConfig): RdsServerArgs["restore"] {
    if (restoreFrom === undefined) {
        return undefined;
    }
    const { as, time, backup } = restoreFrom;
    return { as, time: time === undefined ? undefined : inUtc(time), snapshot: backup };
}

function inUtc(time: string): string {
    return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

/** Name of the databases on a managed server, and of what belongs to them. */
const DATABASES = "postgres";

export function createIdentities(
    { config, cluster, key }: Base,
    handle: ClusterHandle,
    storage: BucketSet,
    server: RdsServer | undefined,
    opts: BothOptions,
): PodIdentities {
    const { namespace, postgres } = config;
    const restored = postgres.restoreFrom === undefined ? [] : [postgres.restoreFrom.as];
    // A server that AWS runs writes its backups itself.
    const servers = server === undefined ? [DATABASES, ...restored] : [];
    return new PodIdentities(
        "workloads",
        {
            identity: cluster.identity,
            grants: [
                ...bucketGrants(namespace, storage.bucketArns, storage.kmsKeyArn, {
                    servers,
                    collaboration: config.dify.collaboration,
                    canary: config.dify.canary.enabled,
                    workerPools: config.dify.workerPools.enabled,
                }),
                ...(server === undefined
                    ? []
                    : [bootstrapGrant(DATABASES, namespace, server.server.masterSecretArn, key)]),
                ...(isWatched(config) ? [cloudWatchGrant(namespace)] : []),
                ...textMessageGrants(topicsOf(config.observability.alerts)),
            ],
            namespaces: { [namespace]: handle.namespace.created },
        },
        opts,
    );
}

function topicsOf({ critical, warning }: StackConfig["observability"]["alerts"]): string[] {
    return [...critical, ...warning].flatMap((receiver) => (receiver.kind === "sns" ? [receiver.topicArn] : []));
}

export function createDatabases(
    { server, workloads }: RdsServer,
    config: StackConfig,
    cluster: ClusterHandle,
    { access, ready }: PodIdentities,
    opts: BothOptions,
): PostgresTier {
    const grant = access[accountName(DATABASES)];
    if (grant === undefined) {
        throw new RangeError("nobody may read the master user's secret");
    }
    const databases = new RdsDatabases(
        DATABASES,
        { cluster, server, access: grant, pluginDatabase: hasPlugins(config) },
        { ...opts, dependsOn: [...ready] },
    );
    const { app, plugins, monitor, traffic } = databases;
    return { app, plugins, monitor, workloads, traffic, ready: databases };
}

function shardsOf({ enabled, shards, durability }: StackConfig["redis"]["cluster"]): ShardedArgs | undefined {
    return enabled ? { shards, durability: durability === "none" ? undefined : durability } : undefined;
}

/** Redis that AWS runs; undefined with one in the cluster. */
export function createRedis(
    { config: { redis }, names, network, cluster, key }: Base,
    handle: ClusterHandle,
    opts: BothOptions,
): RedisTier | undefined {
    return redis.engine === "operator"
        ? undefined
        : new ElastiCacheRedis(
              "redis",
              {
                  cluster: handle,
                  network,
                  clients: [cluster.nodeSecurityGroupId],
                  identifierPrefix: names.prefix,
                  nodeType: redis.nodeType,
                  members: redis.replicas,
                  sharded: shardsOf(redis.cluster),
                  snapshotRetentionDays: redis.snapshotDays,
                  kmsKeyArn: key,
              },
              opts,
          );
}
