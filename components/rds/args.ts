import type * as pulumi from "@pulumi/pulumi";
import type { NetworkHandle } from "../../contracts";

/** What runs the databases. */
export type Engine =
    /** RDS for PostgreSQL: an instance with a standby in another zone, and read replicas. */
    | {
          readonly kind: "rds";
          /** gp3 storage at the start, GiB, at least 20. */
          readonly storageGiB: number;
          /** Storage that it may grow to by itself, GiB, at least a tenth more. */
          readonly maxStorageGiB: number;
      }
    /** Aurora PostgreSQL: instances in several zones on storage that grows by itself. */
    | { readonly kind: "aurora" };

export type EngineKind = Engine["kind"];

/** Where a server in another region takes its data from. Its master user is then that of the source. */
export type Origin = {
    /** Secret of the source's master user in this region: the copy that `backup.crossRegion` of the source makes. */
    readonly masterSecretArn: pulumi.Input<string>;
} & (
    | {
          readonly kind: "backups";
          /** ARN of the replicated automated backups in this region. */
          readonly automatedBackupsArn: pulumi.Input<string>;
          /** A moment in UTC, such as `2026-11-25T02:00:00Z`. Default: the newest there is. */
          readonly time?: string;
      }
    | {
          readonly kind: "replicaOf";
          /** ARN of the instance in the other region. */
          readonly sourceArn: pulumi.Input<string>;
          /** `true` makes it a server of its own, for good: it takes writes, and the source's changes come no more. */
          readonly promoted: boolean;
      }
);

/** What a restore in the same region brings back. Neither: the newest there is. */
export interface RestorePoint {
    /** A moment in UTC, such as `2026-11-25T02:00:00Z`. Excludes `snapshot`. */
    readonly time?: string;
    /** Id of a snapshot of the first server, such as `rds:dify-ha-prod-postgres-2026-11-25-02-05`. Excludes `time`. */
    readonly snapshot?: string;
}

export interface RdsBackupArgs {
    /** Time of day of the snapshot, UTC, at least 30 minutes, such as `02:00-02:30`. */
    readonly window: string;
    /** Every moment of so many days back can be restored: 1 to 35. */
    readonly retentionDays: number;
    /** Prepares for a restore in another region: the master user's secret goes there. The backups themselves: `RdsBackupCopies`. */
    readonly crossRegion?: {
        readonly region: string;
        /** KMS key of that region for the secret's copy. Default: AWS's own for Secrets Manager. */
        readonly kmsKeyArn?: pulumi.Input<string>;
    };
}

export interface RdsServerArgs {
    /** Two zones at least; with a standby and a read replica three, or two of them share a zone. */
    readonly network: NetworkHandle;
    /** Security groups whose members may connect. */
    readonly clients: readonly pulumi.Input<string>[];
    readonly engine: Engine;
    /** What identifiers and the final snapshot begin with, unique in account and region, such as `dify-ha-prod`. */
    readonly identifierPrefix: string;
    /** A key of INSTANCE_CLASSES. */
    readonly instanceClass: string;
    /** A standby (RDS) or a reader (Aurora) in another zone that takes over by itself. */
    readonly multiAz: boolean;
    /** Servers that can be read from, 0 to 15. RDS puts them into zones that the primary does not use, as long as there are any. */
    readonly readReplicas: number;
    /** `max_connections`, shared by both databases; at most what the class has memory for. */
    readonly maxConnections: number;
    /**
     * KMS key for storage, snapshots, Performance Insights and the master user's secret. An RDS instance that begins with backups is
     * stored under the key of the backups.
     */
    readonly kmsKeyArn: pulumi.Input<string>;
    readonly backup: RdsBackupArgs;
    /** Weekly window in UTC, apart from the backup window. Default `sun:03:00-sun:04:00`. */
    readonly maintenanceWindow?: string;
    /** Begin with the data of a server in another region. Default: empty. */
    readonly from?: Origin;
    /** Run on a server restored from the first one, which goes on beside it until it is removed by hand. */
    readonly restore?: RestorePoint & {
        /** Name of the restored server; its identifier is the prefix and this. */
        readonly as: string;
    };
    /** `true` lets `pulumi destroy` delete the databases; a final snapshot is still made. Default `false`. */
    readonly allowDeletion?: boolean;
}

export const DEFAULT_MAINTENANCE_WINDOW = "sun:03:00-sun:04:00";
