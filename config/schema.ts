import { z } from "zod";
import { CPU_PATTERN } from "../contracts/quantity";
import { aws, clusterAdmins, network, nodes, publicEndpointCidrs } from "./awsSchema";
import { dr, recovery } from "./drSchema";
import { cidr, formed, text } from "./forms";
import { PROFILES } from "./profiles";

/**
 * The one definition of the stack configuration: types, validation, defaults, JSON Schema and reference page all come from it.
 * A key that a profile fills (config/profiles.ts) has no default here.
 */

/** Dify releases that the program knows how to run. */
export const DIFY_VERSIONS = ["1.16.1"] as const;

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const HOST_NAME = /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const URL_OF_HOST = /^https?:\/\/[^/\s]+$/;
/** Kubernetes would take a bare number for bytes; here `memory: 4` is refused, because nobody means four bytes. */
const BYTES_WITH_UNIT = /^\d+(\.\d+)?(Ki|Mi|Gi|Ti|k|M|G|T)$/;

const CPU_MESSAGE = "must be cores or millicores, such as 2 or 500m";
/** Also a number, because `pulumi config set --path` writes `2` as one. */
const cpu = () =>
    z
        .union([z.string().regex(CPU_PATTERN, CPU_MESSAGE), z.number().min(0.001).max(1024)], CPU_MESSAGE)
        .meta({ examples: ["500m", 2] })
        .transform(String);

const bytes = () => formed(BYTES_WITH_UNIT, "must be bytes with a unit, such as 512Mi or 4Gi", "512Mi", "4Gi");

const dnsLabel = (what: string) =>
    z.string().regex(DNS_LABEL, `must be ${what}: at most 63 lower-case letters, digits and inner dashes`);

const replicas = () => z.int().min(1).max(200);

const requests = z
    .strictObject({
        cpu: cpu().describe("Cores that the scheduler reserves for one member."),
        memory: bytes().describe("Memory that the scheduler reserves for one member."),
    })
    .describe("What one member is guaranteed.");

const limits = z
    .strictObject({
        cpu: cpu().describe("Cores at which one member is throttled."),
        memory: bytes().describe("Memory at which one member is killed."),
    })
    .describe("What one member may use at most.");

const sized = {
    replicas: replicas().describe("Number of members."),
    requests,
    limits,
};

const service = (what: string) => z.strictObject(sized).describe(what);

const volume = (what: string) => bytes().describe(`Size of the volume for ${what}. Can be grown later, never shrunk.`);

const cluster = z.strictObject({
    kind: z
        .enum(["embedded", "existing", "eks", "k3s"])
        .default("existing")
        .describe(
            "`embedded`: the simulated three-zone control plane of `npm start`; `existing`: the cluster that the kubeconfig " +
                "names; `eks`: an EKS cluster that the program makes; `k3s`: k3s on EC2 machines that it makes.",
        ),
    kubeconfig: text()
        .optional()
        .describe("Path of a kubeconfig file. Default: the ambient one (KUBECONFIG, ~/.kube/config)."),
    context: text().optional().describe("Context of the kubeconfig. Default: its current context."),
    storageClass: text()
        .optional()
        .describe(
            "StorageClass of every volume; its binding mode must be WaitForFirstConsumer. Default: the cluster's default class.",
        ),
    installOperators: z
        .boolean()
        .default(true)
        .describe(
            "Install the operators (CloudNativePG, Redis, Milvus, cert-manager, descheduler) by their charts. `false` when the " +
                "cluster has them already. Never installed on the embedded cluster.",
        ),
    prometheusOperator: z
        .boolean()
        .default(false)
        .describe("The cluster runs the Prometheus operator: register what it is to scrape (PodMonitor)."),
    nodes,
    admins: clusterAdmins,
    publicEndpointCidrs,
});

const domain = z.strictObject({
    host: formed(HOST_NAME, "must be a host name in lower case, such as dify.example.com", "dify.example.com")
        .optional()
        .describe("Public host name of Dify. Required in production."),
    ingressClass: text().default("nginx").describe("IngressClass that serves `host`."),
    hostedZoneId: formed(/^Z[A-Z0-9]+$/, "must be the id of a Route 53 hosted zone", "Z0123456789ABCDEFGHIJ")
        .optional()
        .describe(
            "Route 53 zone in which `host` is made a name of the load balancer (AWS). Default: no record is made.",
        ),
    tlsSecret: text().optional().describe("Existing TLS Secret for `host` in the namespace. Excludes `clusterIssuer`."),
    clusterIssuer: text()
        .optional()
        .describe("cert-manager ClusterIssuer that makes the certificate of `host`. Excludes `tlsSecret`."),
});

const dify = z.strictObject({
    version: z.enum(DIFY_VERSIONS).default("1.16.1").describe("Dify release."),
    collaboration: z
        .boolean()
        .default(true)
        .describe("Real-time collaboration in the workflow editor: runs the `websocket` service."),
    broker: z
        .enum(["primary", "cluster"])
        .default("primary")
        .describe("Redis that carries Celery's queues. Only `primary` works; `cluster` is refused with the reason."),
    eventBus: z
        .enum(["primary", "cluster"])
        .default("primary")
        .describe(
            "Redis that carries streamed answers from worker to API. `cluster` needs `redis.cluster.enabled: true` and " +
                "`dify.collaboration: false`.",
        ),
    drainSeconds: z
        .int()
        .min(10)
        .max(3600)
        .default(300)
        .describe("Seconds that a stopping API or worker pod may go on answering requests that it has already begun."),
    database: z
        .strictObject({
            poolSize: z
                .int()
                .min(1)
                .max(200)
                .describe("Connections that each API or worker process keeps open at most."),
            maxOverflow: z
                .int()
                .min(0)
                .max(200)
                .describe("Connections beyond `poolSize` that a process may open under load."),
        })
        .describe("SQLAlchemy connection pool of every process of the API image."),
    api: z
        .strictObject({
            ...sized,
            processes: z
                .int()
                .min(1)
                .max(16)
                .describe("gunicorn processes in one pod; each has its own connection pool."),
            connectionsPerProcess: z
                .int()
                .min(10)
                .max(10000)
                .describe(
                    "Requests, streams included, that one process serves at once. Dify's own default of 10 starves the probes.",
                ),
        })
        .describe("HTTP API."),
    worker: z
        .strictObject({
            ...sized,
            concurrency: z
                .int()
                .min(1)
                .max(200)
                .describe("Tasks that one pod runs at once: the bound on concurrent streaming workflow runs."),
        })
        .describe("Celery workers: workflow runs, indexing, mail."),
    beat: z
        .strictObject({
            ...sized,
            replicas: z.int().describe("Always 1: two schedulers would enqueue every scheduled task twice."),
        })
        .describe("Celery's scheduler."),
    web: service("Web interface."),
    websocket: service("Socket.IO server of the collaborative editor; runs with `dify.collaboration`."),
    sandbox: service("Runs the code of code nodes."),
    ssrfProxy: z
        .strictObject({
            ...sized,
            allowedPrivateRanges: z
                .array(cidr())
                .default([])
                .describe("Private address ranges that HTTP nodes and code may reach all the same."),
        })
        .describe("Squid, which HTTP nodes and code are told to go out through. Nothing enforces that yet."),
    pluginDaemon: service("Runs the plugins: model providers, tools, agent strategies."),
});

const postgres = z.strictObject({
    engine: z
        .enum(["cloudnativepg", "rds", "aurora"])
        .default("cloudnativepg")
        .describe(
            "`cloudnativepg`: in the cluster; `rds` and `aurora`: managed by AWS, with `cluster.kind: eks` or `k3s`.",
        ),
    instanceClass: formed(
        /^db\.[a-z0-9]+\.[a-z0-9]+$/,
        "must be a class such as db.r7g.large",
        "db.r7g.large",
    ).describe("Class of an RDS or Aurora instance."),
    multiAz: z
        .boolean()
        .default(true)
        .describe("A standby in another zone takes over by itself (RDS). `false` makes the loss of a zone an outage."),
    readReplicas: z
        .int()
        .min(0)
        .max(15)
        .default(1)
        .describe("Readable replicas of an RDS instance, or readers of an Aurora cluster, for reports."),
    maxStorage: bytes().describe("Size up to which the storage of an RDS instance grows by itself."),
    ...sized,
    storage: volume("the data of one instance"),
    walStorage: volume("the write-ahead log of one instance"),
    maxConnections: z.int().min(50).max(10000).describe("`max_connections` of the server, shared by both databases."),
    pooler: z
        .strictObject({
            enabled: z.boolean().default(false).describe("Put PgBouncer (session mode) between Dify and the primary."),
            replicas: replicas().default(2).describe("Number of PgBouncer pods."),
        })
        .prefault({})
        .describe("Connection pooler. Off by default: Dify keeps its own pools, so it costs a hop and gains little."),
    backup: z
        .strictObject({
            enabled: z
                .boolean()
                .default(true)
                .describe(
                    "Archive the write-ahead log, make base backups and dumps. Without it nothing can be restored.",
                ),
            at: z
                .string()
                .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 02:00")
                .default("02:00")
                .describe("Time of day of the nightly base backup (UTC) and dump (`timeZone`)."),
            window: formed(
                /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/,
                "must be two times of day, at least 30 minutes apart, such as 02:00-02:30",
                "02:00-02:30",
            )
                .default("02:00-02:30")
                .describe("Window (UTC) of the nightly snapshot of RDS or Aurora."),
            timeZone: text()
                .default("Etc/UTC")
                .describe("IANA time zone of the nightly dump and the weekly restore check."),
            scratchSize: bytes()
                .default("50Gi")
                .describe(
                    "Volume of one dump or restore check, made for it and deleted after it. A restore check unpacks both databases.",
                ),
            retentionDays: z
                .int()
                .min(1)
                .max(365)
                .default(7)
                .describe("Every moment of so many days back can be restored; dumps are kept as long."),
        })
        .prefault({})
        .describe("Backups in `storage.buckets.backups`."),
    readWriteSplit: z
        .enum(["none", "pgpool"])
        .default("none")
        .describe(
            "`pgpool` sends reads of sessions that have not written yet to a standby. Off by default: Dify's sessions write sooner or " +
                "later and then stay on the primary, and a session whose primary goes dark hangs.",
        ),
    restoreFrom: z
        .strictObject({
            as: dnsLabel("a server name").describe(
                "Name of the restored server. The first one goes on beside it, unused, until it is removed by hand.",
            ),
            time: z.iso
                .datetime({ offset: true, error: "must be a moment such as 2026-11-23T01:59:00Z" })
                .optional()
                .describe("Moment to restore to. Default: the newest state there is."),
            backup: text().optional().describe("Base backup to restore, by its id. Excludes `time`."),
        })
        .optional()
        .describe("Run on a server restored from the archive of the first one."),
});

const redis = z.strictObject({
    engine: z
        .enum(["operator", "elasticache"])
        .default("operator")
        .describe(
            "`operator`: in the cluster; `elasticache`: Valkey managed by AWS, with `cluster.kind: eks` or `k3s`.",
        ),
    nodeType: formed(
        /^cache\.[a-z0-9]+\.[a-z0-9]+$/,
        "must be a node type such as cache.r7g.large",
        "cache.r7g.large",
    ).describe("Type of an ElastiCache node."),
    snapshotDays: z.int().min(1).max(35).default(7).describe("Days that ElastiCache's nightly snapshots are kept."),
    ...sized,
    sentinels: z.int().min(1).max(9).default(3).describe("Sentinels that elect a new master; odd, at least 3."),
    storage: volume("the append-only file of one member"),
    cluster: z
        .strictObject({
            enabled: z
                .boolean()
                .default(false)
                .describe("Run a Redis Cluster (hash slots) beside the primary/replica group."),
            shards: z.int().min(3).max(30).default(3).describe("Primaries; each has one replica in another zone."),
        })
        .prefault({})
        .describe("Redis Cluster for clients that can use one (`dify.eventBus: cluster`). Celery cannot."),
    rateLimits: z
        .strictObject({
            enabled: z
                .boolean()
                .default(false)
                .describe(
                    "Run it: three small members behind an address of their own, which the stack exports as `rateLimitRedis`.",
                ),
        })
        .prefault({})
        .describe(
            "Redis of its own for the counters of a gateway's rate limits, so that a flood of requests fills no queue of Dify.",
        ),
});

/** How much Milvus is to hold. */
export const loadSchema = z.strictObject({
    vectors: z.int().min(1).max(1e10).describe("Vectors in all collections together."),
    dimensions: z.int().min(1).max(32768).describe("Dimensions of a vector: the embedding model decides."),
    collections: z.int().min(1).max(1e6).describe("Collections: one for each knowledge base."),
});

const milvus = z.strictObject({
    proxy: service("Entry point of clients."),
    mixCoord: service("Coordinator: one active, the others stand by."),
    queryNode: service("Holds loaded segments and searches them."),
    dataNode: service("Compacts segments and builds indexes."),
    streamingNode: service("Takes writes into the Woodpecker log and searches what is not yet in segments."),
    load: loadSchema.describe(
        "What is to be held in memory. Decides the memory of the query nodes, unless that is set.",
    ),
    etcd: z
        .strictObject({ ...sized, storage: volume("one etcd member") })
        .describe("Metadata; needs a majority of its members."),
});

const bucket = (what: string, fallback: string) =>
    dnsLabel("a bucket name").default(fallback).describe(`Bucket for ${what}. Must exist.`);

const storage = z.strictObject({
    kind: z
        .enum(["existing", "s3"])
        .default("existing")
        .describe("`existing`: a store that is there, with its buckets; `s3`: buckets that the program makes, on AWS."),
    endpoint: formed(
        URL_OF_HOST,
        "must be http://host[:port] or https://host[:port], without a path",
        "https://s3.eu-central-1.amazonaws.com",
    )
        .optional()
        .describe("URL of the S3-compatible object store. Required with `kind: existing`."),
    region: text().default("us-east-1").describe("Region name that requests are signed with."),
    pathStyle: z
        .boolean()
        .default(true)
        .describe("Address buckets as https://host/bucket. `false` for stores that want https://bucket.host."),
    buckets: z
        .strictObject({
            files: bucket("uploaded files and the private keys of workspaces", "dify-files"),
            plugins: bucket("installed plugins", "dify-plugins"),
            vectors: bucket("Milvus", "dify-vectors"),
            backups: bucket("base backups, write-ahead log and dumps of PostgreSQL", "dify-backups"),
        })
        .prefault({})
        .describe("One bucket per purpose."),
    credentialsSecret: text()
        .optional()
        .describe(
            "Existing Secret in the namespace with the keys `accesskey` and `secretkey`. Excludes `accessKeyId` and `secretAccessKey`; one of the two ways is needed.",
        ),
    accessKeyId: text()
        .optional()
        .describe("Access key. Needs `secretAccessKey`; set both with `pulumi config set --secret --path`."),
    secretAccessKey: text().optional().describe("Secret key of `accessKeyId`."),
    oldVersionDays: z
        .int()
        .min(1)
        .max(3650)
        .default(30)
        .describe("Days that overwritten and deleted objects can be brought back (`kind: s3`)."),
    lockBackupsDays: z
        .int()
        .min(1)
        .max(365)
        .optional()
        .describe(
            "Days that nobody without a special permission can delete a backup (S3 Object Lock, governance mode; `kind: s3`). Cannot be " +
                "added to existing buckets. Default: no lock.",
        ),
});

const secrets = z.strictObject({
    store: z
        .enum(["kubernetes", "secretsManager"])
        .default("kubernetes")
        .describe(
            "Where generated secrets are kept: in Kubernetes alone, or in AWS Secrets Manager, from which the External Secrets Operator " +
                "brings them into the cluster.",
        ),
});

/** Stack configuration under the namespace `dify-ha:`. */
export const configSchema = z.strictObject({
    profile: z
        .enum(PROFILES)
        .default("small")
        .describe("Sizing profile: the defaults of every size below. Single values can be overridden."),
    environment: z
        .enum(["development", "staging", "production"])
        .default("production")
        .describe("How strict the checks are: `production` refuses what a lost zone would turn into an outage."),
    namespace: dnsLabel("a namespace name")
        .default("dify")
        .describe("Kubernetes namespace of everything but the operators."),
    zones: z
        .array(text())
        .default(["zone-a", "zone-b", "zone-c"])
        .describe(
            "Values of the node label `topology.kubernetes.io/zone` to spread over: 3 in production, 2 elsewhere.",
        ),
    allowSingleZone: z
        .boolean()
        .default(false)
        .describe("Accept a single zone (development and staging only): its loss is then an outage."),
    cluster: cluster.describe("Kubernetes cluster to deploy to."),
    domain: domain.prefault({}).describe("Public address."),
    dify: dify.describe("Dify's services."),
    postgres: postgres.describe("PostgreSQL 15 by CloudNativePG; databases `dify` and `dify_plugin`."),
    redis: redis.describe("Redis 7: a primary with replicas, failed over by Sentinel."),
    milvus: milvus.describe("Milvus in cluster mode with the Woodpecker log."),
    storage: storage.prefault({}).describe("S3-compatible object store for files, plugins and vectors."),
    secrets: secrets.prefault({}).describe("Generated secrets."),
    aws: aws.prefault({}).describe("AWS account and region."),
    network: network.prefault({}).describe("VPC of an AWS stack."),
    dr: dr.prefault({}).describe("Copies in a second region (AWS)."),
    recovery,
});

/** The validated stack configuration, all defaults filled in. */
export type StackConfig = z.output<typeof configSchema>;

/** Size of one service. */
export interface SizedConfig {
    replicas: number;
    requests: { cpu: string; memory: string };
    limits: { cpu: string; memory: string };
}

/** Config paths whose values are secret and never shown. */
export const SECRET_PATHS: readonly string[] = ["storage.accessKeyId", "storage.secretAccessKey"];
