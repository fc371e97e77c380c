import type { GraphResource, ResourceGraph } from "../../../analysis/graph";
import { ofType, problemsByType, type Requirement, type Rule } from "./rule";

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

const REQUIREMENTS: Readonly<Record<string, readonly Requirement<never>[]>> = {
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

export const encryption: Rule = {
    title: "everything that keeps data is encrypted",
    problems: (graph) => problemsByType(graph, REQUIREMENTS),
    breach: {
        variant: "prod",
        type: "aws:rds/instance:Instance",
        name: "postgres",
        inputs: { storageEncrypted: false },
    },
};

interface Sse {
    readonly rules: readonly {
        readonly applyServerSideEncryptionByDefault: {
            readonly sseAlgorithm: string;
            readonly kmsMasterKeyId?: string;
        };
    }[];
}

/** What belongs to every bucket: a resource of the type that has these inputs. */
const BESIDE_BUCKETS: Readonly<Record<string, (inputs: never, bucket: string) => boolean>> = {
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ({ rules }: Sse) =>
        rules.every(
            ({ applyServerSideEncryptionByDefault: { sseAlgorithm, kmsMasterKeyId } }) =>
                sseAlgorithm === "aws:kms" && kmsMasterKeyId !== undefined,
        ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": (inputs: Readonly<Record<string, unknown>>) =>
        ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every(
            (key) => inputs[key] === true,
        ),
    "aws:s3/bucketVersioning:BucketVersioning": ({
        versioningConfiguration,
    }: {
        readonly versioningConfiguration: { readonly status: string };
    }) => versioningConfiguration.status === "Enabled",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ({
        rule,
    }: {
        readonly rule: { readonly objectOwnership: string };
    }) => rule.objectOwnership === "BucketOwnerEnforced",
    "aws:s3/bucketPolicy:BucketPolicy": ({ policy }: { readonly policy: string }, bucket) =>
        refusesPlainHttp(policy, bucket),
};

function refusesPlainHttp(policy: string, bucket: string): boolean {
    const { Statement } = JSON.parse(policy) as { readonly Statement: readonly Record<string, unknown>[] };
    const wanted = {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    return Statement.some((statement) =>
        Object.entries(wanted).every(([key, value]) => JSON.stringify(statement[key]) === JSON.stringify(value)),
    );
}

function bucketProblems(graph: ResourceGraph, { name, inputs }: GraphResource): string[] {
    const bucket = String(inputs["bucket"]);
    return Object.entries(BESIDE_BUCKETS)
        .filter(
            ([type, isRight]) =>
                ofType(graph, type).filter(
                    (beside) => beside.inputs["bucket"] === bucket && isRight(beside.inputs as never, bucket),
                ).length !== 1,
        )
        .map(([type]) => `${name}: no right ${type.split(":").at(-1)}`);
}

export const buckets: Rule = {
    title: "every bucket is encrypted with a key of the stack, private, versioned and refuses plain HTTP",
    problems: (graph) => ofType(graph, "aws:s3/bucket:Bucket").flatMap((bucket) => bucketProblems(graph, bucket)),
    breach: {
        variant: "prod",
        type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        name: "storage-files",
        inputs: { restrictPublicBuckets: false },
    },
};
