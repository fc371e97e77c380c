import type { NetworkHandle } from "../../contracts";

/** A network with so many zones, named `a` on. */
export function networkHandle(zones = 3): NetworkHandle {
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
