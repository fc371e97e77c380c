import type { ResourceRequests } from "../../contracts";
import type { Range } from "../cost/range";

/** What a stack takes and what it has room for. Memory and storage are bytes, CPU is cores, addresses are IPv4 addresses. */
export interface Capacity {
    /** What the pods of the stack request, everything at its autoscaler's maximum. */
    readonly requests: PodDemand;
    /** Whether they find a node; `null` where the graph has no machines (onprem, local): compare `requests` with what there is. */
    readonly nodes: NodeCapacity | null;
    /** Addresses for pods, of each subnet or node that pods get theirs from; empty where the cluster's owner hands them out. */
    readonly podAddresses: readonly PodAddresses[];
    /** Memory of what keeps its data in memory: Redis, Milvus. */
    readonly memory: readonly MemoryUse[];
    /** Disks that grow: databases, volumes of pods, metrics. */
    readonly storage: readonly StorageGrowth[];
    /** What the stack gets done, by its narrowest place. */
    readonly throughput: readonly Throughput[];
    /** What the figures rest on where no graph says it, in words, to be read beside them. */
    readonly assumptions: readonly string[];
    /** Pods and addresses that do not fit, and what is not known, as sentences; empty when everything fits. What rests on an assumption is
     *  not among them. */
    readonly problems: readonly string[];
}

export interface PodDemand extends ResourceRequests {
    readonly pods: number;
}

export interface NodeCapacity {
    readonly groups: readonly NodeGroupCapacity[];
    /** All zones there, then one lost after the other; each with the nodes that there always are, and with all that there may be. */
    readonly scenarios: readonly NodeScenario[];
}

/** Like nodes in one zone. */
export interface NodeGroupCapacity {
    /** Logical name of the resource. */
    readonly name: string;
    readonly zone: string;
    /** Which pods it is for: `data`, `general`, `server`. */
    readonly pool: string;
    readonly instanceType: string;
    /** Nodes that there always are, and most that the autoscaler makes. */
    readonly nodes: { readonly min: number; readonly max: number };
    /** What one node has for pods, agents of the node itself taken off; `null` for an instance type that nothing is known of. */
    readonly allocatable: PodDemand | null;
}

/** Everything at its autoscaler's maximum, on the nodes that are there. */
export interface NodeScenario {
    /** Name of the zone that is lost; `null` when none is. */
    readonly lostZone: string | null;
    /** `min`: with the nodes that there always are: what fits, runs at once. `max`: with all that the autoscaler may add. */
    readonly nodes: "min" | "max";
    /** What the pods request that are to run somewhere: those that are bound to the lost zone are not. */
    readonly requested: PodDemand;
    /** What the nodes have for pods, all together. */
    readonly available: PodDemand;
    /** The same of each zone that is left, and what the pods that find a node there request of it. */
    readonly zones: readonly { readonly zone: string; readonly available: PodDemand; readonly used: PodDemand }[];
    /** Whether every pod that is to run finds a node. */
    readonly fits: boolean;
    /** Pods that find no node. */
    readonly unplaced: readonly PodCount[];
    /** Pods that wait for their zone, at most: their volume or their identity is there. Nodes elsewhere are of no use to them. */
    readonly lostWithZone: readonly PodCount[];
}

export interface PodCount {
    readonly workload: string;
    readonly count: number;
    /** Why, in words. */
    readonly reason: string;
}

/** Addresses of a subnet, or of a node's own range. */
export interface PodAddresses {
    /** Logical name of the subnet, or of the group whose nodes have a range each. */
    readonly subnet: string;
    readonly zone: string;
    /** Such as `10.20.0.0/20`. */
    readonly cidr: string;
    /** Addresses that can be given out. */
    readonly addresses: number;
    /** Most that are held at once: nodes, pods, and what is kept warm for further pods. */
    readonly needed: number;
    /** The same with another zone lost, whose pods have moved here. */
    readonly neededWithZoneLost: number;
    /** `addresses` − `neededWithZoneLost`; negative when they do not suffice. */
    readonly free: number;
}

/** Memory against what is to be kept in it. */
export interface MemoryUse {
    /** Name of the workload. */
    readonly store: string;
    /** What is kept. */
    readonly what: string;
    /** Bytes that data may take: of all members together where each has a part, of one where each has all. */
    readonly dataLimit: number;
    /** Bytes that are needed, assumed. */
    readonly needed: Range;
    /** `needed` / `dataLimit`; more than 1 when it does not fit. */
    readonly share: Range;
    /** How much of it fits, such as vectors; `null` where nothing is counted. */
    readonly holds: { readonly count: number; readonly of: string } | null;
    /** Where the figures come from. */
    readonly source: string;
}

/** A disk, or many that grow alike, and when it is full. */
export interface StorageGrowth {
    /** Logical name of the resource. */
    readonly resource: string;
    readonly what: string;
    /** Bytes now. */
    readonly size: number;
    /** Bytes that it grows to by itself; `size` where it does not. */
    readonly limit: number;
    /** Bytes a month, assumed. */
    readonly growth: Range;
    /** Months until `limit` is reached, soonest first (`low` is at the fastest growth); `null` where something is deleted in time. */
    readonly monthsUntilFull: Range | null;
    /** What the growth rests on. */
    readonly assumption: string;
}

/** How much of something gets done. */
export interface Throughput {
    /** Such as `chat messages`. */
    readonly what: string;
    /** Such as `a second`, `at once`. */
    readonly unit: string;
    readonly estimate: Range;
    /** What is narrowest at the likely figure: a workload, or connections. */
    readonly boundBy: string;
    /** Every bound, the narrowest of the likely figures first. */
    readonly bounds: readonly ThroughputBound[];
}

/** What one thing of a stack would allow by itself. */
export interface ThroughputBound {
    /** Such as `slots of the workers`. */
    readonly by: string;
    readonly estimate: Range;
    /** What the figure rests on; `null` where the graph says it all. */
    readonly assumption: string | null;
}
