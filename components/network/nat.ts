import * as pulumi from "@pulumi/pulumi";
import { Eip } from "@pulumi/aws/ec2/eip";
import { NatGateway } from "@pulumi/aws/ec2/natGateway";

/**
 * How private subnets reach the internet.
 *
 * - `perAz`: a NAT gateway in every zone, which the zone's own table points at. Losing a zone takes nothing from the others.
 * - `regional`: one NAT gateway that AWS spreads over the zones (since November 2025), with an address in each of ours. Same
 *   failure domains and no subnet of its own; younger, and zone independence is AWS's word rather than our routing.
 * - `single`: one NAT gateway in the first zone. Cheapest; losing that zone cuts all zones off the internet, and traffic of the
 *   others is charged between zones.
 *
 * `perAz` and `regional` take one Elastic IP a zone of the account's quota, which is 5 in a region unless raised (L-0263D0A3).
 */
export type NatMode = "perAz" | "regional" | "single";

/** A zone with a public subnet that has its route to the internet. */
export interface NatZone {
    readonly name: string;
    readonly publicSubnetId: pulumi.Input<string>;
}

export interface NatArgs<Z extends NatZone> {
    readonly vpcId: pulumi.Input<string>;
    readonly zones: readonly Z[];
    /** Must be attached before an address can be used: addresses wait for it, and gateways for their addresses. */
    readonly internetGateway: pulumi.Resource;
}

export interface NatGateways<Z extends NatZone> {
    /** The zones, each with the gateway that its traffic is to take. */
    readonly zones: readonly (Z & { readonly gatewayId: pulumi.Output<string> })[];
    /** Addresses that the internet sees; they stay the same for as long as the network lives. */
    readonly publicIps: readonly pulumi.Output<string>[];
}

type Layout = <Z extends NatZone>(name: string, args: NatArgs<Z>, opts: pulumi.CustomResourceOptions) => NatGateways<Z>;

const LAYOUTS: Readonly<Record<NatMode, Layout>> = {
    perAz: createPerAz,
    regional: createRegional,
    single: createSingle,
};

/** Makes the NAT gateways of a mode. */
export function createNat<Z extends NatZone>(
    name: string,
    mode: NatMode,
    args: NatArgs<Z>,
    opts: pulumi.CustomResourceOptions,
): NatGateways<Z> {
    return LAYOUTS[mode](name, args, opts);
}

function createPerAz<Z extends NatZone>(
    name: string,
    args: NatArgs<Z>,
    opts: pulumi.CustomResourceOptions,
): NatGateways<Z> {
    const made = args.zones.map((zone) => ({ zone, ...createZonal(name, zone, args, opts) }));
    return {
        zones: made.map(({ zone, gateway }) => ({ ...zone, gatewayId: gateway.id })),
        publicIps: made.map(({ address }) => address.publicIp),
    };
}

function createSingle<Z extends NatZone>(
    name: string,
    args: NatArgs<Z>,
    opts: pulumi.CustomResourceOptions,
): NatGateways<Z> {
    const first = createPerAz(name, { ...args, zones: args.zones.slice(0, 1) }, opts);
    return {
        zones: first.zones.flatMap(({ gatewayId }) => args.zones.map((zone) => ({ ...zone, gatewayId }))),
        publicIps: first.publicIps,
    };
}

/**
 * With addresses of our own (AWS calls it manual mode): left to itself AWS takes up to an hour to come to a new zone, whose traffic
 * crosses to another one meanwhile, and brings addresses that nobody can allow-list beforehand.
 */
function createRegional<Z extends NatZone>(
    name: string,
    args: NatArgs<Z>,
    opts: pulumi.CustomResourceOptions,
): NatGateways<Z> {
    const addresses = args.zones.map((zone) => ({ zone, address: createAddress(name, zone.name, args, opts) }));
    const gateway = new NatGateway(
        `${name}-nat`,
        {
            vpcId: args.vpcId,
            availabilityMode: "regional",
            connectivityType: "public",
            availabilityZoneAddresses: addresses.map(({ zone, address }) => ({
                availabilityZone: zone.name,
                allocationIds: [address.id],
            })),
            tags: { Name: `${name}-nat` },
        },
        opts,
    );
    return {
        zones: args.zones.map((zone) => ({ ...zone, gatewayId: gateway.id })),
        publicIps: addresses.map(({ address }) => address.publicIp),
    };
}

function createZonal(
    name: string,
    zone: NatZone,
    args: NatArgs<NatZone>,
    opts: pulumi.CustomResourceOptions,
): { gateway: NatGateway; address: Eip } {
    const address = createAddress(name, zone.name, args, opts);
    const gateway = new NatGateway(
        `${name}-nat-${zone.name}`,
        {
            subnetId: zone.publicSubnetId,
            allocationId: address.id,
            connectivityType: "public",
            tags: { Name: `${name}-nat-${zone.name}` },
        },
        opts,
    );
    return { gateway, address };
}

function createAddress(
    name: string,
    zone: string,
    { internetGateway }: NatArgs<NatZone>,
    opts: pulumi.CustomResourceOptions,
): Eip {
    return new Eip(
        `${name}-nat-ip-${zone}`,
        { domain: "vpc", tags: { Name: `${name}-nat-${zone}` } },
        { ...opts, dependsOn: internetGateway },
    );
}
