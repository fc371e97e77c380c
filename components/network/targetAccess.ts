import * as pulumi from "@pulumi/pulumi";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";

export interface TargetAccessArgs {
    /** Security group of the targets. */
    readonly securityGroupId: pulumi.Input<string>;
    /** Security group of the load balancer. */
    readonly loadBalancerSecurityGroupId: pulumi.Input<string>;
    /** TCP ports of the targets by purpose, the one of health checks included. */
    readonly ports: Readonly<Record<string, number>>;
}

/** Lets a load balancer in to the targets whose security group another program made, as EKS does for nodes and pods. */
export class TargetAccess extends pulumi.ComponentResource {
    constructor(name: string, args: TargetAccessArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:TargetAccess", name, args, opts);
        for (const [purpose, port] of Object.entries(args.ports)) {
            new SecurityGroupIngressRule(
                `${name}-${purpose}`,
                {
                    securityGroupId: args.securityGroupId,
                    referencedSecurityGroupId: args.loadBalancerSecurityGroupId,
                    ipProtocol: "tcp",
                    fromPort: port,
                    toPort: port,
                    description: `Load balancer, ${purpose}`,
                },
                { parent: this },
            );
        }
        this.registerOutputs({});
    }
}
