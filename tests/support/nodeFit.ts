import { workloadsOf, type ResourceGraph } from "../../analysis/graph";
import type { ResourceRequests, Workload } from "../../contracts";
import { resourcesOf } from "./graph";

/** Whether the requests of a stack's pods fit on the nodes that its cluster begins with. */

const GIBI = 1024 ** 3;
const MEBI = 1024 ** 2;

/** Cores and GiB of instance types (EC2 instance types, 2026-11-25). */
const INSTANCES: Readonly<Record<string, { readonly cores: number; readonly gib: number }>> = {
    "m7i.large": { cores: 2, gib: 8 },
    "m7i.xlarge": { cores: 4, gib: 16 },
    "m7i.2xlarge": { cores: 8, gib: 32 },
};

/** Part of the memory that the hypervisor and the kernel keep: what Karpenter reckons with. */
const OVERHEAD = 0.075;

/**
 * What the kubelet of EKS keeps back: of the CPU at most 90m up to 8 cores; of the memory 255 MiB, 11 for each of 110 pods, and 100
 * before it evicts (awslabs/amazon-eks-ami, nodeadm, 2026-11).
 */
const RESERVED: ResourceRequests = { cpu: 0.09, memory: (255 + 11 * 110 + 100) * MEBI };

/** Requests of the pods that every node has: network 50m, kube-proxy 100m, EBS 30m and 120 MiB, and a little to spare. */
const DAEMONS: ResourceRequests = { cpu: 0.2, memory: 256 * MEBI };

/** Requests in each zone of what charts and add-ons bring: CoreDNS, metrics, EBS, autoscaler, descheduler (500m), operators. */
const SYSTEM: ResourceRequests = { cpu: 1, memory: 2 * GIBI };

interface Node {
    readonly pool: string;
    free: ResourceRequests;
}

interface Pod {
    readonly name: string;
    readonly requests: ResourceRequests;
    /** Pool that it is confined to; any when absent. */
    readonly pool?: string;
}

function minus(a: ResourceRequests, b: ResourceRequests): ResourceRequests {
    return { cpu: a.cpu - b.cpu, memory: a.memory - b.memory };
}

function allocatable(instanceType: string): ResourceRequests {
    const instance = INSTANCES[instanceType];
    if (instance === undefined) {
        throw new RangeError(`nothing is known of ${instanceType}`);
    }
    const given = { cpu: instance.cores, memory: instance.gib * GIBI * (1 - OVERHEAD) };
    return minus(minus(given, RESERVED), DAEMONS);
}

/** The nodes of each zone, as many as there always are. */
export function leastNodes(graph: ResourceGraph): Map<string, Node[]> {
    const zoneOf = new Map(
        resourcesOf(graph, "aws:ec2/subnet:Subnet").map(({ name, inputs }) => [
            `${name}-id`,
            String(inputs["availabilityZone"]),
        ]),
    );
    const zones = new Map<string, Node[]>();
    for (const { inputs } of resourcesOf(graph, "aws:eks/nodeGroup:NodeGroup")) {
        const { subnetIds, instanceTypes, labels, scalingConfig } = inputs as unknown as {
            readonly subnetIds: readonly [string];
            readonly instanceTypes: readonly [string];
            readonly labels: Readonly<Record<string, string>>;
            readonly scalingConfig: { readonly minSize: number };
        };
        const zone = zoneOf.get(subnetIds[0]) ?? "";
        const nodes = Array.from({ length: scalingConfig.minSize }, () => ({
            pool: labels["dify-ha.io/pool"] ?? "",
            free: allocatable(instanceTypes[0]),
        }));
        zones.set(zone, [...(zones.get(zone) ?? []), ...nodes]);
    }
    return zones;
}

/** The pods of each zone at the fewest members, where every workload that does not come out even has its extra pods in the same zones. */
export function podsByZone(graph: ResourceGraph, zones: readonly string[]): Map<string, Pod[]> {
    const inCluster = workloadsOf(graph).filter(({ pods }) => pods !== undefined);
    const podsIn = (zone: number) => inCluster.flatMap((workload) => podsOf(workload, zone, zones.length));
    return new Map(zones.map((zone, index) => [zone, [...podsIn(index), { name: "system", requests: SYSTEM }]]));
}

function podsOf({ name, members, requests, zoneBound }: Workload, zone: number, zones: number): Pod[] {
    const count = Math.floor((members.min + zones - 1 - zone) / zones);
    return Array.from({ length: count }, () => ({ name, requests, ...(zoneBound ? { pool: "data" } : {}) }));
}

/** Names of the pods that find no node: the largest are placed first, each on the first node with room. */
export function unplaced(nodes: readonly Node[], pods: readonly Pod[]): string[] {
    const rest = nodes.map((node) => ({ ...node }));
    // What is confined comes first.
    const order = [...pods].sort(
        (a, b) =>
            Number(b.pool !== undefined) - Number(a.pool !== undefined) ||
            b.requests.cpu - a.requests.cpu ||
            b.requests.memory - a.requests.memory,
    );
    return order.flatMap(({ name, requests, pool }) => {
        const node = rest.find(
            (candidate) =>
                (pool ?? candidate.pool) === candidate.pool &&
                candidate.free.cpu >= requests.cpu &&
                candidate.free.memory >= requests.memory,
        );
        if (node === undefined) {
            return [name];
        }
        node.free = minus(node.free, requests);
        return [];
    });
}

/** Sum of requests, or of what nodes have free. */
export function total(all: readonly ResourceRequests[]): ResourceRequests {
    return {
        cpu: all.reduce((sum, { cpu }) => sum + cpu, 0),
        memory: all.reduce((sum, { memory }) => sum + memory, 0),
    };
}
