/** What pods of a role carry so that they are spread and moved: written out here, not made by the code under test. */

/** Required node affinity to zones. */
export function affinityTo(...zones: string[]) {
    return {
        nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                    { matchExpressions: [{ key: "topology.kubernetes.io/zone", operator: "In", values: zones }] },
                ],
            },
        },
    };
}

/** Leaves a dead node after 15 s. */
export const TOLERATIONS = [
    { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 15 },
    { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 15 },
];

/** Even over zones by force and over nodes by preference; counted without dead zones, and by revision where there is a label. */
export function evenOver(matchLabels: Record<string, string>, ...revisionLabels: string[]) {
    const common = {
        maxSkew: 1,
        nodeTaintsPolicy: "Honor",
        labelSelector: { matchLabels },
        ...(revisionLabels.length > 0 ? { matchLabelKeys: revisionLabels } : {}),
    };
    return [
        { ...common, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" },
        { ...common, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
    ];
}
