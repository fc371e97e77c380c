import { ofType } from "./lookup";
import { idOf, type ResourceGraph } from "./resourceGraph";

const SUBNET = "aws:ec2/subnet:Subnet";

/** A subnet that the program makes. */
export interface Subnet {
    readonly id: string;
    /** Logical name. */
    readonly name: string;
    readonly zone: string;
    /** Such as `10.20.0.0/20`. */
    readonly cidr: string;
}

/** The subnets of a graph. */
export function subnetsOf(graph: ResourceGraph): Subnet[] {
    return ofType(graph, SUBNET).map((subnet) => ({
        id: idOf(subnet),
        name: subnet.name,
        zone: String(subnet.inputs["availabilityZone"]),
        cidr: String(subnet.inputs["cidrBlock"]),
    }));
}

/** Zone of each subnet by its id. */
export function subnetZones(graph: ResourceGraph): Map<string, string> {
    return new Map(subnetsOf(graph).map(({ id, zone }) => [id, zone]));
}
