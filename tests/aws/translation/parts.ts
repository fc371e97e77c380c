import type { Fields, Part } from "./translation";

/** What Pulumi has as resources, and CloudFormation as properties of others. */

interface LifecycleRule {
    readonly id: string;
    readonly status: string;
    readonly abortIncompleteMultipartUpload?: Fields;
    readonly noncurrentVersionExpiration?: Fields;
    readonly expiration?: { readonly days?: number; readonly expiredObjectDeleteMarker?: boolean };
}

/** CloudFormation has no group for the expiration. */
const lifecycleRule = ({ id, status, expiration, ...rest }: LifecycleRule) => ({
    id,
    status,
    abortIncompleteMultipartUpload: rest.abortIncompleteMultipartUpload,
    noncurrentVersionExpiration: rest.noncurrentVersionExpiration,
    expirationInDays: expiration?.days,
    expiredObjectDeleteMarker: expiration?.expiredObjectDeleteMarker,
});

interface ReplicationRule extends Fields {
    readonly destination: Fields & { readonly encryptionConfiguration: { readonly replicaKmsKeyId: string } };
}

const BUCKET: Readonly<Record<string, Part["made"]>> = {
    "aws:s3/bucketVersioning:BucketVersioning": {
        VersioningConfiguration: ({ versioningConfiguration }) => versioningConfiguration,
    },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
        BucketEncryption: ({ rules }) => ({
            serverSideEncryptionConfiguration: (rules as Fields[]).map(
                ({ applyServerSideEncryptionByDefault: given, bucketKeyEnabled }) => {
                    const { kmsMasterKeyId, sseAlgorithm } = given as Fields;
                    return {
                        bucketKeyEnabled,
                        serverSideEncryptionByDefault: { SSEAlgorithm: sseAlgorithm, KMSMasterKeyID: kmsMasterKeyId },
                    };
                },
            ),
        }),
    },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
        PublicAccessBlockConfiguration: (inputs) =>
            Object.fromEntries(Object.entries(inputs).filter(([key]) => key !== "bucket")),
    },
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
        OwnershipControls: ({ rule }) => ({ rules: [rule] }),
    },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
        LifecycleConfiguration: ({ rules }) => ({ rules: (rules as LifecycleRule[]).map(lifecycleRule) }),
    },
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": {
        ObjectLockConfiguration: ({ rule }) => ({ objectLockEnabled: "Enabled", rule }),
    },
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": {
        ReplicationConfiguration: ({ role, rules }) => ({
            role,
            rules: (rules as ReplicationRule[]).map(({ destination, ...rule }) => ({
                ...rule,
                filter: { prefix: "" },
                destination: {
                    ...destination,
                    encryptionConfiguration: { ReplicaKmsKeyID: destination.encryptionConfiguration.replicaKmsKeyId },
                },
            })),
        }),
    },
};

/** Resources that are properties of others in CloudFormation. */
export const PARTS: Readonly<Record<string, Part>> = {
    ...Object.fromEntries(
        Object.entries(BUCKET).map(([type, made]): [string, Part] => [
            type,
            {
                whole: "aws:s3/bucket:Bucket",
                belongsTo: ({ bucket }, { inputs }) => bucket === inputs["bucket"],
                made,
            },
        ]),
    ),
    // Of the region of the copies in Pulumi, of the server in CloudFormation.
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": {
        whole: "aws:rds/instance:Instance",
        belongsTo: ({ sourceDbInstanceArn }, { name }) => String(sourceDbInstanceArn).endsWith(`:${name}`),
        made: {
            AutomaticBackupReplicationRegion: (_, region) => region,
            AutomaticBackupReplicationKmsKeyId: ({ kmsKeyId }) => kmsKeyId,
            AutomaticBackupReplicationRetentionPeriod: ({ retentionPeriod }) => retentionPeriod,
        },
    },
};
