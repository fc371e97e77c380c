import { same, type Fields, type Translation } from "./translation";

/** Networks, machines' templates and load balancers. */

const SECURITY_GROUP_RULE: Record<string, string | true> = {
    ...same("description", "ipProtocol", "fromPort", "toPort"),
    securityGroupId: "GroupId",
    cidrIpv4: "CidrIp",
    cidrIpv6: "CidrIpv6",
};

export const NETWORK: Readonly<Record<string, Translation>> = {
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
