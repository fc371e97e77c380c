import type { AdoptedNetwork } from "../../components/network/adoption";
import type { NetworkHandle } from "../../contracts";

const ZONES = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

/** A network with three zones, whose subnets are named after kind and zone. */
export function networkHandle(change: Partial<AdoptedNetwork> = {}): AdoptedNetwork {
    return {
        vpcId: "vpc-1",
        cidr: "10.20.0.0/16",
        zones: ZONES.map((name) => ({
            name,
            publicSubnetId: `public-${name}`,
            privateSubnetId: `private-${name}`,
            isolatedSubnetId: `isolated-${name}`,
        })),
        ...change,
    };
}

/** A network with so many zones, named `a` on. */
export function networkOf(zones: number): NetworkHandle {
    return {
        vpcId: "vpc-1",
        cidr: "10.0.0.0/16",
        zones: ["a", "b", "c", "d"].slice(0, zones).map((name) => ({
            name,
            publicSubnetId: `public-${name}`,
            privateSubnetId: `private-${name}`,
            isolatedSubnetId: `isolated-${name}`,
        })),
    };
}
