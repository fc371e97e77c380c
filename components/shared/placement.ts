import { ZONE_LABEL, type Spread, type Zone } from "../../contracts";

/** Placement of pods over zones and nodes: pure, in the shape that Kubernetes takes. */

/** A pod is moved this many seconds after its node stops reporting; the Kubernetes default of 300 s doubles every outage. */
export const UNREACHABLE_TOLERATION_SECONDS = 15;

export interface TopologySpreadConstraint {
    maxSkew: number;
    topologyKey: string;
    whenUnsatisfiable: "DoNotSchedule" | "ScheduleAnyway";
    nodeTaintsPolicy?: "Honor";
    matchLabelKeys?: string[];
    labelSelector: { matchLabels: Record<string, string> };
}

export interface Toleration {
    key: string;
    operator: "Exists";
    effect: "NoExecute";
    tolerationSeconds: number;
}

/** Required node affinity to the given zones. */
export interface ZoneAffinity {
    requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: { matchExpressions: { key: string; operator: "In"; values: string[] }[] }[];
    };
}

export interface SpreadArgs {
    readonly replicas: number;
    readonly matchLabels: Record<string, string>;
    /** Pod labels that tell revisions apart (`pod-template-hash` of a Deployment), so that a rollout is spread by itself. */
    readonly revisionLabels?: string[];
}

/**
 * Even placement: refused otherwise over zones, preferred over nodes. Nothing to spread with one replica.
 * `nodeTaintsPolicy: Honor` takes a lost zone out of the count; with the default its zero pods would be the minimum, and every
 * replacement in the surviving zones would stay pending.
 */
export function spreadConstraints({ replicas, matchLabels, revisionLabels }: SpreadArgs): TopologySpreadConstraint[] {
    if (replicas < 2) {
        return [];
    }
    const common = {
        maxSkew: 1,
        nodeTaintsPolicy: "Honor" as const,
        ...(revisionLabels === undefined ? {} : { matchLabelKeys: revisionLabels }),
        labelSelector: { matchLabels },
    };
    return [
        { ...common, topologyKey: ZONE_LABEL, whenUnsatisfiable: "DoNotSchedule" },
        { ...common, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
    ];
}

/** How strongly a set of constraints spreads over zones. */
export function spreadOf(constraints: readonly TopologySpreadConstraint[]): Spread {
    const zonal = constraints.find(({ topologyKey }) => topologyKey === ZONE_LABEL);
    if (zonal === undefined) {
        return "none";
    }
    return zonal.whenUnsatisfiable === "DoNotSchedule" ? "hard" : "soft";
}

/** Tolerations that let a pod leave a dead node after UNREACHABLE_TOLERATION_SECONDS. */
export function failoverTolerations(): Toleration[] {
    return ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map((key) => ({
        key,
        operator: "Exists",
        effect: "NoExecute",
        tolerationSeconds: UNREACHABLE_TOLERATION_SECONDS,
    }));
}

/** Keeps pods inside the zones that the stack was given. */
export function zoneAffinity(zones: readonly Zone[]): ZoneAffinity {
    return {
        requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
                { matchExpressions: [{ key: ZONE_LABEL, operator: "In", values: zones.map(({ name }) => name) }] },
            ],
        },
    };
}

/** Zones named by a node affinity. */
export function zonesOf(affinity: ZoneAffinity): string[] {
    const terms = affinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    return terms.flatMap(({ matchExpressions }) =>
        matchExpressions.filter(({ key }) => key === ZONE_LABEL).flatMap(({ values }) => values),
    );
}
