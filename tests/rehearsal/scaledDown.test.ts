import { scaledDown } from "../../rehearsal/standIns/scaledDown";

const deployment = (name: string) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "dify" },
    spec: { replicas: 6, minReadySeconds: 10 },
});

const SCALED = {
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: { name: "api", namespace: "dify" },
    spec: { scaleTargetRef: { name: "api" }, minReplicaCount: 3, maxReplicaCount: 6 },
};

test("what is scaled has as few members as there may be, and all else is left alone", () => {
    expect(scaledDown([deployment("api"), deployment("web"), SCALED])).toEqual([
        { ...deployment("api"), spec: { replicas: 3, minReadySeconds: 10 } },
    ]);
});
