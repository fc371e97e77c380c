import * as pulumi from "@pulumi/pulumi";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { VpcEndpoint } from "@pulumi/aws/ec2/vpcEndpoint";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";

/**
 * AWS services that nodes and pods call, by the last part of their endpoint's name: with an endpoint in each zone a zone needs no NAT
 * gateway to start nodes, attach volumes and hand out credentials. Each costs an hourly price for every zone (about 8 USD a month
 * each, eu-central-1, 2026-11), so a small stack may list fewer and send the rest through NAT.
 *
 * Not here: `kms`, which S3, EBS and Secrets Manager call themselves, out of our VPC; `logs`, because control-plane and flow logs are
 * written by AWS and pods log to the cluster; `s3`, which has a gateway endpoint at no charge; `rds` and `elasticache`, whose APIs
 * nothing inside calls.
 */
export const DEFAULT_INTERFACE_ENDPOINTS: readonly string[] = [
    // Images of the cluster's add-ons (VPC CNI, kube-proxy, CoreDNS, EBS CSI), without which no node becomes ready: names and tokens …
    "ecr.api",
    // … and manifests; the layers themselves come through the S3 gateway endpoint.
    "ecr.dkr",
    // Exchanges service account tokens for credentials (IRSA), and instance roles of nodes.
    "sts",
    // Credentials of EKS Pod Identity.
    "eks-auth",
    // Joining nodes and controllers describe the cluster.
    "eks",
    // Network interfaces and addresses of pods (VPC CNI), attaching volumes (EBS CSI), launching nodes.
    "ec2",
    // Capacity of node groups, and a node's own Auto Scaling group.
    "autoscaling",
    // Targets of the load balancer: gateways in a zone without NAT must still be registered and withdrawn.
    "elasticloadbalancing",
    // External Secrets Operator, and bootstrap secrets of instances.
    "secretsmanager",
];

export interface EndpointsArgs {
    readonly vpcId: pulumi.Input<string>;
    /** IPv4 range of the VPC: the only one that may connect. */
    readonly cidr: string;
    readonly region: string;
    /** Services by the last part of their endpoint's name. */
    readonly services: readonly string[];
    /** One in each zone: interface endpoints get an address there. */
    readonly subnetIds: readonly pulumi.Input<string>[];
    /** Tables that learn the way to S3. */
    readonly routeTableIds: readonly pulumi.Input<string>[];
}

/**
 * Private ways to AWS services. Their policies stay as AWS makes them (whoever is inside may call, with the permissions of their own
 * role): image layers and operating system packages lie in buckets of AWS accounts whose names are not ours to list, and the roles
 * here name exact actions and resources.
 */
export function createEndpoints(name: string, args: EndpointsArgs, opts: pulumi.CustomResourceOptions): void {
    const { vpcId, region } = args;
    new VpcEndpoint(
        `${name}-s3`,
        {
            vpcId,
            serviceName: `com.amazonaws.${region}.s3`,
            vpcEndpointType: "Gateway",
            routeTableIds: [...args.routeTableIds],
            tags: { Name: `${name}-s3` },
        },
        opts,
    );
    if (args.services.length === 0) {
        return;
    }
    const securityGroup = createSecurityGroup(`${name}-endpoints`, args, opts);
    for (const service of args.services) {
        new VpcEndpoint(
            `${name}-${service}`,
            {
                vpcId,
                serviceName: `com.amazonaws.${region}.${service}`,
                vpcEndpointType: "Interface",
                privateDnsEnabled: true,
                subnetIds: [...args.subnetIds],
                securityGroupIds: [securityGroup.id],
                tags: { Name: `${name}-${service}` },
            },
            opts,
        );
    }
}

/** Answers HTTPS from the VPC, and opens no connection itself: no egress rule. */
function createSecurityGroup(
    name: string,
    { vpcId, cidr }: EndpointsArgs,
    opts: pulumi.CustomResourceOptions,
): SecurityGroup {
    const group = new SecurityGroup(
        name,
        { vpcId, description: "Interface endpoints of AWS services", tags: { Name: name } },
        opts,
    );
    new SecurityGroupIngressRule(
        `${name}-https`,
        {
            securityGroupId: group.id,
            description: "HTTPS from the VPC",
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
            cidrIpv4: cidr,
        },
        opts,
    );
    return group;
}
