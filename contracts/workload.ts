/** What happens between the loss of a member and full service. */
export type RecoveryKind =
    /** Other members already serve; the lost one is taken out of an endpoint list. */
    | "endpoint"
    /** The remaining members elect a new leader. */
    | "election"
    /** The provider fails over behind one address. */
    | "managed"
    /** A replacement must start before service is complete. */
    | "restart";

export interface Recovery {
    readonly kind: RecoveryKind;
    /** Seconds from the loss of one member until requests are served as before, as far as they are served at all. */
    readonly expectedSeconds: number;
    /** Where `expectedSeconds` comes from. */
    readonly source: string;
}

/** Where the members of a workload may be placed. */
export type Spread =
    /** The scheduler refuses placements that are uneven over the zones. */
    | "hard"
    /** The scheduler prefers even placements. */
    | "soft"
    /** Nothing asks for a spread. */
    | "none";

/** Requests of one member. */
export interface ResourceRequests {
    /** Cores. */
    readonly cpu: number;
    /** Bytes. */
    readonly memory: number;
}

/** Finds the pods of a workload. */
export interface PodSelector {
    readonly namespace: string;
    readonly matchLabels: Readonly<Record<string, string>>;
}

/** A set of identical members that fail and recover alike. Computed from the very objects that a component registers. */
export interface Workload {
    /** Unique within a stack. */
    readonly name: string;
    /** What the members do for a request. */
    readonly tier: "entry" | "application" | "data" | "background";
    /** How many members run, at least and at most (equal without an autoscaler). */
    readonly members: { readonly min: number; readonly max: number };
    /**
     * Members that must be ready for requests to be served. 0 for a singleton whose pause only delays background work
     * (its pause is reported, and bounded by `recovery.expectedSeconds`).
     */
    readonly quorum: number;
    /** Names of the zones that members may run in. */
    readonly zones: readonly string[];
    readonly spread: Spread;
    readonly requests: ResourceRequests;
    readonly recovery: Recovery;
    /** Names of the workloads without which this one cannot serve. */
    readonly dependsOn: readonly string[];
    /**
     * `true` when a lost member comes back with its zone, not in another one: its volume is there, or it has an identity that
     * Kubernetes gives to no second pod while the first may still run (StatefulSet).
     */
    readonly zoneBound: boolean;
    /** The pods that are the members; absent for services that a provider runs. */
    readonly pods?: PodSelector;
    /** Service whose endpoints are the members; absent when nothing connects to them. */
    readonly service?: string;
}
