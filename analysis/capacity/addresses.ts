import { ofType, subnetsOf, type ResourceGraph, type Subnet } from "../graph";
import { AGENTS, podNetworkOf, PREFIX, type NodeGroup } from "./nodeGroups";
import type { NodeScenario, PodAddresses } from "./types";

/** Addresses of subnets against nodes and their pods, with all nodes that there may be. */

/** Addresses of a subnet that AWS keeps ("Subnet CIDR blocks"). */
const KEPT_BY_AWS = 5;

/** Interfaces of EKS' control plane: AWS wants six addresses in each subnet, of which a new version takes some for a while. */
const CONTROL_PLANE = 6;

/** Pods of a node that have the node's own address: network, kube-proxy, identities, metrics. One of EBS has one of its own. */
const AGENTS_WITH_ADDRESS = 1;

/** Subnets that nodes are in. */
export function podAddressesOf(
    graph: ResourceGraph,
    groups: readonly NodeGroup[],
    scenarios: readonly NodeScenario[],
): PodAddresses[] {
    const most = scenarios.filter(({ nodes }) => nodes === "max");
    const eks = graph.resources.some(({ type }) => type === EKS_CLUSTER);
    const endpoints = endpointsBySubnet(graph);
    const bySubnet = subnetsOf(graph).flatMap((subnet): PodAddresses[] => {
        const inSubnet = groups.filter(({ subnetId }) => subnetId === subnet.id);
        if (inSubnet.length === 0) {
            return [];
        }
        const nodes = inSubnet.reduce((sum, { shown }) => sum + shown.nodes.max, 0);
        const others = (endpoints.get(subnet.id) ?? 0) + (eks ? CONTROL_PLANE : 0);
        const needed = (scenario: NodeScenario | undefined) =>
            others +
            (eks ? addressesOf(inSubnet, nodes, podsIn(scenario, subnet), podNetworkOf(graph).prefixes) : nodes);
        const withZoneLost = most.filter(({ lostZone }) => lostZone !== null && lostZone !== subnet.zone).map(needed);
        return [
            addresses(subnet.name, subnet.zone, subnet.cidr, 2 ** (32 - prefixLength(subnet.cidr)) - KEPT_BY_AWS, [
                needed(most.find(({ lostZone }) => lostZone === null)),
                ...withZoneLost,
            ]),
        ];
    });
    return [...bySubnet, ...(eks ? [] : groups.flatMap(rangeOfNode))];
}

const EKS_CLUSTER = "aws:eks/cluster:Cluster";

function addresses(
    subnet: string,
    zone: string,
    cidr: string,
    count: number,
    [needed = 0, ...withZoneLost]: readonly number[],
): PodAddresses {
    const neededWithZoneLost = Math.max(needed, ...withZoneLost);
    return { subnet, zone, cidr, addresses: count, needed, neededWithZoneLost, free: count - neededWithZoneLost };
}

function prefixLength(cidr: string): number {
    return Number(cidr.split("/")[1]);
}

function podsIn(scenario: NodeScenario | undefined, { zone }: Subnet): number {
    return scenario?.zones.find((some) => some.zone === zone)?.used.pods ?? 0;
}

/**
 * Addresses that nodes hold: their own, and for pods either blocks of 16, one of them spare (WARM_PREFIX_TARGET = 1) and on each node
 * one that is not full; or single addresses, with those of a whole interface spare (WARM_ENI_TARGET = 1, the default).
 */
function addressesOf(groups: readonly NodeGroup[], nodes: number, pods: number, prefixes: boolean): number {
    const withAgents = pods + nodes * AGENTS_WITH_ADDRESS;
    if (prefixes) {
        const begun = withAgents <= nodes ? withAgents : nodes + Math.floor((withAgents - nodes) / PREFIX);
        return nodes + PREFIX * (begun + nodes);
    }
    const ofInterface = Math.max(0, ...groups.map(({ instance }) => instance?.addressesEach ?? 0));
    // Each node has an interface that is spare, and one that is not full.
    return withAgents + nodes * 2 * ofInterface;
}

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** Interface endpoints have an address in each of their subnets. */
function endpointsBySubnet(graph: ResourceGraph): Map<string, number> {
    const counts = new Map<string, number>();
    ofType(graph, ENDPOINT)
        .flatMap(({ inputs }) => (inputs["subnetIds"] ?? []) as readonly string[])
        .forEach((id) => counts.set(id, (counts.get(id) ?? 0) + 1));
    return counts;
}

/** k3s gives each node a /24 of its own from this range (`cluster-cidr` and `node-cidr-mask-size`, its defaults). */
const K3S_PODS = { cidr: "10.42.0.0/16", ofNode: 254 };

function rangeOfNode({ shown, takesPods }: NodeGroup): PodAddresses[] {
    const { name, zone, nodes, allocatable } = shown;
    return takesPods && allocatable !== null
        ? [
              addresses(name, zone, `${K3S_PODS.cidr}, a /24 each node`, K3S_PODS.ofNode * nodes.max, [
                  (allocatable.pods + AGENTS.pods) * nodes.max,
              ]),
          ]
        : [];
}
