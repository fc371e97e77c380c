/** Where AWS's price list has what the price book has: which file, and which row of it. */

export interface PriceSource {
    /** Code of the service, which names its files. */
    readonly service: string;
    /** Column `usageType`, without the region that it begins with nearly everywhere. */
    readonly usage: string;
    /** Other columns that a row must have, where several products have one usage type. */
    readonly columns?: Readonly<Record<string, string>>;
    /** How much of the list's unit one of the book's is. Default: 1. */
    readonly times?: number;
}

const LINUX = { operation: "RunInstances" };
const POSTGRES = { "Database Engine": "PostgreSQL" };
const AURORA = { "Database Engine": "Aurora PostgreSQL" };
const VALKEY = { "Cache Engine": "Valkey" };
const NETWORK_BALANCER = { operation: "LoadBalancing:Network" };

/** Things that are paid for by their type, which the key of the price book ends with. */
const BY_TYPE: Readonly<Record<string, (type: string) => PriceSource>> = {
    ec2: (type) => ({ service: "AmazonEC2", usage: `BoxUsage:${type}`, columns: LINUX }),
    rds: (type) => ({ service: "AmazonRDS", usage: `InstanceUsage:${type}`, columns: POSTGRES }),
    aurora: (type) => ({ service: "AmazonRDS", usage: `InstanceUsage:${type}`, columns: AURORA }),
    elasticache: (type) => ({ service: "AmazonElastiCache", usage: `NodeUsage:${type}`, columns: VALKEY }),
};

/** All others, by key of the price book. */
const SINGLE: Readonly<Record<string, PriceSource>> = {
    "ebs:gp3": { service: "AmazonEC2", usage: "EBS:VolumeUsage.gp3" },
    "ecr:storage": { service: "AmazonECR", usage: "TimedStorage-ByteHrs" },
    "eks:cluster": { service: "AmazonEKS", usage: "AmazonEKS-Hours:perCluster" },
    "rds:gp3": { service: "AmazonRDS", usage: "RDS:GP3-Storage", columns: POSTGRES },
    "rds:backups": { service: "AmazonRDS", usage: "RDS:ChargedBackupUsage" },
    "aurora:storage": { service: "AmazonRDS", usage: "Aurora:StorageUsage" },
    // The list has the price of one.
    "aurora:requests": { service: "AmazonRDS", usage: "Aurora:StorageIOUsage", times: 1e6 },
    "elasticache:snapshots": { service: "AmazonElastiCache", usage: "ElastiCache:BackupUsage" },
    "vpc:natGateway": { service: "AmazonEC2", usage: "NatGateway-Hours" },
    "vpc:natGatewayData": { service: "AmazonEC2", usage: "NatGateway-Bytes" },
    "vpc:publicAddress": { service: "AmazonVPC", usage: "PublicIPv4:InUseAddress" },
    "vpc:interfaceEndpoint": { service: "AmazonVPC", usage: "VpcEndpoint-Hours" },
    "vpc:interfaceEndpointData": { service: "AmazonVPC", usage: "VpcEndpoint-Bytes" },
    "lb:network": { service: "AWSELB", usage: "LoadBalancerUsage", columns: NETWORK_BALANCER },
    "lb:networkCapacity": { service: "AWSELB", usage: "LCUUsage", columns: NETWORK_BALANCER },
    "transfer:internet": { service: "AWSDataTransfer", usage: "DataTransfer-Out-Bytes" },
    // Paid at both ends.
    "transfer:betweenZones": { service: "AWSDataTransfer", usage: "DataTransfer-Regional-Bytes", times: 2 },
    "kms:key": { service: "awskms", usage: "KMS-Keys" },
    "secretsmanager:secret": { service: "AWSSecretsManager", usage: "AWSSecretsManager-Secrets" },
    "s3:standard": { service: "AmazonS3", usage: "TimedStorage-ByteHrs" },
    "cloudwatch:logs": { service: "AmazonCloudWatch", usage: "DataProcessing-Bytes" },
    "cloudwatch:logsKept": { service: "AmazonCloudWatch", usage: "TimedStorage-ByteHrs" },
};

/** Prices that no single row has, and why: they are looked up by hand. */
export const BY_HAND: Readonly<Record<string, string>> = {
    "transfer:betweenRegions": "depends on both regions",
    "s3:replicationTimeControl": "depends on both regions",
    "route53:healthCheck": "has no region: its file is another one",
    "route53:healthCheckElsewhere": "is the difference of two prices",
    "route53:healthCheckFeature": "has no region: its file is another one",
};

/** Where the price of a key is; undefined for one that is looked up by hand. */
export function sourceOf(key: string): PriceSource | undefined {
    const [what = "", thing = ""] = key.split(":");
    return SINGLE[key] ?? (key in BY_HAND ? undefined : BY_TYPE[what]?.(thing));
}
