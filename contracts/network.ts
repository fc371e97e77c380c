import type * as pulumi from "@pulumi/pulumi";
import type { Zone } from "./zone";

/** One availability zone of a network, with a subnet of each kind in it. */
export interface NetworkZone extends Zone {
    /** Has a route to the internet gateway: load balancers and NAT gateways. */
    readonly publicSubnetId: pulumi.Input<string>;
    /** Reaches the internet through NAT: nodes and pods. */
    readonly privateSubnetId: pulumi.Input<string>;
    /** Reaches nothing outside the VPC: databases and caches. */
    readonly isolatedSubnetId: pulumi.Input<string>;
    /** Its IPv4 range; absent where the subnet is somebody else's. */
    readonly isolatedCidr?: string;
}

/** What components need to know of the VPC that they put machines into; the provider of its region travels in `opts`. */
export interface NetworkHandle {
    readonly vpcId: pulumi.Input<string>;
    /** IPv4 range of the VPC. */
    readonly cidr: string;
    readonly zones: readonly NetworkZone[];
}
