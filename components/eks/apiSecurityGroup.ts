import type * as pulumi from "@pulumi/pulumi";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import type { NetworkHandle } from "../../contracts";

interface ApiSecurityGroupArgs {
    readonly network: NetworkHandle;
    readonly privateEndpointCidrs: readonly string[];
}

const API_PORT = 443;

/**
 * Creates the group of the control plane's interfaces and nothing else, and lets the ranges in to the API; returns its id. The group
 * that EKS itself makes admits its own members only, and they are nodes and pods, too: a rule there would open port 443 of the gateway
 * beside its load balancer.
 */
export function createApiSecurityGroup(
    name: string,
    { network, privateEndpointCidrs }: ApiSecurityGroupArgs,
    parent: pulumi.Resource,
): pulumi.Output<string> {
    const groupName = `${name}-api`;
    const { id } = new SecurityGroup(
        groupName,
        { vpcId: network.vpcId, description: "Private endpoint of the Kubernetes API", tags: { Name: groupName } },
        { parent },
    );
    for (const cidr of new Set(privateEndpointCidrs)) {
        const ruleName = `${groupName}-from-${cidr.replaceAll(/[./]/g, "-")}`;
        new SecurityGroupIngressRule(
            ruleName,
            {
                securityGroupId: id,
                cidrIpv4: cidr,
                ipProtocol: "tcp",
                fromPort: API_PORT,
                toPort: API_PORT,
                description: "Kubernetes API",
                tags: { Name: ruleName },
            },
            { parent },
        );
    }
    return id;
}
