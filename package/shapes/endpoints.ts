import type * as pulumi from "@pulumi/pulumi";
import * as contracts from "../../contracts";

/** One key of a Kubernetes Secret in the namespace of the component. */
export interface SecretKey {
    /** `metadata.name` of the Secret. */
    readonly name: pulumi.Input<string>;
    /** Key under `data`. */
    readonly key: string;
}

/** A PostgreSQL server that accepts writes at `host`, whoever the primary is at the moment. */
export interface PostgresEndpoint {
    /** DNS name that follows the primary. */
    readonly host: pulumi.Input<string>;
    /** DNS name of the read replicas, for reporting; Dify itself has no read/write split. Default: there are none. */
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
    readonly password: SecretKey;
    /** `max_connections` of the server: connections, shared by all databases on it. */
    readonly maxConnections: number;
    /** Name of the workload that answers at `host`. */
    readonly servedBy: string;
}

/** What the clients of a Redis must be able to do. */
export const RedisKind = {
    /** One address that always reaches the current master. */
    Primary: "primary",
    /** Hash slots: clients must follow redirects, which Celery and the plugin daemon cannot. */
    Cluster: "cluster",
} as const;
export type RedisKind = (typeof RedisKind)[keyof typeof RedisKind];

/** A Redis service. */
export interface RedisEndpoint {
    /** What its clients must be able to do. */
    readonly kind: RedisKind;
    /** DNS name. */
    readonly host: pulumi.Input<string>;
    /** TCP port. */
    readonly port: number;
    /** Whether clients use TLS. */
    readonly tls: boolean;
    /** Password of the default user. */
    readonly password: SecretKey;
    /** Name of the workload that answers at `host`. */
    readonly servedBy: string;
}

/** A Milvus service. */
export interface VectorStoreEndpoint {
    /** URL of the proxy with scheme and port. */
    readonly url: pulumi.Input<string>;
    /** Database on that server. */
    readonly database: string;
    /** User that may use the database. */
    readonly user: string;
    /** Password of `user`. */
    readonly password: SecretKey;
    /** Name of the workload that answers at `url`. */
    readonly servedBy: string;
}

/** An S3-compatible object store. */
export interface ObjectStore {
    /** URL with scheme and, where it differs from the scheme's default, port. */
    readonly url: string;
    /** Region of the buckets, such as `eu-central-1`. */
    readonly region: string;
    /** `true`: buckets are addressed in the path (`https://host/bucket`), as most stores other than AWS want it. */
    readonly pathStyle: boolean;
    /** Whether it is in the cluster or at private addresses. Default: it is on the internet, and proxies lead to it. */
    readonly inside?: boolean;
    /** One bucket per purpose. */
    readonly buckets: Buckets;
    /** How the pods that use a bucket get at it. */
    readonly access: BucketAccess;
}

/** One bucket per purpose, so that access and lifecycle can differ: their names. */
export interface Buckets {
    /** Uploaded files, and the private keys of every workspace: losing it loses all model credentials. */
    readonly files: pulumi.Input<string>;
    /** Installed plugins, from which every plugin daemon reconciles. */
    readonly plugins: pulumi.Input<string>;
    /** Milvus segments, indexes and its write-ahead log. */
    readonly vectors: pulumi.Input<string>;
    /** Base backups, write-ahead log and dumps of PostgreSQL. */
    readonly backups: pulumi.Input<string>;
}

/** How pods get at the bucket of each purpose. */
export interface BucketAccess {
    /** To the bucket `files`: API, workers and the migration. */
    readonly files: CloudAccess;
    /** To the bucket `plugins`: the plugin daemon. */
    readonly plugins: CloudAccess;
    /** To the bucket `vectors`: Milvus. */
    readonly vectors: CloudAccess;
    /** To the bucket `backups`: PostgreSQL. */
    readonly backups: CloudAccess;
}

/** An access key, or else the pods' own identity. */
export interface CloudAccess {
    /**
     * Secret in the pods' namespace with an access key, under the keys `accesskey` and `secretkey`. Default: the pods have an identity of
     * their own. Excludes `annotations`.
     */
    readonly keysSecret?: pulumi.Input<string>;
    /** Annotations of service accounts by which the pods prove who they are. Default: none, as EKS Pod Identity has it. */
    readonly annotations?: Record<string, pulumi.Input<string>>;
}

export function kubernetesSecret({ name, key }: SecretKey): contracts.KubernetesSecretRef {
    return contracts.kubernetesSecret(name, key);
}

export function secretKey({ name, key }: contracts.KubernetesSecretRef): SecretKey {
    return { name, key };
}

/** An endpoint of another program, as the program's own components take it. */
export function known<Endpoint extends { readonly password: SecretKey }>(endpoint: Endpoint) {
    return { ...endpoint, password: kubernetesSecret(endpoint.password) };
}

/** An endpoint as other programs get it. */
export function shown<Endpoint extends { readonly password: contracts.KubernetesSecretRef }>(endpoint: Endpoint) {
    return { ...endpoint, password: secretKey(endpoint.password) };
}

export function objectStoreEndpoint({ access, ...store }: ObjectStore): contracts.ObjectStoreEndpoint {
    return {
        ...store,
        access: {
            files: cloudAccess(access.files),
            plugins: cloudAccess(access.plugins),
            vectors: cloudAccess(access.vectors),
            backups: cloudAccess(access.backups),
        },
    };
}

function cloudAccess({ keysSecret, annotations = {} }: CloudAccess): contracts.CloudAccess {
    return keysSecret === undefined ? { kind: "identity", annotations } : { kind: "keys", secret: keysSecret };
}
