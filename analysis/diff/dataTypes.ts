/** Resources that hold data which nobody can make again, and what makes a provider throw them away. */
export interface DataType {
    /** What it holds, for people. */
    readonly holds: string;
    /** Inputs whose change makes a new, empty one. */
    readonly replacedBy: readonly string[];
    /** Where `replacedBy` comes from. */
    readonly source: string;
}

/**
 * AWS cannot change these properties of what exists (`createOnlyProperties` of the type's schema), and the AWS provider replaces
 * the resource (`ForceNew`). Some of them newer providers change in place (`identifier`): then only its address is new, which is
 * worth a look as well.
 */
const cloudFormation = (type: string) => `createOnlyProperties of ${type} (CloudFormation's schema, 2026-11-25)`;

/** Names are all that makes the Kubernetes provider replace an object of a custom kind. */
const IDENTITY = ["apiVersion", "kind", "metadata.name", "metadata.namespace"] as const;

const KUBERNETES = "forceNewProperties of pulumi-kubernetes (provider/pkg/provider/diff.go, 2026-11-25)";

const customResource = (holds: string): DataType => ({ holds, replacedBy: IDENTITY, source: KUBERNETES });

const VOLUMES_OF_PODS = "volumes of its pods";

/** By type; of custom kinds without the version of their API. */
const DATA_TYPES: Readonly<Record<string, DataType>> = {
    "aws:rds/instance:Instance": {
        holds: "databases",
        replacedBy: [
            "characterSetName",
            "clusterIdentifier",
            "customIamInstanceProfile",
            "dbName",
            "dbSubnetGroupName",
            "engine",
            "identifier",
            "kmsKeyId",
            "ncharCharacterSetName",
            "restoreToPointInTime",
            "snapshotIdentifier",
            "storageEncrypted",
            "timezone",
            "username",
        ],
        source: cloudFormation("AWS::RDS::DBInstance"),
    },
    "aws:rds/cluster:Cluster": {
        holds: "databases",
        replacedBy: [
            "availabilityZones",
            "clusterIdentifier",
            "databaseName",
            "dbSubnetGroupName",
            "engine",
            "engineMode",
            "kmsKeyId",
            "masterUsername",
            "restoreToPointInTime",
            "snapshotIdentifier",
            "storageEncrypted",
        ],
        source: cloudFormation("AWS::RDS::DBCluster"),
    },
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": {
        holds: "copies of backups",
        replacedBy: ["kmsKeyId", "retentionPeriod", "sourceDbInstanceArn"],
        source: "documentation of aws_db_instance_automated_backups_replication: each forces a new resource",
    },
    "aws:s3/bucket:Bucket": {
        holds: "objects",
        replacedBy: ["bucket", "bucketPrefix", "objectLockEnabled"],
        source: `${cloudFormation("AWS::S3::Bucket")}; objectLockEnabled: ForceNew of aws_s3_bucket`,
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        holds: "queues and caches",
        replacedBy: [
            "atRestEncryptionEnabled",
            "dataTieringEnabled",
            "globalReplicationGroupId",
            "kmsKeyId",
            "networkType",
            "nodeGroupConfigurations",
            "port",
            "replicationGroupId",
            "snapshotArns",
            "snapshotName",
            "subnetGroupName",
        ],
        source: cloudFormation("AWS::ElastiCache::ReplicationGroup"),
    },
    "aws:kms/key:Key": {
        holds: "the key of what it encrypts",
        replacedBy: ["customerMasterKeySpec", "customKeyStoreId", "keyUsage", "multiRegion", "xksKeyId"],
        source: "ForceNew of aws_kms_key (terraform-provider-aws, internal/service/kms/key.go)",
    },
    "random:index/randomPassword:RandomPassword": {
        holds: "a generated key or password",
        replacedBy: [
            "keepers",
            "length",
            "lower",
            "minLower",
            "minNumeric",
            "minSpecial",
            "minUpper",
            "number",
            "numeric",
            "overrideSpecial",
            "special",
            "upper",
        ],
        source: "documentation of random_password: any change makes a new value",
    },
    "kubernetes:core/v1:PersistentVolumeClaim": {
        holds: "a volume",
        replacedBy: [...IDENTITY, "spec"],
        source: KUBERNETES,
    },
    "kubernetes:apps/v1:StatefulSet": {
        holds: VOLUMES_OF_PODS,
        replacedBy: [
            ...IDENTITY,
            "spec.podManagementPolicy",
            "spec.revisionHistoryLimit",
            "spec.selector",
            "spec.serviceName",
            "spec.volumeClaimTemplates",
        ],
        source: KUBERNETES,
    },
    "kubernetes:core/v1:Namespace": { ...customResource("everything in it"), replacedBy: ["metadata.name"] },
    "kubernetes:postgresql.cnpg.io:Cluster": customResource("databases"),
    "kubernetes:redis.redis.opstreelabs.in:RedisReplication": customResource("queues and caches"),
    "kubernetes:redis.redis.opstreelabs.in:RedisCluster": customResource("queues and caches"),
    "kubernetes:milvus.io:Milvus": customResource("vectors"),
};

/** What a type holds; undefined for one that holds nothing. Versions of custom kinds come and go, the data stays. */
export function dataTypeOf(type: string): DataType | undefined {
    return DATA_TYPES[type] ?? DATA_TYPES[type.replace(/\/v\d+[a-z0-9]*:/, ":")];
}
