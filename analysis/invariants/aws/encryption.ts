import type { ResourceGraph } from "../../graph";
import { findingsByType, type Requirement, type Requirements } from "../requirements";
import type { Finding } from "../types";

/** Everything that keeps data is encrypted, with a key of the stack but for the volumes of machines. */

interface Database {
    readonly storageEncrypted?: boolean;
    readonly kmsKeyId?: string;
    /** A replica in the region of its source has the source's key. */
    readonly replicateSourceDb?: string;
    readonly restoreToPointInTime?: { readonly sourceDbInstanceAutomatedBackupsArn?: string };
    readonly performanceInsightsEnabled?: boolean;
    readonly performanceInsightsKmsKeyId?: string;
}

interface Template {
    readonly blockDeviceMappings?: readonly { readonly ebs?: { readonly encrypted?: string } }[];
}

interface Cache {
    readonly atRestEncryptionEnabled?: boolean;
    readonly transitEncryptionEnabled?: boolean;
    readonly kmsKeyId?: string;
    readonly authToken?: string;
}

/** A replica, and what is restored from the backups of another region, has the key of what it comes from: RDS takes no other. */
const encryptedDatabase: Requirement<Database> = (database) => {
    const { replicateSourceDb, restoreToPointInTime, storageEncrypted, kmsKeyId } = database;
    const inherits = restoreToPointInTime?.sourceDbInstanceAutomatedBackupsArn !== undefined;
    return replicateSourceDb === undefined && !(storageEncrypted && (kmsKeyId ?? inherits)) && "its storage has no key";
};

const encryptedInsights: Requirement<Database> = (database) =>
    database.performanceInsightsEnabled && !database.performanceInsightsKmsKeyId && "Performance Insights has no key";

const REQUIREMENTS: Requirements = {
    "aws:rds/instance:Instance": [encryptedDatabase, encryptedInsights],
    "aws:rds/cluster:Cluster": [encryptedDatabase],
    "aws:rds/clusterInstance:ClusterInstance": [encryptedInsights],
    "aws:elasticache/replicationGroup:ReplicationGroup": [
        (({ atRestEncryptionEnabled, kmsKeyId }) =>
            !(atRestEncryptionEnabled && kmsKeyId) && "its storage has no key") satisfies Requirement<Cache>,
        (({ transitEncryptionEnabled, authToken }) =>
            !(transitEncryptionEnabled && authToken) && "without TLS or password") satisfies Requirement<Cache>,
    ],
    // The volumes have the account's key: one of the stack's needs a grant to Auto Scaling's own role, which another stack may own.
    "aws:ec2/launchTemplate:LaunchTemplate": [
        (({ blockDeviceMappings: volumes = [] }) =>
            !(volumes.length > 0 && volumes.every(({ ebs }) => ebs?.encrypted === "true")) &&
            "has a volume that is not encrypted") satisfies Requirement<Template>,
    ],
    "kubernetes:storage.k8s.io/v1:StorageClass": [
        (({ parameters }) =>
            parameters?.["encrypted"] !== "true" && "its volumes are not encrypted") satisfies Requirement<{
            readonly parameters?: Record<string, string>;
        }>,
    ],
    "aws:eks/cluster:Cluster": [
        (({ encryptionConfig: config }) =>
            !(config?.provider.keyArn && config.resources.includes("secrets")) &&
            "its Secrets have no key") satisfies Requirement<{
            readonly encryptionConfig?: {
                readonly provider: { readonly keyArn?: string };
                readonly resources: readonly string[];
            };
        }>,
    ],
    "aws:secretsmanager/secret:Secret": [
        (({ kmsKeyId }) => kmsKeyId === undefined && "has no key of the stack") satisfies Requirement<{
            readonly kmsKeyId?: string;
        }>,
    ],
    "aws:kms/key:Key": [
        (({ enableKeyRotation }) => !enableKeyRotation && "is never renewed") satisfies Requirement<{
            readonly enableKeyRotation?: boolean;
        }>,
    ],
};

export function encryptionFindings(graph: ResourceGraph): Finding[] {
    return findingsByType(graph, REQUIREMENTS);
}
