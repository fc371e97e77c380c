import { maskedInputs, type GraphResource, type ResourceGraph } from "../../analysis/graph";
import { compare } from "../../analysis/graph/resourceGraph";

/** AWS resources as one line each: what a reviewer of sizes, zones, retention and protection wants to see. */

/** Inputs worth a look, by type; a dot goes into an object or a list. Names are left out, which every stack has its own of. */
const INTERESTING: Readonly<Record<string, readonly string[]>> = {
    "cloudwatch/logGroup:LogGroup": ["retentionInDays"],
    "autoscaling/group:Group": ["minSize", "maxSize", "vpcZoneIdentifiers"],
    "ec2/eip:Eip": [],
    "ec2/launchTemplate:LaunchTemplate": [
        "instanceType",
        "blockDeviceMappings.ebs.volumeSize",
        "blockDeviceMappings.ebs.volumeType",
        "blockDeviceMappings.ebs.encrypted",
        "metadataOptions.httpTokens",
    ],
    "ec2/natGateway:NatGateway": ["availabilityMode", "subnetId"],
    "ec2/subnet:Subnet": ["availabilityZone"],
    "ec2/vpc:Vpc": ["cidrBlock"],
    "ec2/vpcEndpoint:VpcEndpoint": ["vpcEndpointType", "subnetIds"],
    "eks/cluster:Cluster": [
        "version",
        "vpcConfig.endpointPublicAccess",
        "vpcConfig.subnetIds",
        "encryptionConfig.resources",
        "zonalShiftConfig.enabled",
        "deletionProtection",
    ],
    "eks/addon:Addon": ["addonVersion"],
    "eks/nodeGroup:NodeGroup": [
        "instanceTypes",
        "capacityType",
        "scalingConfig.minSize",
        "scalingConfig.maxSize",
        "subnetIds",
    ],
    "elasticache/replicationGroup:ReplicationGroup": [
        "engine",
        "engineVersion",
        "nodeType",
        "numCacheClusters",
        "numNodeGroups",
        "replicasPerNodeGroup",
        "preferredCacheClusterAzs",
        "multiAzEnabled",
        "automaticFailoverEnabled",
        "snapshotRetentionLimit",
        "atRestEncryptionEnabled",
        "transitEncryptionMode",
    ],
    "kms/key:Key": ["enableKeyRotation", "deletionWindowInDays"],
    "lb/loadBalancer:LoadBalancer": [
        "loadBalancerType",
        "internal",
        "subnetMappings.subnetId",
        "subnets",
        "enableDeletionProtection",
    ],
    "rds/cluster:Cluster": [
        "engineVersion",
        "availabilityZones",
        "backupRetentionPeriod",
        "storageEncrypted",
        "deletionProtection",
    ],
    "rds/clusterInstance:ClusterInstance": ["instanceClass", "availabilityZone"],
    "rds/instance:Instance": [
        "engineVersion",
        "instanceClass",
        "allocatedStorage",
        "maxAllocatedStorage",
        "storageType",
        "multiAz",
        "availabilityZone",
        "backupRetentionPeriod",
        "backupWindow",
        "storageEncrypted",
        "deletionProtection",
        "skipFinalSnapshot",
    ],
    "rds/subnetGroup:SubnetGroup": ["subnetIds"],
    "route53/record:Record": ["type"],
    "s3/bucket:Bucket": ["objectLockEnabled"],
    "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": [
        "rules.noncurrentVersionExpiration.noncurrentDays",
        "rules.expiration.days",
    ],
    "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": [
        "rules.applyServerSideEncryptionByDefault.sseAlgorithm",
    ],
    "s3/bucketVersioning:BucketVersioning": ["versioningConfiguration.status"],
    "secretsmanager/secret:Secret": ["recoveryWindowInDays"],
};

const AWS = "aws:";

/** Lines in the order of types and names, then how many there are of each type that has nothing to say about size. */
export function sizingLines(graph: ResourceGraph): string[] {
    const subnets = subnetNames(graph);
    const resources = graph.resources
        .filter(({ type }) => type.startsWith(AWS))
        .map((resource) => ({ resource, type: resource.type.slice(AWS.length) }))
        .sort((a, b) => compare(`${a.type} ${a.resource.name}`, `${b.type} ${b.resource.name}`));
    const lines = resources.flatMap(({ resource, type }) => {
        const paths = INTERESTING[type];
        return paths === undefined ? [] : [line(resource, type, paths, subnets)];
    });
    const others = new Map<string, number>();
    resources
        .filter(({ type }) => !(type in INTERESTING))
        .forEach(({ type }) => others.set(type, (others.get(type) ?? 0) + 1));
    return [...lines, ...[...others].map(([type, count]) => `${count} x ${shortType(type)}`)];
}

function line(
    resource: GraphResource,
    type: string,
    paths: readonly string[],
    subnets: ReadonlyMap<unknown, string>,
): string {
    const inputs = maskedInputs(resource);
    const settings = paths.flatMap((path) => {
        const found = valuesAt(inputs, path.split("."))
            .map((value) => subnets.get(value) ?? String(value))
            .filter((value) => value !== "");
        return found.length === 0 ? [] : [`${path}=${found.join(",")}`];
    });
    return [shortType(type), resource.name, ...settings, ...(resource.protect ? ["protect"] : [])].join(" ");
}

/** `rds/instance` of `rds/instance:Instance`. */
function shortType(type: string): string {
    return type.split(":")[0] ?? type;
}

/** All values at a path; a list on the way stands for each of its members. */
function valuesAt(value: unknown, keys: readonly string[]): unknown[] {
    if (Array.isArray(value)) {
        return value.flatMap((member) => valuesAt(member, keys));
    }
    const [key, ...rest] = keys;
    if (key === undefined) {
        return value === undefined || value === null ? [] : [value];
    }
    return typeof value === "object" && value !== null ? valuesAt((value as Record<string, unknown>)[key], rest) : [];
}

/** Names of subnets by the id that an evaluation gives them. */
function subnetNames(graph: ResourceGraph): Map<unknown, string> {
    return new Map(
        graph.resources
            .filter(({ type }) => type === "aws:ec2/subnet:Subnet")
            .map(({ name }) => [`${name}-id`, name.replace(/^network-/, "")]),
    );
}
