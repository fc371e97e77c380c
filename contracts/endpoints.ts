import type * as pulumi from "@pulumi/pulumi";
import type { CloudAccess } from "./identity";
import type { KubernetesSecretRef } from "./secret";

/** A PostgreSQL server that accepts writes at `host`, whoever the primary is at the moment. */
export interface PostgresEndpoint {
    /** DNS name that follows the primary. */
    readonly host: pulumi.Input<string>;
    /** DNS name of the read replicas, for reporting; Dify itself has no read/write split. */
    readonly readerHost?: pulumi.Input<string>;
    /** TCP port. */
    readonly port: number;
    /** Database on that server. */
    readonly database: string;
    /** Role that owns the database. */
    readonly user: string;
    /** Whether the server offers TLS; clients then require it. */
    readonly tls: boolean;
    /** Password of `user`. */
    readonly password: KubernetesSecretRef;
    /** `max_connections` of the server: connections, shared by all databases on it. */
    readonly maxConnections: number;
    /** Name of the Workload that answers at `host`. */
    readonly servedBy: string;
}

interface RedisAccess {
    readonly host: pulumi.Input<string>;
    /** TCP port. */
    readonly port: number;
    readonly tls: boolean;
    /** Password of the default user. */
    readonly password: KubernetesSecretRef;
    /** Name of the Workload that answers at `host`. */
    readonly servedBy: string;
}

/** One Redis address that always reaches the current master: the only shape Celery and the plugin daemon can use. */
export interface PrimaryEndpoint extends RedisAccess {
    readonly kind: "primary";
}

/**
 * Entry point of a Redis Cluster (hash slots). Clients must follow MOVED redirects; Celery and the plugin daemon cannot
 * (`BRPOP` over keys of several slots: langgenius/dify#4472, celery/celery#9436).
 */
export interface ClusterEndpoint extends RedisAccess {
    readonly kind: "cluster";
}

/** A Redis service, tagged with what its clients must be able to do. */
export type RedisEndpoint = PrimaryEndpoint | ClusterEndpoint;

/** An S3-compatible object store. */
export interface ObjectStoreEndpoint {
    /** URL with scheme and, where it differs from the scheme's default, port. */
    readonly url: string;
    readonly region: string;
    /** `true`: buckets are addressed in the path (`https://host/bucket`), as most stores other than AWS want it. */
    readonly pathStyle: boolean;
    /** Whether it is in the cluster or at private addresses. Default: it is on the internet, and proxies lead to it. */
    readonly inside?: boolean;
    readonly buckets: ObjectStoreBuckets;
    /** How the pods that use a bucket get at it. */
    readonly access: Readonly<Record<BucketPurpose, CloudAccess>>;
}

/** One bucket per purpose, so that access and lifecycle can differ: their names. */
export interface ObjectStoreBuckets {
    /** Uploaded files, and the private keys of every workspace: losing it loses all model credentials. */
    readonly files: pulumi.Input<string>;
    /** Installed plugins, from which every plugin daemon reconciles. */
    readonly plugins: pulumi.Input<string>;
    /** Milvus segments, indexes and its write-ahead log. */
    readonly vectors: pulumi.Input<string>;
    /** Base backups, write-ahead log and dumps of PostgreSQL. */
    readonly backups: pulumi.Input<string>;
}

export type BucketPurpose = keyof ObjectStoreBuckets;

/** A Milvus service. */
export interface VectorStoreEndpoint {
    /** URL of the proxy with scheme and port. */
    readonly url: pulumi.Input<string>;
    readonly database: string;
    readonly user: string;
    /** Password of `user`. */
    readonly password: KubernetesSecretRef;
    /** Name of the Workload that answers at `url`. */
    readonly servedBy: string;
}
