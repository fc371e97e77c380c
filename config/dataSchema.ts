import { z } from "zod";
import { addressRange, dnsLabel, formed, text } from "./forms";
import { bytes, replicas, service, sized, volume } from "./sizes";

/** The part of the stack configuration about the data tier. */

const URL_OF_HOST = /^https?:\/\/[^/\s]+$/;

export const postgres = z.strictObject({
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
                "Name of the restored server. The first one goes on beside it, unused.",
            ),
            time: z.iso
                .datetime({ offset: true, error: "must be a moment such as 2026-11-23T01:59:00Z" })
                .optional()
                .describe("Moment to restore to. Default: the newest state there is."),
            backup: text()
                .optional()
                .describe("Base backup to restore, by its id; with RDS and Aurora a snapshot. Excludes `time`."),
        })
        .optional()
        .describe("Run on a server restored from the backups of the first one."),
});

export const redis = z.strictObject({
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
            durability: z
                .enum(["none", "async", "sync"])
                .default("none")
                .describe(
                    "ElastiCache's transaction log in several zones, which survives the loss of every node: written within 10 s " +
                        "(`async`) or before a write is acknowledged, milliseconds each (`sync`). Without it a failover can lose the last writes.",
                ),
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

export const milvus = z.strictObject({
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

export const storage = z.strictObject({
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
    addresses: z
        .array(addressRange())
        .default([])
        .describe(
            "Address ranges of the store, where they are private (on AWS: of an interface endpoint): pods reach it there and nowhere else. " +
                "Default: it is on the internet, or in the cluster (`endpoint` ends in `.svc` or `.svc.cluster.local`).",
        ),
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

export const secrets = z.strictObject({
    store: z
        .enum(["kubernetes", "secretsManager"])
        .default("kubernetes")
        .describe(
            "Where generated secrets are kept: in Kubernetes alone, or in AWS Secrets Manager, from which the External Secrets Operator " +
                "brings them into the cluster.",
        ),
});
