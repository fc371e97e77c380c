import * as pulumi from "@pulumi/pulumi";
import { getSubnetOutput } from "@pulumi/aws/ec2/getSubnet";
import { getVpcOutput } from "@pulumi/aws/ec2/getVpc";
import type { NetworkHandle } from "../../contracts";
import { refuse } from "../shared/refuse";
import { subnetProblems, vpcProblems, type AdoptedNetwork, type SubnetFacts, type VpcFacts } from "./adoption";
import { zoneProblems } from "./validation";

export type ExistingNetworkArgs = AdoptedNetwork;

/**
 * A VPC that somebody else looks after: nothing is made or changed. What was said of it is checked against AWS before anything is put
 * into it. Its owner provides what `MultiAzNetwork` would: routes to the internet from public and private subnets, DNS support and host
 * names, and the tags `kubernetes.io/role/elb` and `kubernetes.io/role/internal-elb` on the subnets.
 */
export class ExistingNetwork extends pulumi.ComponentResource {
    public readonly handle: NetworkHandle;

    constructor(name: string, args: ExistingNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:ExistingNetwork", name, args, opts);
        refuse(this, zoneProblems(args.zones.map((zone) => zone.name)));

        const checked = this.check(args);
        const known = (id: string) => checked.apply(() => id);
        this.handle = {
            vpcId: known(args.vpcId),
            cidr: args.cidr,
            zones: args.zones.map((zone) => ({
                name: zone.name,
                publicSubnetId: known(zone.publicSubnetId),
                privateSubnetId: known(zone.privateSubnetId),
                isolatedSubnetId: known(zone.isolatedSubnetId),
            })),
        };
        this.registerOutputs({ handle: this.handle });
    }

    private check(args: ExistingNetworkArgs): pulumi.Output<void> {
        const lookup = { parent: this };
        const ids = new Set(
            args.zones.flatMap((zone) => [zone.publicSubnetId, zone.privateSubnetId, zone.isolatedSubnetId]),
        );
        const vpc: pulumi.Output<VpcFacts> = getVpcOutput({ id: args.vpcId }, lookup);
        const subnets: pulumi.Output<SubnetFacts>[] = [...ids].map((id) => getSubnetOutput({ id }, lookup));
        return pulumi
            .all([vpc, pulumi.all(subnets)])
            .apply(([found, all]) => refuse(this, [...vpcProblems(args, found), ...subnetProblems(args, all)]));
    }
}
