import { POOL_LABEL, type ResourceRequests } from "../../contracts";
import { nodeGroup } from "../cost/nodes";
import { dependencyOf, ofType, subnetZones, workloadsOf, type GraphResource, type ResourceGraph } from "../graph";
import { instanceTypeOf, type InstanceType } from "./instanceTypes";
import type { Room } from "./nodeRow";
import type { NodeGroupCapacity } from "./types";
import { GIBI, MEBI } from "./usage";

/** The nodes of a graph, and what each has for pods. */

/** A node group with what is needed to put pods on it. */
export interface NodeGroup {
    readonly shown: NodeGroupCapacity;
    readonly labels: Readonly<Record<string, string>>;
    /** Id of the subnet that it is in. */
    readonly subnetId: string;
    /** `undefined` for a type that nothing is known of. */
    readonly instance: InstanceType | undefined;
    /** Whether pods of the stack may run there. */
    readonly takesPods: boolean;
}

/** Whether pods get their addresses from the VPC, a whole block of 16 at a time. */
export interface PodNetwork {
    readonly prefixes: boolean;
}

/** Part of the memory that the hypervisor and the kernel keep: what Karpenter reckons with (`vmMemoryOverheadPercent`). */
const OVERHEAD = 0.075;

/**
 * Requests of the pods that every node has: network 50m, kube-proxy 100m, EBS 30m and 120 MiB, metrics, identities; and a little to
 * spare.
 */
export const AGENTS: Room = { pods: 5, cpu: 0.2, memory: 256 * MEBI };

/** What a distribution of Kubernetes keeps of a node, and how many pods it lets it have. */
interface Distribution {
    readonly subnetId: (inputs: Readonly<Record<string, unknown>>) => string;
    readonly labels: (inputs: Readonly<Record<string, unknown>>, template: GraphResource | undefined) => Labels;
    readonly mostPods: (instance: InstanceType, network: PodNetwork) => number;
    readonly reserved: (instance: InstanceType, mostPods: number) => ResourceRequests;
}

type Labels = Readonly<Record<string, string>>;

/** Of managed node groups: 110 pods on less than 30 cores, 250 on more, however many addresses there are (EKS user guide). */
const SMALL_NODE = { cores: 30, pods: 110 };
const LARGE_NODE_PODS = 250;

/** Addresses in a prefix. */
export const PREFIX = 16;

/** Millicores that EKS' kubelet keeps of each core: 60 of the first, 10 of the second, 5 of the next two, 2.5 of each further one. */
function keptMillicores(cores: number): number {
    return 60 + 10 * Math.min(cores - 1, 1) + 5 * Math.min(Math.max(cores - 2, 0), 2) + 2.5 * Math.max(cores - 4, 0);
}

const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
    "aws:eks/nodeGroup:NodeGroup": {
        subnetId: ({ subnetIds }) => firstOf(subnetIds),
        labels: ({ labels }) => (labels ?? {}) as Labels,
        // Pods of the network itself, two of them, have the node's own address.
        mostPods: ({ cores, interfaces, addressesEach }, { prefixes }) =>
            Math.min(
                cores < SMALL_NODE.cores ? SMALL_NODE.pods : LARGE_NODE_PODS,
                interfaces * (addressesEach - 1) * (prefixes ? PREFIX : 1) + 2,
            ),
        // 255 MiB, 11 for each pod, and 100 before it evicts (awslabs/amazon-eks-ami, nodeadm, 2026-11).
        reserved: ({ cores }, mostPods) => ({
            cpu: keptMillicores(cores) / 1000,
            memory: (255 + 11 * mostPods + 100) * MEBI,
        }),
    },
    // k3s: 110 pods, the kubelet's default, and nothing kept for the kubelet, the container runtime and the system.
    "aws:autoscaling/group:Group": {
        subnetId: ({ vpcZoneIdentifiers }) => firstOf(vpcZoneIdentifiers),
        labels: (_, template) => ({ [POOL_LABEL]: poolTag(template) }),
        mostPods: () => 110,
        reserved: () => ({ cpu: 0, memory: 0 }),
    },
};

/** A group is in one subnet. */
function firstOf(subnetIds: unknown): string {
    return Array.isArray(subnetIds) ? String(subnetIds[0]) : "";
}

/** Nodes of k3s that etcd runs on: their taint keeps away what does not ask for them. */
const CONTROL_PLANE = "server";

function poolTag(template: GraphResource | undefined): string {
    const specifications = (template?.inputs["tagSpecifications"] ?? []) as readonly { readonly tags: Labels }[];
    return specifications[0]?.tags[POOL_LABEL] ?? "";
}

const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

/** Every node group of a graph, in its order. */
export function nodeGroupsOf(graph: ResourceGraph): NodeGroup[] {
    const network = podNetworkOf(graph);
    const zones = subnetZones(graph);
    const named = [...new Set(workloadsOf(graph).flatMap((workload) => workload.zones))];
    return graph.resources.flatMap((resource): NodeGroup[] => {
        const distribution = DISTRIBUTIONS[resource.type];
        if (distribution === undefined) {
            return [];
        }
        const template = dependencyOf(graph, resource, LAUNCH_TEMPLATE);
        const group = nodeGroup(resource, template);
        if (group === undefined) {
            return [];
        }
        const { fewest, most, type } = group;
        const { inputs, name } = resource;
        const labels = distribution.labels(inputs, template);
        const subnetId = distribution.subnetId(inputs);
        const instance = instanceTypeOf(type);
        const pool = labels[POOL_LABEL] ?? "";
        // The zone of a subnet that somebody else made is known by the group's name.
        const zone = zones.get(subnetId) ?? named.find((candidate) => name.endsWith(`-${candidate}`)) ?? "unknown";
        const allocatable = instance === undefined ? null : roomOf(instance, distribution, network);
        const nodes = { min: fewest, max: most };
        return [
            {
                shown: { name, zone, pool, instanceType: type, nodes, allocatable },
                labels,
                subnetId,
                instance,
                takesPods: pool !== CONTROL_PLANE,
            },
        ];
    });
}

/** What binary fractions are off by. */
const ROUNDING = 1e-6;

function roomOf(instance: InstanceType, { mostPods, reserved }: Distribution, network: PodNetwork): Room {
    const pods = mostPods(instance, network);
    const kept = reserved(instance, pods);
    return {
        pods: pods - AGENTS.pods,
        // Millicores and bytes are whole.
        cpu: Math.floor((instance.cores - kept.cpu - AGENTS.cpu) * 1000 + ROUNDING) / 1000,
        memory: Math.floor(instance.gib * GIBI * (1 - OVERHEAD) - kept.memory - AGENTS.memory),
    };
}

const ADDON = "aws:eks/addon:Addon";

/** How the network plugin of an EKS cluster is set. */
export function podNetworkOf(graph: ResourceGraph): PodNetwork {
    const plugin = ofType(graph, ADDON).find(({ inputs }) => inputs["addonName"] === "vpc-cni");
    const values = plugin?.inputs["configurationValues"];
    const { env = {} } = (typeof values === "string" ? JSON.parse(values) : {}) as { env?: Labels };
    return { prefixes: env["ENABLE_PREFIX_DELEGATION"] === "true" };
}
