import type * as contracts from "../../contracts";

/** What members do for a request. */
export const Tier = {
    /** Takes requests from outside. */
    Entry: "entry",
    /** Serves them. */
    Application: "application",
    /** Keeps what they are about. */
    Data: "data",
    /** Works behind them. */
    Background: "background",
} as const;
export type Tier = (typeof Tier)[keyof typeof Tier];

/** Where members may be placed. */
export const Spread = {
    /** The scheduler refuses placements that are uneven over the zones. */
    Hard: "hard",
    /** The scheduler prefers even placements. */
    Soft: "soft",
    /** Nothing asks for a spread. */
    None: "none",
} as const;
export type Spread = (typeof Spread)[keyof typeof Spread];

/** What happens between the loss of a member and full service. */
export const RecoveryKind = {
    /** Other members already serve; the lost one is taken out of an endpoint list. */
    Endpoint: "endpoint",
    /** The remaining members elect a new leader. */
    Election: "election",
    /** The provider fails over behind one address. */
    Managed: "managed",
    /** A replacement must start before service is complete. */
    Restart: "restart",
} as const;
export type RecoveryKind = (typeof RecoveryKind)[keyof typeof RecoveryKind];

/** How a workload recovers from the loss of a member. */
export interface Recovery {
    /** What happens until then. */
    readonly kind: RecoveryKind;
    /** Seconds from the loss of one member until requests are served as before, as far as they are served at all. */
    readonly expectedSeconds: number;
    /** Where `expectedSeconds` comes from. */
    readonly source: string;
}

/** How many members run. */
export interface Members {
    /** At least. */
    readonly min: number;
    /** At most; as many as `min` without an autoscaler. */
    readonly max: number;
}

/** Requests of one member. */
export interface Requests {
    /** Cores. */
    readonly cpu: number;
    /** Bytes. */
    readonly memory: number;
}

/** Finds pods. */
export interface PodSelector {
    /** Their namespace. */
    readonly namespace: string;
    /** Labels that all of them have. */
    readonly matchLabels: Record<string, string>;
}

/** A set of identical members that fail and recover alike. */
export interface Workload {
    /** Unique within a stack. */
    readonly name: string;
    /** What the members do for a request. */
    readonly tier: Tier;
    /** How many members run. */
    readonly members: Members;
    /** Members that must be ready for requests to be served; 0 where a pause only delays background work. */
    readonly quorum: number;
    /** Names of the zones that members may run in. */
    readonly zones: string[];
    /** How even over the zones they are. */
    readonly spread: Spread;
    /** Requests of one member. */
    readonly requests: Requests;
    /** What happens when one is lost. */
    readonly recovery: Recovery;
    /** Names of the workloads without which this one cannot serve. */
    readonly dependsOn: string[];
    /** Whether a lost member comes back with its zone, not in another one. */
    readonly zoneBound: boolean;
    /** The pods that are the members; absent for services that a provider runs. */
    readonly pods?: PodSelector;
    /** Service whose endpoints are the members; absent when nothing connects to them. */
    readonly service?: string;
}

/** A port of pods, or a range of them. */
export interface FlowPort {
    /** Of the pods, not of a Service in front of them. */
    readonly port: number;
    /** Last port of a range; absent when it is one port. */
    readonly endPort?: number;
    /** `UDP`; absent for TCP. */
    readonly protocol?: string;
}

/** Connections that one place opens to another. */
export interface Flow {
    /** Name of a workload, of further pods, of a place, or an address range. */
    readonly from: string;
    /** The same of the other end. */
    readonly to: string;
    /** Absent for every port. */
    readonly ports?: FlowPort[];
    /** What the connections are for. */
    readonly reason: string;
}

/** What a component's pods connect to, and who connects to them: what network policies must allow. */
export interface Traffic {
    /** Pods that flows name and that are no workload, or more of them than the workload of the same name has. */
    readonly pods?: Record<string, PodSelector>;
    /** The connections. */
    readonly flows: Flow[];
}

export function shownWorkloads(workloads: readonly contracts.Workload[]): Workload[] {
    return workloads.map(({ pods, ...workload }) => ({
        ...workload,
        zones: [...workload.zones],
        dependsOn: [...workload.dependsOn],
        pods: pods && shownPods(pods),
    }));
}

export function shownTraffic({ pods, flows }: contracts.Traffic): Traffic {
    return {
        pods: pods && Object.fromEntries(Object.entries(pods).map(([name, found]) => [name, shownPods(found)])),
        flows: flows.map(({ ports, ...flow }) => ({ ...flow, ports: ports && [...ports] })),
    };
}

function shownPods({ namespace, matchLabels }: contracts.PodSelector): PodSelector {
    return { namespace, matchLabels: { ...matchLabels } };
}
