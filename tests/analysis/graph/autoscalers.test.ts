import { scaledRangeOf } from "../../../analysis/graph";

const of = (kind: string, name: string, spec: object, namespace = "dify") => ({
    kind,
    metadata: { namespace },
    spec: { scaleTargetRef: { name }, ...spec },
});

const API = { name: "api", namespace: "dify" };

test.each([
    ["HorizontalPodAutoscaler", { minReplicas: 2, maxReplicas: 5 }, { min: 2, max: 5 }],
    ["HorizontalPodAutoscaler", { maxReplicas: 5 }, { min: 1, max: 5 }],
    ["ScaledObject", { minReplicaCount: 3, maxReplicaCount: 6 }, { min: 3, max: 6 }],
    ["ScaledObject", {}, { min: 0, max: 100 }],
])("a %s of %j", (kind, spec, range) => {
    expect(scaledRangeOf(API, [of("ScaledJob", "api", {}), of(kind, "api", spec)])).toEqual(range);
});

test.each([
    ["of another Deployment", of("ScaledObject", "web", {})],
    ["of another namespace", of("ScaledObject", "api", {}, "other")],
    [
        "of a patch, which names no Deployment",
        { kind: "HorizontalPodAutoscaler", metadata: { namespace: "dify" }, spec: {} },
    ],
])("not one %s", (_, scaler) => {
    expect(scaledRangeOf(API, [scaler])).toBeUndefined();
});
