import { json, same, type Fields, type Translation } from "./translation";

/** Databases, caches and buckets. */

const parameterMap = ({ parameters }: Fields) =>
    Object.fromEntries((parameters as { name: string; value: string }[]).map(({ name, value }) => [name, value]));

const RDS_SERVER: Record<string, string | true> = {
    ...same(
        "availabilityZone",
        "autoMinorVersionUpgrade",
        "copyTagsToSnapshot",
        "deletionProtection",
        "engine",
        "engineVersion",
        "kmsKeyId",
        "masterUsername",
        "monitoringInterval",
        "monitoringRoleArn",
        "publiclyAccessible",
        "storageEncrypted",
    ),
    caCertIdentifier: "CACertificateIdentifier",
    databaseInsightsMode: true,
    dbSubnetGroupName: "DBSubnetGroupName",
    performanceInsightsKmsKeyId: "PerformanceInsightsKMSKeyId",
    performanceInsightsRetentionPeriod: true,
    enabledCloudwatchLogsExports: "EnableCloudwatchLogsExports",
    iamDatabaseAuthenticationEnabled: "EnableIAMDatabaseAuthentication",
    backupRetentionPeriod: true,
};

/** Stands for a password, which no template may hold. */
const PASSWORD = "{{resolve:secretsmanager:password}}";

const RDS_INSTANCE: Translation = {
    type: "AWS::RDS::DBInstance",
    inputs: {
        ...RDS_SERVER,
        ...same("maxAllocatedStorage", "storageThroughput", "storageType", "iops", "promotionTier"),
        allocatedStorage: true,
        identifier: "DBInstanceIdentifier",
        instanceClass: "DBInstanceClass",
        multiAz: "MultiAZ",
        performanceInsightsEnabled: "EnablePerformanceInsights",
        parameterGroupName: "DBParameterGroupName",
        username: "MasterUsername",
        backupWindow: "PreferredBackupWindow",
        maintenanceWindow: "PreferredMaintenanceWindow",
        preferredMaintenanceWindow: true,
        replicateSourceDb: "SourceDBInstanceIdentifier",
        clusterIdentifier: "DBClusterIdentifier",
        vpcSecurityGroupIds: "VPCSecurityGroups",
    },
    made: {
        Port: ({ port }) => (typeof port === "number" ? String(port) : undefined),
        MasterUserPassword: ({ password }) => password && PASSWORD,
    },
    arn: "DBInstanceArn",
    tags: true,
};

export const DATA: Readonly<Record<string, Translation>> = {
    "aws:rds/subnetGroup:SubnetGroup": {
        type: "AWS::RDS::DBSubnetGroup",
        inputs: { description: "DBSubnetGroupDescription", subnetIds: true },
        tags: true,
    },
    "aws:rds/parameterGroup:ParameterGroup": {
        type: "AWS::RDS::DBParameterGroup",
        inputs: same("family", "description"),
        made: { Parameters: (inputs) => ({ literal: parameterMap(inputs) }) },
        tags: true,
    },
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": {
        type: "AWS::RDS::DBClusterParameterGroup",
        inputs: same("family", "description"),
        made: { Parameters: (inputs) => ({ literal: parameterMap(inputs) }) },
        tags: true,
    },
    "aws:rds/instance:Instance": RDS_INSTANCE,
    "aws:rds/clusterInstance:ClusterInstance": RDS_INSTANCE,
    "aws:rds/cluster:Cluster": {
        type: "AWS::RDS::DBCluster",
        inputs: {
            ...RDS_SERVER,
            clusterIdentifier: "DBClusterIdentifier",
            dbClusterParameterGroupName: "DBClusterParameterGroupName",
            port: true,
            preferredBackupWindow: true,
            preferredMaintenanceWindow: true,
            vpcSecurityGroupIds: true,
        },
        made: { MasterUserPassword: ({ masterPassword }) => masterPassword && PASSWORD },
        tags: true,
    },
    "aws:elasticache/subnetGroup:SubnetGroup": {
        type: "AWS::ElastiCache::SubnetGroup",
        inputs: same("description", "subnetIds"),
        tags: true,
    },
    "aws:elasticache/parameterGroup:ParameterGroup": {
        type: "AWS::ElastiCache::ParameterGroup",
        inputs: { description: true, family: "CacheParameterGroupFamily" },
        made: { Properties: (inputs) => ({ literal: parameterMap(inputs) }) },
        tags: true,
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        type: "AWS::ElastiCache::ReplicationGroup",
        inputs: {
            ...same("atRestEncryptionEnabled", "autoMinorVersionUpgrade", "automaticFailoverEnabled", "clusterMode"),
            ...same("engine", "engineVersion", "kmsKeyId", "numCacheClusters", "numNodeGroups", "port"),
            ...same("replicasPerNodeGroup", "securityGroupIds", "snapshotRetentionLimit", "snapshotWindow"),
            ...same("transitEncryptionEnabled", "transitEncryptionMode", "authToken"),
            description: "ReplicationGroupDescription",
            maintenanceWindow: "PreferredMaintenanceWindow",
            multiAzEnabled: "MultiAZEnabled",
            nodeType: "CacheNodeType",
            parameterGroupName: "CacheParameterGroupName",
            preferredCacheClusterAzs: "PreferredCacheClusterAZs",
            subnetGroupName: "CacheSubnetGroupName",
        },
        tags: true,
    },
    "aws:s3/bucket:Bucket": { type: "AWS::S3::Bucket", inputs: { bucket: "BucketName", objectLockEnabled: true } },
    "aws:s3/bucketPolicy:BucketPolicy": {
        type: "AWS::S3::BucketPolicy",
        inputs: same("bucket"),
        made: { PolicyDocument: (inputs) => ({ literal: json("policy")(inputs) }) },
    },
};
