import type * as pulumi from "@pulumi/pulumi";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";

export interface ClientSecurityGroupArgs {
    readonly vpcId: pulumi.Input<string>;
    /** Security groups whose members may connect. */
    readonly clients: readonly pulumi.Input<string>[];
    /** TCP port of the servers. */
    readonly port: number;
    /** What speaks on that port, such as `PostgreSQL`. */
    readonly protocol: string;
    /** What is in the group, for people who find it in the console. */
    readonly description: string;
}

/** Security group of servers that lets the clients in, and nobody else; the servers themselves connect to nothing. */
export function createClientSecurityGroup(
    name: string,
    { vpcId, clients, port, protocol, description }: ClientSecurityGroupArgs,
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const group = new SecurityGroup(`${name}-security-group`, { description, vpcId, tags: { Name: name } }, opts);
    clients.forEach((client, index) => {
        const ruleName = `${name}-from-client-${index + 1}`;
        new SecurityGroupIngressRule(
            ruleName,
            {
                securityGroupId: group.id,
                referencedSecurityGroupId: client,
                ipProtocol: "tcp",
                fromPort: port,
                toPort: port,
                description: protocol,
                tags: { Name: ruleName },
            },
            opts,
        );
    });
    return group.id;
}
