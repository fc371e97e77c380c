import * as pulumi from "@pulumi/pulumi";
import { Eip } from "@pulumi/aws/ec2/eip";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { Listener } from "@pulumi/aws/lb/listener";
import { LoadBalancer } from "@pulumi/aws/lb/loadBalancer";
import { TargetGroup } from "@pulumi/aws/lb/targetGroup";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import type { NetworkHandle } from "../../contracts";
import { refuse } from "../shared/refuse";
import { allowedCidrProblems, deregistrationProblems, fixedAddressProblems } from "./validation";

export interface PublicLoadBalancerArgs {
    readonly network: NetworkHandle;
    readonly targets: {
        /** Pods with addresses of their own in the VPC, or nodes that pass connections on to pods. */
        readonly kind: "ip" | "instances";
        /** Ports that the gateway listens on: those of its pods with `ip`, its node ports with `instances`. */
        readonly ports: Readonly<Record<Entry, number>>;
    };
    /** IPv4 ranges that may connect. Default: the whole internet, which is what a public address is for. */
    readonly allowedCidrs?: readonly string[];
    /** Answers 200 over HTTP while the target takes new connections. `port` is on the target, as with `targets.ports`. */
    readonly healthCheck: { readonly port: number; readonly path: string };
    /** Seconds that a leaving target keeps its connections, 0 to 3600: at least the longest stream that is to end by itself. */
    readonly deregistrationSeconds: number;
    /** Reached from inside the network only. Default: `false`. */
    readonly internal?: boolean;
    /**
     * Elastic IPs, one a zone, which a region failover needs and allow-lists like; they count against the quota of 5 Elastic IPs a
     * region, as NAT gateways do. Default: `false`, addresses of AWS's choice.
     */
    readonly fixedAddresses?: boolean;
    /** Tags of the target groups, by which the cluster's controller may be allowed to use them. Default: none. */
    readonly targetTags?: Readonly<Record<string, string>>;
}

/** What clients connect to. */
type Entry = "http" | "https";

/**
 * Ports, and seconds after which a silent connection is dropped. TLS ends in the gateway: a TLS listener would drop streams at 350 s
 * whatever is set, a TCP listener can wait 6000 s. Port 80 only sends browsers on to 443.
 */
const LISTENERS: Readonly<Record<Entry, { readonly port: number; readonly idleSeconds: number }>> = {
    http: { port: 80, idleSeconds: 350 },
    https: { port: 443, idleSeconds: 6000 },
};

const ENTRIES = Object.keys(LISTENERS) as Entry[];

const INTERNET = ["0.0.0.0/0"];

/** A target is out after two failures 5 s apart, the least that AWS takes, and back after two successes. */
const HEALTH_CHECK = { interval: 5, timeout: 2, unhealthyThreshold: 2, healthyThreshold: 2 };

/**
 * The address of Dify: a network load balancer of the program's own, so that its security group, targets and DNS name are in the
 * graph and known to Route 53, rather than made later by a controller for a Kubernetes Service. Pods come to the target groups through
 * `TargetGroupBinding` objects, instances through their Auto Scaling groups.
 */
export class PublicLoadBalancer extends pulumi.ComponentResource {
    public readonly dnsName: pulumi.Output<string>;
    /** Route 53 zone of `dnsName`, for alias records. */
    public readonly zoneId: pulumi.Output<string>;
    /** ARNs. */
    public readonly targetGroups: Readonly<Record<Entry, pulumi.Output<string>>>;
    /** Admit this group to the targets, on their ports and on that of the health check. */
    public readonly securityGroupId: pulumi.Output<string>;
    /** Public addresses by zone; empty without `fixedAddresses`. */
    public readonly addresses: Readonly<Record<string, pulumi.Output<string>>>;

    constructor(name: string, args: PublicLoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:PublicLoadBalancer", name, args, opts);
        const { allowedCidrs = INTERNET, internal = false, fixedAddresses = false } = args;
        refuse(this, [
            ...allowedCidrProblems(allowedCidrs),
            ...deregistrationProblems(args.deregistrationSeconds),
            ...fixedAddressProblems(internal, fixedAddresses),
        ]);

        const group = this.createSecurityGroup(name, args, allowedCidrs);
        const eips = fixedAddresses ? this.createAddresses(name, args.network) : {};
        const balancer = this.createLoadBalancer(name, args.network, internal, group, eips);
        const targets = {
            http: this.createTargetGroup(name, "http", args, internal),
            https: this.createTargetGroup(name, "https", args, internal),
        };
        for (const entry of ENTRIES) {
            this.createListener(name, entry, balancer, targets[entry]);
        }

        this.dnsName = balancer.dnsName;
        this.zoneId = balancer.zoneId;
        this.targetGroups = { http: targets.http.arn, https: targets.https.arn };
        this.securityGroupId = group.id;
        this.addresses = Object.fromEntries(Object.entries(eips).map(([zone, eip]) => [zone, eip.publicIp]));
        this.registerOutputs({
            dnsName: this.dnsName,
            zoneId: this.zoneId,
            targetGroups: this.targetGroups,
            securityGroupId: this.securityGroupId,
            addresses: this.addresses,
        });
    }

    /** The only one that may be open to the world, on 80 and 443; to the targets, only their ports and only inside the VPC. */
    private createSecurityGroup(
        name: string,
        { network, targets, healthCheck }: PublicLoadBalancerArgs,
        allowedCidrs: readonly string[],
    ): SecurityGroup {
        const child = { parent: this };
        const group = new SecurityGroup(
            name,
            { vpcId: network.vpcId, description: "Public load balancer of Dify", tags: { Name: name } },
            child,
        );
        const rule = (port: number, cidr: string, description: string) => ({
            securityGroupId: group.id,
            description,
            ipProtocol: "tcp",
            fromPort: port,
            toPort: port,
            cidrIpv4: cidr,
        });
        for (const entry of ENTRIES) {
            for (const cidr of allowedCidrs) {
                new SecurityGroupIngressRule(
                    `${name}-${entry}-from-${cidr.replace(/[./]/g, "-")}`,
                    rule(LISTENERS[entry].port, cidr, `Clients, ${entry}`),
                    child,
                );
            }
        }
        for (const port of new Set([targets.ports.http, targets.ports.https, healthCheck.port])) {
            new SecurityGroupEgressRule(`${name}-to-${port}`, rule(port, network.cidr, "Targets"), child);
        }
        return group;
    }

    private createAddresses(name: string, { zones }: NetworkHandle): Record<string, Eip> {
        return Object.fromEntries(
            zones.map((zone) => [
                zone.name,
                new Eip(
                    `${name}-ip-${zone.name}`,
                    { domain: "vpc", tags: { Name: `${name}-${zone.name}` } },
                    { parent: this },
                ),
            ]),
        );
    }

    private createLoadBalancer(
        name: string,
        { zones }: NetworkHandle,
        internal: boolean,
        group: SecurityGroup,
        eips: Readonly<Record<string, Eip>>,
    ): LoadBalancer {
        return new LoadBalancer(
            name,
            {
                loadBalancerType: "network",
                internal,
                subnetMappings: zones.map((zone) => ({
                    subnetId: internal ? zone.privateSubnetId : zone.publicSubnetId,
                    ...(eips[zone.name] === undefined ? {} : { allocationId: eips[zone.name]?.id }),
                })),
                securityGroups: [group.id],
                // Each zone serves its own connections: a failing zone is withdrawn from DNS as a whole and cannot spoil a third of
                // the others' connections, zonal shift works, and nothing is charged between zones. Hence two gateways in every zone.
                enableCrossZoneLoadBalancing: false,
                // For clients inside the VPC: their own zone's address while it is healthy.
                dnsRecordClientRoutingPolicy: "availability_zone_affinity",
                enableZonalShift: true,
                // Another load balancer would have another name and other addresses.
                enableDeletionProtection: true,
                tags: { Name: name },
            },
            { parent: this },
        );
    }

    private createTargetGroup(
        name: string,
        entry: Entry,
        { network, targets, healthCheck, deregistrationSeconds, targetTags }: PublicLoadBalancerArgs,
        internal: boolean,
    ): TargetGroup {
        return new TargetGroup(
            `${name}-${entry}`,
            {
                vpcId: network.vpcId,
                targetType: targets.kind === "ip" ? "ip" : "instance",
                protocol: "TCP",
                port: targets.ports[entry],
                // For rate limits and logs: the gateway sees the client's own address, which no header can forge, and needs no PROXY
                // protocol. Not where a pod may reach its own node through the balancer: source and destination would be the same
                // address, and the connection would hang.
                preserveClientIp: String(!(internal && targets.kind === "instances")),
                // A leaving gateway ends its streams itself; the load balancer cuts nothing that still lives at the end of the delay.
                deregistrationDelay: deregistrationSeconds,
                connectionTermination: false,
                // A target that fails its checks gets no new connections and keeps those that still work as long as a leaving one does.
                targetHealthStates: [
                    {
                        enableUnhealthyConnectionTermination: false,
                        unhealthyDrainingInterval: deregistrationSeconds,
                    },
                ],
                healthCheck: {
                    protocol: "HTTP",
                    port: String(healthCheck.port),
                    path: healthCheck.path,
                    matcher: "200",
                    ...HEALTH_CHECK,
                },
                tags: { Name: `${name}-${entry}`, ...targetTags },
            },
            { parent: this },
        );
    }

    private createListener(name: string, entry: Entry, balancer: LoadBalancer, targets: TargetGroup): Listener {
        const { port, idleSeconds } = LISTENERS[entry];
        return new Listener(
            `${name}-${entry}`,
            {
                loadBalancerArn: balancer.arn,
                protocol: "TCP",
                port,
                tcpIdleTimeoutSeconds: idleSeconds,
                defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
                tags: { Name: `${name}-${entry}` },
            },
            { parent: this },
        );
    }
}
