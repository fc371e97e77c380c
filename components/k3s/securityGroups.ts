import type * as pulumi from "@pulumi/pulumi";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import { ingressRules, type AccessArgs, type Group, type Source } from "./accessRules";
import { API_PORT } from "./ports";

export interface SecurityGroups {
    readonly ids: Readonly<Record<Group, pulumi.Output<string>>>;
    /** Exist once connections are let through. */
    readonly rules: pulumi.Resource[];
}

export interface SecurityGroupsArgs extends AccessArgs {
    readonly vpcId: pulumi.Input<string>;
}

/** Creates the security groups of a cluster and all that they let in and out. */
export function createSecurityGroups(name: string, args: SecurityGroupsArgs, parent: pulumi.Resource): SecurityGroups {
    const create = (group: Group, description: string) =>
        new SecurityGroup(
            `${name}-${group}`,
            { vpcId: args.vpcId, description, tags: { Name: `${name}-${group}` } },
            { parent },
        ).id;
    const ids = {
        nodes: create("nodes", "Machines of the k3s cluster"),
        servers: create("servers", "Servers of the k3s cluster, besides what holds for all machines"),
        api: create("api", "Load balancers of the Kubernetes API"),
    };
    return { ids, rules: [...createIngress(name, ids, args, parent), ...createEgress(name, ids, parent)] };
}

function createIngress(
    name: string,
    ids: SecurityGroups["ids"],
    args: AccessArgs,
    parent: pulumi.Resource,
): pulumi.Resource[] {
    const origin = (source: Source) =>
        "cidr" in source
            ? { cidrIpv4: source.cidr }
            : { referencedSecurityGroupId: "group" in source ? ids[source.group] : source.securityGroupId };
    return ingressRules(args).map(
        (rule) =>
            new SecurityGroupIngressRule(
                `${name}-${rule.name}`,
                {
                    securityGroupId: ids[rule.group],
                    ...origin(rule.source),
                    ipProtocol: rule.protocol,
                    fromPort: rule.from,
                    toPort: rule.to,
                    description: rule.description,
                    tags: { Name: `${name}-${rule.name}` },
                },
                { parent },
            ),
    );
}

function createEgress(name: string, ids: SecurityGroups["ids"], parent: pulumi.Resource): pulumi.Resource[] {
    return [
        // Images, AWS and the APIs of model providers are at addresses that nobody can list; what pods may reach is up to network policies.
        new SecurityGroupEgressRule(
            `${name}-nodes-egress`,
            {
                securityGroupId: ids.nodes,
                cidrIpv4: "0.0.0.0/0",
                ipProtocol: "-1",
                description: "Images, AWS and model providers",
                tags: { Name: `${name}-nodes-egress` },
            },
            { parent },
        ),
        new SecurityGroupEgressRule(
            `${name}-api-egress`,
            {
                securityGroupId: ids.api,
                referencedSecurityGroupId: ids.servers,
                ipProtocol: "tcp",
                fromPort: API_PORT,
                toPort: API_PORT,
                description: "Servers",
                tags: { Name: `${name}-api-egress` },
            },
            { parent },
        ),
    ];
}
