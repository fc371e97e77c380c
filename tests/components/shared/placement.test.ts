import fc from "fast-check";
import {
    failoverTolerations,
    spreadConstraints,
    spreadOf,
    UNREACHABLE_TOLERATION_SECONDS,
    zoneAffinity,
    zonesOf,
    type TopologySpreadConstraint,
} from "../../../components/shared/placement";

const LABELS = { app: "x" };

describe("spread constraints", () => {
    test("are even over zones by force and over nodes by preference, and leave dead zones out of the count", () => {
        expect(spreadConstraints({ replicas: 3, matchLabels: LABELS })).toEqual([
            {
                maxSkew: 1,
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "DoNotSchedule",
                nodeTaintsPolicy: "Honor",
                labelSelector: { matchLabels: { app: "x" } },
            },
            {
                maxSkew: 1,
                topologyKey: "kubernetes.io/hostname",
                whenUnsatisfiable: "ScheduleAnyway",
                nodeTaintsPolicy: "Honor",
                labelSelector: { matchLabels: { app: "x" } },
            },
        ]);
    });

    test("count the pods of one revision only where revisions have a label", () => {
        const constraints = spreadConstraints({
            replicas: 2,
            matchLabels: LABELS,
            revisionLabels: ["pod-template-hash"],
        });
        expect(constraints.map(({ matchLabelKeys }) => matchLabelKeys)).toEqual([
            ["pod-template-hash"],
            ["pod-template-hash"],
        ]);
    });

    test.each([0, 1])("do not exist for %d members", (replicas) => {
        expect(spreadConstraints({ replicas, matchLabels: LABELS })).toEqual([]);
    });

    test("of any number of members read back as hard from two on, as none below", () => {
        fc.assert(
            fc.property(fc.integer({ min: 0, max: 300 }), (replicas) => {
                const spread = spreadOf(spreadConstraints({ replicas, matchLabels: LABELS }));
                expect(spread).toBe(replicas >= 2 ? "hard" : "none");
            }),
        );
    });
});

describe("the spread that constraints amount to", () => {
    const constraint = (
        topologyKey: string,
        whenUnsatisfiable: TopologySpreadConstraint["whenUnsatisfiable"],
    ): TopologySpreadConstraint => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable,
        labelSelector: { matchLabels: LABELS },
    });

    test.each([
        ["none", []],
        ["none", [constraint("kubernetes.io/hostname", "DoNotSchedule")]],
        ["soft", [constraint("topology.kubernetes.io/zone", "ScheduleAnyway")]],
        ["hard", [constraint("topology.kubernetes.io/zone", "DoNotSchedule")]],
        [
            "soft",
            [
                constraint("kubernetes.io/hostname", "DoNotSchedule"),
                constraint("topology.kubernetes.io/zone", "ScheduleAnyway"),
            ],
        ],
    ] as const)("is %s", (spread, constraints) => {
        expect(spreadOf(constraints)).toBe(spread);
    });
});

describe("zones", () => {
    test("are required, not preferred", () => {
        expect(zoneAffinity([{ name: "a" }, { name: "b" }])).toEqual({
            requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                    { matchExpressions: [{ key: "topology.kubernetes.io/zone", operator: "In", values: ["a", "b"] }] },
                ],
            },
        });
    });

    test("survive writing into an affinity and reading", () => {
        fc.assert(
            fc.property(fc.array(fc.string()), (names) => {
                expect(zonesOf(zoneAffinity(names.map((name) => ({ name }))))).toEqual(names);
            }),
        );
    });

    test("are read from the zone label only", () => {
        const affinity = zoneAffinity([{ name: "a" }]);
        affinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]?.matchExpressions.unshift({
            key: "node.kubernetes.io/instance-type",
            operator: "In",
            values: ["m7i.large"],
        });
        expect(zonesOf(affinity)).toEqual(["a"]);
    });
});

test("a pod leaves a dead node after 15 seconds, whichever way it died", () => {
    expect(UNREACHABLE_TOLERATION_SECONDS).toBe(15);
    expect(failoverTolerations()).toEqual([
        { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 15 },
        { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 15 },
    ]);
});
