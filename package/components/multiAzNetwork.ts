import type * as pulumi from "@pulumi/pulumi";
import * as program from "../../components/network/multiAzNetwork";
import type { PackagedComponent } from "../component";

/** How private subnets reach the internet. */
export const NatMode = {
    /** A NAT gateway in each zone. */
    PerAz: "perAz",
    /** One NAT gateway that AWS spreads over the zones. */
    Regional: "regional",
    /** One, in the first zone: cheapest, and its loss cuts all zones off the internet. */
    Single: "single",
} as const;
export type NatMode = (typeof NatMode)[keyof typeof NatMode];

export interface MultiAzNetworkArgs {
    /** IPv4 range of the VPC, /16 to /20. Cannot be changed later. */
    readonly cidr: string;
    /** Names of 2 to 6 availability zones of the region, such as `eu-central-1a`. Adding one later touches no other. */
    readonly zones: string[];
    /** Region of the provider in the options, such as `eu-central-1`. */
    readonly region: string;
    /** How private subnets reach the internet; `single` does not survive the loss of the first zone. */
    readonly nat: NatMode;
    /** Days that flow logs are kept. */
    readonly flowLogRetentionDays: number;
    /** Kubernetes cluster whose load balancers and nodes find their subnets by tag. */
    readonly clusterName: string;
    /** AWS services with an address in the VPC, by the last part of their endpoint's name. Default: those that a stack of Dify needs. */
    readonly interfaceEndpoints?: string[];
}

/** A zone, and its subnet of each kind. */
export interface NetworkZone {
    /** Name of the availability zone. */
    readonly name: string;
    /** Has a route to the internet gateway: load balancers and NAT gateways. */
    readonly publicSubnetId: pulumi.Input<string>;
    /** Reaches the internet through NAT: nodes and pods. */
    readonly privateSubnetId: pulumi.Input<string>;
    /** Reaches nothing outside the VPC: databases and caches. */
    readonly isolatedSubnetId: pulumi.Input<string>;
    /** IPv4 range of the isolated subnet. */
    readonly isolatedCidr?: string;
}

/** A VPC over several availability zones: public, private and isolated subnets in each, private ways to AWS services, flow logs. */
export declare class MultiAzNetwork extends pulumi.ComponentResource {
    /** The VPC. */
    readonly vpcId: pulumi.Input<string>;
    /** Its zones with their subnets. */
    readonly zones: NetworkZone[];
    /** Addresses that the internet sees, for other people's allow-lists. */
    readonly natPublicIps: pulumi.Input<string>[];
    /** Eighth of the range in which there is no subnet. */
    readonly freeCidr: string;
    constructor(name: string, args: MultiAzNetworkArgs, opts?: pulumi.ComponentResourceOptions);
}

export const multiAzNetwork: PackagedComponent<MultiAzNetworkArgs, MultiAzNetwork> = {
    // The component refuses what is wrong by itself.
    problems: () => [],
    construct: (name, args, opts) => {
        const component = new program.MultiAzNetwork(name, args, opts);
        const { vpcId, zones } = component.handle;
        return {
            component,
            outputs: {
                vpcId,
                zones: [...zones],
                natPublicIps: [...component.natPublicIps],
                freeCidr: component.freeCidr,
            },
        };
    },
};
