import { capacityOf, type PodAddresses } from "../../../analysis/capacity";
import type { GraphResource } from "../../../analysis/graph";
import { graphOf, resource } from "../../support/syntheticGraph";
import { component, EKS_CLUSTER, eksGroup, networkPlugin, subnet, workload, ZONES } from "./graphs";

const endpoint = resource("endpoint", {
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    inputs: { vpcEndpointType: "Interface", subnetIds: ["private-a-id"] },
});
const gateway = resource("gateway", {
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    inputs: { vpcEndpointType: "Gateway" },
});

function addresses(env: Record<string, string>, cidr: string, ...others: GraphResource[]): readonly PodAddresses[] {
    const capacity = capacityOf(
        graphOf(
            EKS_CLUSTER,
            networkPlugin(env),
            ...ZONES.flatMap((zone) => [subnet(zone, cidr), eksGroup(zone, 2, 2)]),
            component(workload("web", 9, { requests: { cpu: 0.1, memory: 1 } })),
            ...others,
        ),
    );
    return capacity?.podAddresses ?? [];
}

test("blocks of 16: one that is begun and one that is spare on each node, beside its own address", () => {
    const [a, b] = addresses({ ENABLE_PREFIX_DELEGATION: "true" }, "10.0.0.0/24", endpoint, gateway);
    // 3 web, 8 of the system, 2 of EBS: fewer than 16 on two nodes; 6 for the control plane, 1 for the endpoint.
    const blocks = 2 + 16 * (2 + 0 + 2);
    expect(a).toEqual({
        subnet: "private-a",
        zone: "a",
        cidr: "10.0.0.0/24",
        addresses: 251,
        needed: 6 + 1 + blocks,
        neededWithZoneLost: 6 + 1 + blocks + 16,
        free: 251 - (6 + 1 + blocks + 16),
    });
    expect(b).toMatchObject({ needed: 6 + blocks });
});

test("single addresses: an interface that is spare and one that is begun on each node", () => {
    const [a] = addresses({}, "10.0.0.0/24");
    expect(a).toMatchObject({ needed: 6 + (3 + 8 + 2) + 2 * 2 * 15 });
});

test("a subnet that is too small has fewer than none free, and is a problem", () => {
    const graph = graphOf(
        EKS_CLUSTER,
        networkPlugin({ ENABLE_PREFIX_DELEGATION: "true" }),
        ...ZONES.flatMap((zone) => [subnet(zone, "10.0.0.0/26"), eksGroup(zone, 2, 2)]),
        component(workload("web", 9, { requests: { cpu: 0.1, memory: 1 } })),
    );
    const capacity = capacityOf(graph);
    expect(capacity?.podAddresses.map(({ addresses: all, free }) => [all, free])).toEqual([
        [59, -29],
        [59, -29],
        [59, -29],
    ]);
    expect(capacity?.problems).toEqual(ZONES.map((zone) => `private-${zone} has 29 addresses too few`));
});

test("nodes of k3s have a range each for their pods, and one address of the subnet", () => {
    const template = resource("template", {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        inputs: { instanceType: "m7i.xlarge", tagSpecifications: [{ tags: { "dify-ha.io/pool": "general" } }] },
    });
    const group = resource("general-a", {
        type: "aws:autoscaling/group:Group",
        dependencies: ["template"],
        inputs: { minSize: 1, maxSize: 2, vpcZoneIdentifiers: ["private-a-id"] },
    });
    const capacity = capacityOf(
        graphOf(subnet("a"), template, group, component(workload("web", 1, { zones: ["a"] })), endpoint),
    );
    expect(capacity?.podAddresses).toEqual([
        {
            subnet: "private-a",
            zone: "a",
            cidr: "10.0.0.0/24",
            addresses: 251,
            needed: 3,
            neededWithZoneLost: 3,
            free: 248,
        },
        {
            subnet: "general-a",
            zone: "a",
            cidr: "10.42.0.0/16, a /24 each node",
            addresses: 508,
            needed: 220,
            neededWithZoneLost: 220,
            free: 288,
        },
    ]);
});
