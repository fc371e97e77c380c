import * as pulumi from "@pulumi/pulumi";
import { DefaultSecurityGroup } from "@pulumi/aws/ec2/defaultSecurityGroup";
import { InternetGateway } from "@pulumi/aws/ec2/internetGateway";
import { Route } from "@pulumi/aws/ec2/route";
import { RouteTable } from "@pulumi/aws/ec2/routeTable";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation";
import { Subnet } from "@pulumi/aws/ec2/subnet";
import { Vpc } from "@pulumi/aws/ec2/vpc";
import { getAvailabilityZonesOutput } from "@pulumi/aws/getAvailabilityZones";
import type { NetworkHandle } from "../../contracts";
import { refuse } from "../shared/refuse";
import { createEndpoints, DEFAULT_INTERFACE_ENDPOINTS } from "./endpoints";
import { createFlowLogs } from "./flowLogs";
import { createNat, type NatMode } from "./nat";
import { allocateSubnets, type ZoneSubnets } from "./subnets";
import { missingZones, networkProblems } from "./validation";

export interface MultiAzNetworkArgs {
    /** IPv4 range of the VPC, /16 to /20; `subnets.ts` says how many pods that is. Cannot be changed later. */
    readonly cidr: string;
    /** Names of 2 to 6 availability zones of the region, such as `eu-central-1a`. Adding one later touches no other. */
    readonly zones: readonly string[];
    /** Region of the provider in `opts`, such as `eu-central-1`. */
    readonly region: string;
    /** How private subnets reach the internet; `single` does not survive the loss of the first zone. */
    readonly nat: NatMode;
    /** Days that flow logs are kept. */
    readonly flowLogRetentionDays: number;
    /** Kubernetes cluster whose load balancers and nodes find their subnets by tag. */
    readonly clusterName: string;
    /** AWS services with an address in the VPC, by the last part of their endpoint's name. Default: DEFAULT_INTERFACE_ENDPOINTS. */
    readonly interfaceEndpoints?: readonly string[];
}

const INTERNET = "0.0.0.0/0";

type Kind = Exclude<keyof ZoneSubnets, "zone">;

/** A zone with its subnets as they are made, not yet routed. */
interface ZoneParts extends Readonly<Record<Kind, Subnet>> {
    readonly name: string;
}

/** A VPC over several availability zones: public, private and isolated subnets in each, private ways to AWS services, flow logs. */
export class MultiAzNetwork extends pulumi.ComponentResource {
    public readonly handle: NetworkHandle;
    /** Addresses that the internet sees, for other people's allow-lists. */
    public readonly natPublicIps: readonly pulumi.Output<string>[];
    /** Eighth of the range in which there is no subnet. */
    public readonly freeCidr: string;

    constructor(name: string, args: MultiAzNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:MultiAzNetwork", name, args, opts);
        const child = { parent: this };
        const { cidr, region, interfaceEndpoints = DEFAULT_INTERFACE_ENDPOINTS } = args;
        refuse(this, networkProblems({ ...args, interfaceEndpoints }));
        const plan = allocateSubnets(cidr, args.zones);

        const vpc = this.createVpc(name, cidr);
        const internetGateway = new InternetGateway(name, { vpcId: vpc.id, tags: { Name: name } }, child);
        const subnets = this.createSubnets(name, args, vpc, plan.zones);
        const opened = this.routeToInternet(name, vpc, internetGateway, subnets);
        const nat = createNat(name, args.nat, { vpcId: vpc.id, internetGateway, zones: opened }, child);
        const served = this.routeThroughNat(name, vpc, nat.zones);
        const isolated = this.createRouteTable(`${name}-isolated`, vpc);

        createEndpoints(
            name,
            {
                vpcId: vpc.id,
                cidr,
                region,
                services: interfaceEndpoints,
                subnetIds: served.map((zone) => zone.private.id),
                routeTableIds: [...served.map(({ table }) => table.id), isolated.id],
            },
            child,
        );
        createFlowLogs(`${name}-flow-logs`, { vpc, region, retentionDays: args.flowLogRetentionDays }, child);

        this.handle = {
            vpcId: vpc.id,
            cidr,
            zones: served.map((zone) => ({
                name: zone.name,
                publicSubnetId: zone.publicSubnetId,
                privateSubnetId: zone.privateSubnetId,
                isolatedSubnetId: this.associate(name, "isolated", zone, isolated),
                isolatedCidr: plan.zones.find((ranges) => ranges.zone === zone.name)?.isolated,
            })),
        };
        this.natPublicIps = nat.publicIps;
        this.freeCidr = plan.free;
        this.registerOutputs({ handle: this.handle, natPublicIps: this.natPublicIps, freeCidr: this.freeCidr });
    }

    private createVpc(name: string, cidr: string): Vpc {
        const child = { parent: this };
        const vpc = new Vpc(
            name,
            {
                cidrBlock: cidr,
                // Both for private DNS of the endpoints, and for the cluster's private endpoint.
                enableDnsSupport: true,
                enableDnsHostnames: true,
                // CloudWatch then shows how many addresses are in use, before pods run out of them.
                enableNetworkAddressUsageMetrics: true,
                tags: { Name: name },
            },
            child,
        );
        // Adopts the group that AWS makes with every VPC, and takes its rules away: what is put there by oversight reaches nothing.
        new DefaultSecurityGroup(
            `${name}-closed`,
            { vpcId: vpc.id, ingress: [], egress: [], tags: { Name: `${name}-default-closed` } },
            child,
        );
        return vpc;
    }

    private createSubnets(
        name: string,
        { zones, region, clusterName }: MultiAzNetworkArgs,
        vpc: Vpc,
        plan: readonly ZoneSubnets[],
    ): ZoneParts[] {
        const checked = this.checkZones(region, zones);
        const tags = subnetTags(clusterName);
        const create = (kind: Kind, { zone, [kind]: cidrBlock }: ZoneSubnets) =>
            new Subnet(
                `${name}-${kind}-${zone}`,
                {
                    vpcId: vpc.id,
                    availabilityZone: checked.apply(() => zone),
                    cidrBlock,
                    mapPublicIpOnLaunch: false,
                    tags: { Name: `${name}-${kind}-${zone}`, ...tags[kind] },
                },
                { parent: this },
            );
        return plan.map((ranges) => ({
            name: ranges.zone,
            public: create("public", ranges),
            private: create("private", ranges),
            isolated: create("isolated", ranges),
        }));
    }

    /** Fails in the preview when the region lacks a zone for this account; subnets wait for it. */
    private checkZones(region: string, zones: readonly string[]): pulumi.Output<void> {
        const available = getAvailabilityZonesOutput(
            // Local and Wavelength zones need opting in, and have neither NAT gateways nor databases.
            { state: "available", filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }] },
            { parent: this },
        );
        return available.apply(({ names }: { names?: string[] }) => refuse(this, missingZones(region, zones, names)));
    }

    /** One table for all public subnets. */
    private routeToInternet(name: string, vpc: Vpc, gateway: InternetGateway, zones: readonly ZoneParts[]) {
        const table = this.createRouteTable(`${name}-public`, vpc);
        const route = new Route(
            `${name}-public-internet`,
            { routeTableId: table.id, destinationCidrBlock: INTERNET, gatewayId: gateway.id },
            { parent: this },
        );
        return zones.map((zone) => ({ ...zone, publicSubnetId: this.associate(name, "public", zone, table, route) }));
    }

    /** A table for each zone in every mode, so that another mode changes routes and no tables. */
    private routeThroughNat<Z extends ZoneParts & { readonly gatewayId: pulumi.Output<string> }>(
        name: string,
        vpc: Vpc,
        zones: readonly Z[],
    ) {
        return zones.map((zone) => {
            const table = this.createRouteTable(`${name}-private-${zone.name}`, vpc);
            const route = new Route(
                `${name}-private-${zone.name}-nat`,
                { routeTableId: table.id, destinationCidrBlock: INTERNET, natGatewayId: zone.gatewayId },
                { parent: this },
            );
            return { ...zone, table, privateSubnetId: this.associate(name, "private", zone, table, route) };
        });
    }

    private createRouteTable(name: string, vpc: Vpc): RouteTable {
        return new RouteTable(name, { vpcId: vpc.id, tags: { Name: name } }, { parent: this });
    }

    /** The subnet's id, known once table and route are in place: a machine that starts earlier would find no way out. */
    private associate(
        name: string,
        kind: Kind,
        zone: ZoneParts,
        table: RouteTable,
        route?: Route,
    ): pulumi.Output<string> {
        const subnet = zone[kind];
        const association = new RouteTableAssociation(
            `${name}-${kind}-${zone.name}`,
            { subnetId: subnet.id, routeTableId: table.id },
            { parent: this },
        );
        return pulumi.all([subnet.id, association.id, route?.id]).apply(([subnetId]) => subnetId);
    }
}

/** Tags by which the AWS Load Balancer Controller and Karpenter find subnets; nothing of the cluster belongs into the isolated ones. */
function subnetTags(clusterName: string): Readonly<Record<Kind, Record<string, string>>> {
    const cluster = { [`kubernetes.io/cluster/${clusterName}`]: "shared" };
    return {
        public: { ...cluster, "kubernetes.io/role/elb": "1" },
        private: { ...cluster, "kubernetes.io/role/internal-elb": "1", "karpenter.sh/discovery": clusterName },
        isolated: {},
    };
}
