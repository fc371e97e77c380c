import type * as pulumi from "@pulumi/pulumi";
import { Listener } from "@pulumi/aws/lb/listener";
import { LoadBalancer } from "@pulumi/aws/lb/loadBalancer";
import { TargetGroup } from "@pulumi/aws/lb/targetGroup";
import { API_PORT } from "./ports";

export interface ApiLoadBalancerArgs {
    readonly vpcId: pulumi.Input<string>;
    /** One subnet in each zone of the servers. */
    readonly subnetIds: readonly pulumi.Input<string>[];
    readonly securityGroupId: pulumi.Input<string>;
    /** `false`: on the internet. */
    readonly internal: boolean;
}

/** An address of the API that outlives every server. */
export interface ApiLoadBalancer {
    readonly host: pulumi.Output<string>;
    readonly targetGroupArn: pulumi.Output<string>;
    /** Exists once connections are passed on. */
    readonly listening: pulumi.Resource;
}

/** Creates a Network Load Balancer in front of the servers. */
export function createApiLoadBalancer(
    name: string,
    { vpcId, subnetIds, securityGroupId, internal }: ApiLoadBalancerArgs,
    parent: pulumi.Resource,
): ApiLoadBalancer {
    const balancer = new LoadBalancer(
        name,
        {
            loadBalancerType: "network",
            internal,
            subnets: [...subnetIds],
            securityGroups: [securityGroupId],
            // One server a zone: without it, the zone of a lost server would have an address that leads nowhere.
            enableCrossZoneLoadBalancing: true,
            // Kubeconfig, certificates and every machine carry its name.
            enableDeletionProtection: true,
            tags: { Name: name },
        },
        { parent, protect: true },
    );
    const targets = new TargetGroup(
        `${name}-targets`,
        {
            vpcId,
            port: API_PORT,
            protocol: "TCP",
            targetType: "instance",
            // A server that is sent its own connection back would see itself as the client and drop it.
            preserveClientIp: "false",
            deregistrationDelay: 30,
            healthCheck: {
                // 401 is what an API server that works answers to a stranger; k3s itself answers 503 until there is one.
                protocol: "HTTPS",
                path: "/readyz",
                matcher: "200-401",
                port: String(API_PORT),
                interval: 10,
                healthyThreshold: 2,
                unhealthyThreshold: 2,
            },
            tags: { Name: `${name}-targets` },
        },
        { parent },
    );
    const listener = new Listener(
        `${name}-listener`,
        {
            loadBalancerArn: balancer.arn,
            port: API_PORT,
            protocol: "TCP",
            defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
            tags: { Name: `${name}-listener` },
        },
        { parent },
    );
    return { host: balancer.dnsName, targetGroupArn: targets.arn, listening: listener };
}
