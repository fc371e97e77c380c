import type * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle, NetworkHandle } from "../../contracts";

export interface ElastiCacheRedisArgs {
    /** Where the Secret with the password goes. */
    readonly cluster: ClusterHandle;
    readonly network: NetworkHandle;
    /** Security groups whose members may connect. */
    readonly clients: readonly pulumi.Input<string>[];
    /** What the names of the last snapshots begin with: unique in the account, such as `dify-ha-prod`. */
    readonly identifierPrefix: string;
    /** Type of every node, such as `cache.r7g.large`. */
    readonly nodeType: string;
    /** Members of the primary/replica group, 2 to 6, one of them the primary; one zone after the other gets one. */
    readonly members: number;
    /** Cluster-mode group beside it. Default: none. */
    readonly sharded?: ShardedArgs;
    /** Days that the nightly snapshots are kept, 1 to 35. Default 7. */
    readonly snapshotRetentionDays?: number;
    /** KMS key for data at rest. */
    readonly kmsKeyArn: pulumi.Input<string>;
}

export interface ShardedArgs {
    /** Shards, each a primary with one replica in another zone. */
    readonly shards: number;
    /**
     * Writes also go to a transaction log in several zones, which survives the loss of all nodes: `sync` before they are acknowledged
     * (milliseconds each), `async` within 10 s after (AWS, "Durability"). Default: none, and then a failover can lose the last writes.
     */
    readonly durability?: "sync" | "async";
}

export const DEFAULT_SNAPSHOT_RETENTION_DAYS = 7;
