import { ofType, type GraphResource, type ResourceGraph } from "../graph";
import { bucketFindings } from "./aws/buckets";
import { encryptionFindings } from "./aws/encryption";
import { backupFindings, LEAST_DAYS, protectionFindings } from "./aws/protection";
import { podOwners, podServices, variablesOf, type PodOwner } from "./pods";
import { finding, type Finding, type Invariant } from "./types";

/** Rules about data: that it is kept, can be brought back, is encrypted, and that Redis does with it what Dify needs. */

const CNPG = "kubernetes:postgresql.cnpg.io/v1";
const REDIS = "kubernetes:redis.redis.opstreelabs.in/v1beta2";

interface PostgresCluster {
    readonly metadata: { readonly name: string };
    readonly spec: {
        readonly plugins?: readonly {
            readonly isWALArchiver?: boolean;
            readonly parameters?: { readonly barmanObjectName?: string };
        }[];
    };
}

/** Days that a retention policy such as `7d` or `2w` means. */
function daysOf(policy: string | undefined): number {
    const [, count = "0", unit = "d"] = /^(\d+)([dwm])$/.exec(policy ?? "") ?? [];
    return Number(count) * ({ d: 1, w: 7, m: 30 }[unit] ?? 0);
}

function clusterWithoutBackups(graph: ResourceGraph, resource: GraphResource): Finding[] {
    const { metadata, spec } = resource.inputs as unknown as PostgresCluster;
    const archive = spec.plugins?.find(({ isWALArchiver }) => isWALArchiver)?.parameters?.barmanObjectName;
    if (archive === undefined) {
        return [finding(resource, "archives no write-ahead log")];
    }
    const isScheduled = ofType(graph, `${CNPG}:ScheduledBackup`).some(
        ({ inputs }) => (inputs["spec"] as { cluster: { name: string } }).cluster.name === metadata.name,
    );
    const store = ofType(graph, "kubernetes:barmancloud.cnpg.io/v1:ObjectStore").find(
        ({ inputs }) => (inputs["metadata"] as { name: string }).name === archive,
    );
    const policy = (store?.inputs["spec"] as { retentionPolicy?: string } | undefined)?.retentionPolicy;
    return [
        ...(isScheduled ? [] : [finding(resource, "has no ScheduledBackup")]),
        ...(daysOf(policy) >= LEAST_DAYS
            ? []
            : [finding(store ?? resource, `keeps backups for less than ${LEAST_DAYS} days`, policy)]),
    ];
}

function withoutBackups(graph: ResourceGraph): Finding[] {
    return [
        ...backupFindings(graph),
        ...ofType(graph, `${CNPG}:Cluster`).flatMap((resource) => clusterWithoutBackups(graph, resource)),
    ];
}

/** What keeps PostgreSQL's data. */
const SERVERS = [`${CNPG}:Cluster`, "aws:rds/instance:Instance", "aws:rds/cluster:Cluster"];

function withoutProof(graph: ResourceGraph): Finding[] {
    const [server] = graph.resources.filter(({ type }) => SERVERS.includes(type));
    const isProven = ofType(graph, "kubernetes:batch/v1:CronJob").some(({ inputs }) =>
        JSON.stringify(inputs).includes('"restore-check"'),
    );
    // Without anything of Dify there is nobody to look at a database.
    return server === undefined || isProven || podServices(graph).length === 0
        ? []
        : [finding(server, "nobody ever restores its backups")];
}

/** Custom resources whose deletion deletes the data with them. */
const KEEPERS = [
    `${CNPG}:Cluster`,
    "kubernetes:milvus.io/v1beta1:Milvus",
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
];

/** The provider of the simulated cluster, in which nothing outlives a rehearsal. */
function isSimulated({ type, name }: GraphResource): boolean {
    return type === "pulumi:providers:kubernetes" && name === "cluster-embedded";
}

function unprotected(graph: ResourceGraph): Finding[] {
    if (graph.resources.some(isSimulated)) {
        return [];
    }
    return [
        ...protectionFindings(graph),
        ...graph.resources
            .filter(
                (resource) =>
                    KEEPERS.includes(resource.type) ||
                    (resource.type === `${REDIS}:RedisReplication` && keepsQueues(graph, resource)),
            )
            .filter(({ protect }) => !protect)
            .map((resource) => finding(resource, "Pulumi may delete it")),
    ];
}

/** Modes of libpq that take a connection without TLS. */
const WITHOUT_TLS = ["disable", "allow", "prefer"];

const SSL_MODE = /^(?:DATABASE_\d+_SSLMODE|(?:DB|PG)_?SSL_?MODE)$/;

function withoutTls(graph: ResourceGraph): Finding[] {
    return podOwners(graph).flatMap((owner) =>
        [...variablesOf(graph, owner)].flatMap(([name, value]) => {
            const mode = SSL_MODE.test(name) ? value : /\bsslmode=([a-z-]+)/.exec(value)?.[1];
            return mode !== undefined && WITHOUT_TLS.includes(mode)
                ? [finding(owner.resource, `${name} takes a connection without TLS`, mode)]
                : [];
        }),
    );
}

/** Variables that name a Redis which Celery or the plugin daemon use: neither follows redirects. */
const PRIMARY_ONLY = ["CELERY_BROKER_URL", "REDIS_HOST"];

/** Name of the host in a URL, or the text itself. */
function hostOf(value: string): string {
    return /@([^:/]+)/.exec(value)?.[1] ?? value;
}

function shardedHosts(graph: ResourceGraph): string[] {
    return ofType(graph, `${REDIS}:RedisCluster`).map(({ inputs }) => (inputs["metadata"] as { name: string }).name);
}

function shardedBrokers(graph: ResourceGraph): Finding[] {
    const sharded = shardedHosts(graph);
    const isSharded = (value: string) =>
        sharded.some((name) => hostOf(value).startsWith(name)) || hostOf(value).startsWith("clustercfg.");
    const problems = (owner: PodOwner) => {
        const variables = variablesOf(graph, owner);
        return [
            ...PRIMARY_ONLY.filter((name) => isSharded(variables.get(name) ?? "")),
            ...(variables.get("REDIS_USE_CLUSTERS") === "true" ? ["REDIS_USE_CLUSTERS"] : []),
        ];
    };
    return podOwners(graph).flatMap((owner) =>
        problems(owner).map((name) => finding(owner.resource, `${name} leads to a Redis Cluster`)),
    );
}

interface Parameters {
    readonly parameters?: readonly { readonly name: string; readonly value: string }[];
}

interface RedisReplication {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly redisConfig?: { readonly additionalRedisConfig?: string } };
}

/** First labels of the hosts that carry Celery's queues, such as `redis-primary`. */
function brokerHosts(graph: ResourceGraph): string[] {
    const urls = podServices(graph).map((owner) => variablesOf(graph, owner).get("CELERY_BROKER_URL") ?? "");
    return [...new Set(urls.map((url) => hostOf(url).split(".")[0] ?? ""))];
}

/** Whether Dify keeps data in a replication; the counters of a gateway are none. */
function keepsQueues(graph: ResourceGraph, resource: GraphResource): boolean {
    const { name } = (resource.inputs as unknown as RedisReplication).metadata;
    return brokerHosts(graph).some((host) => host === name || host === `${name}-primary`);
}

/** Where the settings of a Redis that holds queues stand. */
function evictionPolicies(graph: ResourceGraph): { resource: GraphResource; policy: string | undefined }[] {
    const groups = ofType(graph, "aws:elasticache/parameterGroup:ParameterGroup").map((resource) => ({
        resource,
        policy: (resource.inputs as Parameters).parameters?.find(({ name }) => name === "maxmemory-policy")?.value,
    }));
    const replications = ofType(graph, `${REDIS}:RedisReplication`)
        .filter((resource) => keepsQueues(graph, resource))
        .map((resource) => {
            const file = (resource.inputs as unknown as RedisReplication).spec.redisConfig?.additionalRedisConfig;
            const map = ofType(graph, "kubernetes:core/v1:ConfigMap").find(
                ({ inputs }) => (inputs["metadata"] as { name: string }).name === file,
            );
            const text = ((map?.inputs["data"] ?? {}) as Record<string, string>)["redis-additional.conf"] ?? "";
            return { resource: map ?? resource, policy: /^maxmemory-policy (\S+)$/m.exec(text)?.[1] };
        });
    return [...groups, ...replications];
}

function evicting(graph: ResourceGraph): Finding[] {
    return evictionPolicies(graph)
        .filter(({ policy }) => policy !== "noeviction")
        .map(({ resource, policy }) => finding(resource, "maxmemory-policy must be noeviction", policy));
}

export const DATA: readonly Invariant[] = [
    {
        id: "backups-kept",
        severity: "mandatory",
        title: `What keeps data is backed up, for ${LEAST_DAYS} days at least`,
        reason: "Replicas repeat a mistake at once; only a backup from before it brings the data back.",
        remedy: "Set postgres.backup.enabled, postgres.backup.retentionDays and redis.snapshotDays.",
        check: withoutBackups,
    },
    {
        id: "backups-proven",
        severity: "advisory",
        title: "Backups of PostgreSQL are restored for proof",
        reason: "A backup that was never restored is a hope.",
        remedy: "Set postgres.backup.enabled: it brings a restore check.",
        check: withoutProof,
    },
    {
        id: "data-protected",
        severity: "mandatory",
        title: "What keeps data cannot be deleted by mistake, and leaves a snapshot",
        reason: "A renamed resource is a deleted one: a slip in the program must not take the data along.",
        remedy: "Register it with protect, with the provider's own deletion protection and a final snapshot.",
        check: unprotected,
    },
    {
        id: "data-encrypted",
        severity: "mandatory",
        title: "What AWS keeps for the stack is encrypted, with a key of the stack where one can be given",
        reason: "Who gets at a volume, snapshot or copy can read it.",
        remedy: "Give the resource the stack's KMS key; caches also TLS and a password.",
        check: encryptionFindings,
    },
    {
        id: "buckets-guarded",
        severity: "mandatory",
        title: "Every bucket is encrypted, private, versioned and refuses plain HTTP",
        reason: "One public or unversioned bucket gives away, or loses, the files and keys of every workspace.",
        remedy: "Put encryption, public access block, versioning, ownership controls and a policy beside the bucket.",
        check: bucketFindings,
    },
    {
        id: "database-tls",
        severity: "mandatory",
        title: "No client of PostgreSQL takes a connection without TLS",
        reason: "Passwords and content cross zones in the clear.",
        remedy: "sslmode require or stricter.",
        check: withoutTls,
    },
    {
        id: "redis-broker-mode",
        severity: "mandatory",
        title: "Celery and the plugin daemon have a Redis that is no Redis Cluster",
        reason: "Neither follows redirects: with keys of several slots every task fails (langgenius/dify#4472).",
        remedy: "dify.broker: primary. A Redis Cluster can carry streamed answers (dify.eventBus).",
        check: shardedBrokers,
    },
    {
        id: "redis-keeps-queues",
        severity: "mandatory",
        title: "Redis evicts nothing",
        reason: "Queued tasks are keys like others: an eviction loses work without a trace.",
        remedy: "maxmemory-policy noeviction.",
        check: evicting,
    },
];
