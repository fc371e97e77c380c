import type { Problem } from "../../contracts";

/** Compares what was said of an existing network with what AWS says: pure. Where no cloud was asked facts are absent, and not judged. */

/** An existing VPC, with the subnets to use. */
export interface AdoptedNetwork {
    readonly vpcId: string;
    /** The VPC's range, or that one of its ranges which nodes and pods are in: security groups admit it. */
    readonly cidr: string;
    /** 2 to 6 zones. */
    readonly zones: readonly AdoptedZone[];
}

export interface AdoptedZone {
    /** Availability zone, such as `eu-central-1a`. */
    readonly name: string;
    /** Has a route to an internet gateway. */
    readonly publicSubnetId: string;
    /** Reaches the internet through NAT. */
    readonly privateSubnetId: string;
    /** For databases; the private subnet again where there is no other. */
    readonly isolatedSubnetId: string;
}

/** What AWS says of a VPC. */
export interface VpcFacts {
    readonly cidrBlock?: string;
    readonly cidrBlockAssociations?: readonly { readonly cidrBlock: string }[];
}

/** What AWS says of a subnet. */
export interface SubnetFacts {
    readonly id: string;
    readonly vpcId?: string;
    readonly availabilityZone?: string;
}

/** What is wrong with the VPC. */
export function vpcProblems({ vpcId, cidr }: AdoptedNetwork, facts: VpcFacts): Problem[] {
    if (facts.cidrBlock === undefined) {
        return [];
    }
    const ranges = [facts.cidrBlock, ...(facts.cidrBlockAssociations ?? []).map(({ cidrBlock }) => cidrBlock)];
    return ranges.includes(cidr)
        ? []
        : [{ path: "cidr", value: cidr, message: `${vpcId} has ${[...new Set(ranges)].join(", ")}` }];
}

/** What is wrong with the subnets. */
export function subnetProblems({ vpcId, zones }: AdoptedNetwork, subnets: readonly SubnetFacts[]): Problem[] {
    const byId = new Map(subnets.map((subnet) => [subnet.id, subnet]));
    const keys = ["publicSubnetId", "privateSubnetId", "isolatedSubnetId"] as const;
    return zones.flatMap((zone, index) =>
        keys.flatMap((key) => {
            const value = zone[key];
            const { vpcId: inVpc = vpcId, availabilityZone = zone.name } = byId.get(value) ?? {};
            const path = `zones[${index}].${key}`;
            return [
                ...(inVpc === vpcId ? [] : [{ path, value, message: `is in ${inVpc}, not in ${vpcId}` }]),
                ...(availabilityZone === zone.name
                    ? []
                    : [{ path, value, message: `is in ${availabilityZone}, not in ${zone.name}` }]),
            ];
        }),
    );
}
