import type { GraphResource, ResourceGraph } from "../../analysis/graph";

/**
 * An evaluated graph as a CloudFormation template, as far as the two say the same things: for rule sets that are kept for
 * CloudFormation. Properties that CloudFormation has in another shape are left out.
 */

type Value = unknown;
type Fields = Readonly<Record<string, Value>>;
/** Makes a property's value from the inputs; `undefined` leaves it out. */
type Make = (inputs: Fields) => Value;

interface Translation {
    readonly type: string;
    /** Property by input: its name is the input's with a capital unless it says otherwise. */
    readonly inputs?: Readonly<Record<string, string | true>>;
    readonly made?: Readonly<Record<string, Make>>;
    /** Attribute with the ARN; `Ref` when that gives it. Default: `Arn`. */
    readonly arn?: string;
    /** Inputs all go into one property. */
    readonly wrap?: string;
    readonly tags?: boolean;
}

export interface CfnResource {
    readonly Type: string;
    readonly Properties: Fields;
    readonly Metadata: { readonly Name: string };
    readonly UpdateReplacePolicy: string;
    readonly DeletionPolicy: string;
}

export interface Template {
    readonly AWSTemplateFormatVersion: "2010-09-09";
    readonly Resources: Readonly<Record<string, CfnResource>>;
}

const same = (...names: string[]): Record<string, true> => Object.fromEntries(names.map((name) => [name, true]));

const json = (input: string) => (inputs: Fields) =>
    typeof inputs[input] === "string" ? (JSON.parse(inputs[input]) as Value) : undefined;

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

const SECURITY_GROUP_RULE: Record<string, string | true> = {
    ...same("description", "ipProtocol", "fromPort", "toPort"),
    securityGroupId: "GroupId",
    cidrIpv4: "CidrIp",
    cidrIpv6: "CidrIpv6",
};

/** CloudFormation's resources and properties, by Pulumi type. */
const TRANSLATIONS: Readonly<Record<string, Translation>> = {
    "aws:ec2/vpc:Vpc": {
        type: "AWS::EC2::VPC",
        inputs: same("cidrBlock", "enableDnsHostnames", "enableDnsSupport"),
        tags: true,
    },
    "aws:ec2/subnet:Subnet": {
        type: "AWS::EC2::Subnet",
        inputs: same("vpcId", "cidrBlock", "availabilityZone", "mapPublicIpOnLaunch"),
        tags: true,
    },
    "aws:ec2/internetGateway:InternetGateway": { type: "AWS::EC2::InternetGateway", tags: true },
    "aws:ec2/eip:Eip": { type: "AWS::EC2::EIP", inputs: same("domain"), tags: true },
    "aws:ec2/natGateway:NatGateway": {
        type: "AWS::EC2::NatGateway",
        inputs: same("allocationId", "subnetId", "connectivityType", "vpcId", "availabilityMode"),
        tags: true,
    },
    "aws:ec2/routeTable:RouteTable": { type: "AWS::EC2::RouteTable", inputs: same("vpcId"), tags: true },
    "aws:ec2/route:Route": {
        type: "AWS::EC2::Route",
        inputs: same("routeTableId", "destinationCidrBlock", "gatewayId", "natGatewayId"),
    },
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {
        type: "AWS::EC2::SubnetRouteTableAssociation",
        inputs: same("subnetId", "routeTableId"),
    },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        type: "AWS::EC2::VPCEndpoint",
        inputs: same(
            "vpcId",
            "serviceName",
            "vpcEndpointType",
            "subnetIds",
            "securityGroupIds",
            "routeTableIds",
            "privateDnsEnabled",
        ),
        tags: true,
    },
    "aws:ec2/securityGroup:SecurityGroup": {
        type: "AWS::EC2::SecurityGroup",
        inputs: { description: "GroupDescription", vpcId: true },
        tags: true,
    },
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
        type: "AWS::EC2::SecurityGroupIngress",
        inputs: { ...SECURITY_GROUP_RULE, referencedSecurityGroupId: "SourceSecurityGroupId" },
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
        type: "AWS::EC2::SecurityGroupEgress",
        inputs: { ...SECURITY_GROUP_RULE, referencedSecurityGroupId: "DestinationSecurityGroupId" },
    },
    "aws:ec2/launchTemplate:LaunchTemplate": {
        type: "AWS::EC2::LaunchTemplate",
        inputs: same(
            "blockDeviceMappings",
            "metadataOptions",
            "imageId",
            "instanceType",
            "ebsOptimized",
            "tagSpecifications",
            "userData",
        ),
        made: { IamInstanceProfile: ({ iamInstanceProfile }) => iamInstanceProfile },
        wrap: "LaunchTemplateData",
    },
    "aws:autoscaling/group:Group": {
        type: "AWS::AutoScaling::AutoScalingGroup",
        inputs: {
            vpcZoneIdentifiers: "VPCZoneIdentifier",
            targetGroupArns: "TargetGroupARNs",
            healthCheckType: true,
            healthCheckGracePeriod: true,
        },
        made: {
            MinSize: ({ minSize }) => String(minSize),
            MaxSize: ({ maxSize }) => String(maxSize),
            LaunchTemplate: ({ launchTemplate }) => {
                const { id, version } = launchTemplate as { readonly id: string; readonly version: string };
                return { launchTemplateId: id, version };
            },
            Tags: ({ tags }) => tags,
        },
    },
    "aws:eks/cluster:Cluster": {
        type: "AWS::EKS::Cluster",
        inputs: {
            ...same("name", "version", "roleArn", "accessConfig", "upgradePolicy", "zonalShiftConfig"),
            ...same("bootstrapSelfManagedAddons", "deletionProtection"),
            vpcConfig: "ResourcesVpcConfig",
        },
        made: {
            EncryptionConfig: ({ encryptionConfig }) => [encryptionConfig],
            Logging: ({ enabledClusterLogTypes }) => ({
                clusterLogging: { enabledTypes: (enabledClusterLogTypes as string[]).map((type) => ({ type })) },
            }),
        },
    },
    "aws:eks/nodeGroup:NodeGroup": {
        type: "AWS::EKS::Nodegroup",
        inputs: {
            ...same("amiType", "capacityType", "clusterName", "instanceTypes", "launchTemplate", "scalingConfig"),
            ...same("updateConfig", "version"),
            nodeRoleArn: "NodeRole",
            subnetIds: "Subnets",
        },
        made: { Labels: ({ labels }) => ({ literal: labels }) },
    },
    "aws:eks/addon:Addon": {
        type: "AWS::EKS::Addon",
        inputs: {
            ...same("addonName", "addonVersion", "clusterName", "configurationValues", "podIdentityAssociations"),
            resolveConflictsOnUpdate: "ResolveConflicts",
        },
    },
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
        type: "AWS::EKS::PodIdentityAssociation",
        inputs: same("clusterName", "namespace", "roleArn", "serviceAccount"),
    },
    "aws:iam/role:Role": {
        type: "AWS::IAM::Role",
        made: { AssumeRolePolicyDocument: (inputs) => ({ literal: json("assumeRolePolicy")(inputs) }) },
        tags: true,
    },
    "aws:iam/rolePolicy:RolePolicy": {
        type: "AWS::IAM::RolePolicy",
        inputs: { role: "RoleName" },
        made: { PolicyName: () => "policy", PolicyDocument: (inputs) => ({ literal: json("policy")(inputs) }) },
    },
    "aws:iam/user:User": { type: "AWS::IAM::User", tags: true },
    "aws:iam/userPolicy:UserPolicy": {
        type: "AWS::IAM::UserPolicy",
        inputs: { user: "UserName" },
        made: { PolicyName: () => "policy", PolicyDocument: (inputs) => ({ literal: json("policy")(inputs) }) },
    },
    "aws:iam/instanceProfile:InstanceProfile": {
        type: "AWS::IAM::InstanceProfile",
        made: { Roles: ({ role }) => [role] },
    },
    "aws:kms/key:Key": {
        type: "AWS::KMS::Key",
        inputs: { description: true, enableKeyRotation: true, deletionWindowInDays: "PendingWindowInDays" },
        tags: true,
    },
    "aws:secretsmanager/secret:Secret": {
        type: "AWS::SecretsManager::Secret",
        inputs: same("name", "description", "kmsKeyId"),
        arn: "Ref",
        tags: true,
    },
    "aws:cloudwatch/logGroup:LogGroup": {
        type: "AWS::Logs::LogGroup",
        inputs: { name: "LogGroupName", retentionInDays: true },
        tags: true,
    },
    "aws:ec2/flowLog:FlowLog": {
        type: "AWS::EC2::FlowLog",
        inputs: {
            vpcId: "ResourceId",
            trafficType: true,
            logDestinationType: true,
            logDestination: true,
            iamRoleArn: "DeliverLogsPermissionArn",
        },
        made: { ResourceType: () => "VPC" },
    },
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
    "aws:lb/loadBalancer:LoadBalancer": {
        type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
        inputs: same("securityGroups", "subnets", "subnetMappings"),
        made: {
            Type: ({ loadBalancerType }) => loadBalancerType,
            Scheme: ({ internal }) => (internal ? "internal" : "internet-facing"),
        },
        arn: "Ref",
        tags: true,
    },
    "aws:lb/targetGroup:TargetGroup": {
        type: "AWS::ElasticLoadBalancingV2::TargetGroup",
        inputs: same("port", "protocol", "targetType", "vpcId"),
        made: {
            HealthCheckProtocol: ({ healthCheck }) => (healthCheck as Fields)["protocol"],
            HealthCheckPort: ({ healthCheck }) => (healthCheck as Fields)["port"],
            HealthCheckPath: ({ healthCheck }) => (healthCheck as Fields)["path"],
            HealthCheckIntervalSeconds: ({ healthCheck }) => (healthCheck as Fields)["interval"],
            HealthCheckTimeoutSeconds: ({ healthCheck }) => (healthCheck as Fields)["timeout"],
            HealthyThresholdCount: ({ healthCheck }) => (healthCheck as Fields)["healthyThreshold"],
            UnhealthyThresholdCount: ({ healthCheck }) => (healthCheck as Fields)["unhealthyThreshold"],
            Matcher: ({ healthCheck }) => ({ httpCode: (healthCheck as Fields)["matcher"] }),
        },
        arn: "Ref",
        tags: true,
    },
    "aws:lb/listener:Listener": {
        type: "AWS::ElasticLoadBalancingV2::Listener",
        inputs: same("loadBalancerArn", "port", "protocol", "defaultActions"),
        arn: "Ref",
    },
};

/** Resources that are properties of a bucket in CloudFormation. */
const BUCKET_PARTS: Readonly<Record<string, Readonly<Record<string, Make>>>> = {
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
};

/** Whether a resource can be said in CloudFormation. */
export function isTranslated({ type }: GraphResource): boolean {
    return type in TRANSLATIONS || type in BUCKET_PARTS;
}

/** The whole graph's template. Throws when a value looks like another resource's id and no such resource exists. */
export function templateOf(graph: ResourceGraph): Template {
    const resources = graph.resources.filter(({ type }) => type in TRANSLATIONS);
    const parts = graph.resources.filter(({ type }) => type in BUCKET_PARTS);
    const translated = resources.map((resource): [string, CfnResource] => {
        const refer = referrer(graph, resource);
        const own = propertiesOf(resource, refer);
        const beside = parts
            .filter((part) => resource.type === "aws:s3/bucket:Bucket" && part.inputs["bucket"] === own["BucketName"])
            .flatMap((part) =>
                Object.entries(BUCKET_PARTS[part.type] ?? {}).map(([property, make]): [string, Value] => [
                    property,
                    pascal(make(part.inputs), referrer(graph, part)),
                ]),
            );
        return [
            logicalId(resource),
            {
                Type: translationOf(resource).type,
                Properties: { ...own, ...Object.fromEntries(beside) },
                Metadata: { Name: resource.name },
                UpdateReplacePolicy: "Retain",
                DeletionPolicy: "Retain",
            },
        ];
    });
    return { AWSTemplateFormatVersion: "2010-09-09", Resources: Object.fromEntries(translated) };
}

function translationOf({ type }: GraphResource): Translation {
    const translation = TRANSLATIONS[type];
    if (translation === undefined) {
        throw new RangeError(`${type} has no translation`);
    }
    return translation;
}

/** `input` is the nearest name above the value. */
type Refer = (value: string, input: string) => Value;

function propertiesOf(resource: GraphResource, refer: Refer): Fields {
    const { inputs: names = {}, made = {}, wrap, tags } = translationOf(resource);
    const { inputs } = resource;
    const renamed = Object.entries(names)
        .filter(([input]) => inputs[input] !== undefined)
        .map(([input, name]): [string, Value] => [
            name === true ? capital(input) : name,
            pascal(inputs[input], refer, input),
        ]);
    const computed = Object.entries(made)
        .map(([name, make]): [string, Value] => [name, pascal(make(inputs), refer)])
        .filter(([, value]) => value !== undefined);
    const tagged = tags && inputs["tags"] !== undefined ? { Tags: keyValues(inputs["tags"] as Fields) } : {};
    const properties = { ...Object.fromEntries([...renamed, ...computed]), ...tagged };
    return wrap === undefined ? properties : { [wrap]: properties };
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

function keyValues(tags: Fields): Fields[] {
    return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** A value with CloudFormation's names; what is `literal` keeps its own. */
function pascal(value: Value, refer: Refer, input = ""): Value {
    if (typeof value === "string") {
        return value === "true" ? true : value === "false" ? false : refer(value, input);
    }
    if (Array.isArray(value)) {
        return value.map((item) => pascal(item, refer, input));
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const fields = value as Fields;
    if ("literal" in fields) {
        return literal(fields["literal"], refer);
    }
    return Object.fromEntries(
        Object.entries(fields)
            .filter(([, child]) => child !== undefined)
            .map(([key, child]) => [
                capital(key),
                key === "tags" && !Array.isArray(child) ? keyValues(child as Fields) : pascal(child, refer, key),
            ]),
    );
}

function literal(value: Value, refer: Refer): Value {
    if (typeof value === "string") {
        return refer(value, "");
    }
    if (Array.isArray(value)) {
        return value.map((item) => literal(item, refer));
    }
    return typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, literal(child, refer)]))
        : value;
}

/** Letters and digits only, and unique: the type tells apart what has one name. */
function logicalId({ type, name }: GraphResource): string {
    const letters = (text: string) =>
        text
            .split(/[^A-Za-z0-9]+/)
            .map(capital)
            .join("");
    return letters(type.split(":").at(-1) ?? "") + letters(name);
}

/** A made-up ARN of an evaluation, and what may follow it. */
const MADE_UP_ARN = /^arn:aws:([a-z0-9-]+):us-east-1:123456789012:(.+?)(:\*)?$/;

/** What nothing refers to, but has the name of what it belongs to. */
const BELONGINGS = /^aws:(ec2\/route|ec2\/routeTableAssociation|iam\/rolePolicy|iam\/userPolicy|iam\/accessKey):/;

/** What stands for another resource, as a reference to it; among the resources that this one depends on. */
function referrer(graph: ResourceGraph, resource: GraphResource): Refer {
    const values = graph.resources.filter(
        ({ urn, type }) =>
            resource.dependencies.includes(urn) && type === "aws:secretsmanager/secretVersion:SecretVersion",
    );
    // Whoever waits for a secret's value means the secret.
    const dependencies = [resource, ...values].flatMap(({ dependencies: urns }) => urns);
    const targets = graph.resources.filter(
        ({ urn, type }) => dependencies.includes(urn) && type in TRANSLATIONS && !BELONGINGS.test(type),
    );
    return (value, input) => {
        const [, service, arnName, rest] = MADE_UP_ARN.exec(value) ?? [];
        const meant = targets.filter(
            ({ name, type }) =>
                (arnName === name && type.startsWith(`aws:${service}/`)) ||
                value === `${name}-id` ||
                value === `${name}-cluster-sg` ||
                // The names that AWS gives to groups of parameters and subnets, and to roles.
                (value === name && /(Group|Role)$/.test(type) && /(Name|^role|^user)$/.test(input)),
        );
        // A subnet and its route table have one name: the input says which.
        const kindOf = ({ type }: GraphResource) => type.split(":").at(-1)?.toLowerCase() ?? "";
        const target = meant.find((candidate) => input.toLowerCase().includes(kindOf(candidate))) ?? meant[0];
        return target === undefined ? value : reference(target, value, arnName !== undefined, rest);
    };
}

function reference(target: GraphResource, value: string, isArn: boolean, rest: string | undefined): Value {
    const id = logicalId(target);
    const { arn = "Arn" } = translationOf(target);
    const attribute = value.endsWith("-cluster-sg")
        ? "ClusterSecurityGroupId"
        : target.type === "aws:ec2/eip:Eip"
          ? "AllocationId"
          : isArn && arn !== "Ref"
            ? arn
            : undefined;
    if (attribute === undefined) {
        return { Ref: id };
    }
    return rest === undefined ? { "Fn::GetAtt": [id, attribute] } : { "Fn::Sub": `\${${id}.${attribute}}${rest}` };
}
