import { createReplicatedService, type ReplicatedServiceArgs } from "../../../components/shared/replicatedService";
import { scaledObjectSpec, type Scaling } from "../../../components/shared/scaledObject";
import type { WorkingTime } from "../../../contracts";
import { definitionErrors, hasDefinition } from "../../support/definitions";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { inputsOf, resourceOf, resourcesOf } from "../../support/graph";

const WORKING_TIME: WorkingTime = { timeZone: "Asia/Tokyo", days: ["mon", "sat"], from: "07:30", until: "19:00" };

const SCALING: Scaling = {
    fewest: 2,
    most: 6,
    triggers: [
        { kind: "workingTime", workingTime: WORKING_TIME, members: 5 },
        { kind: "cpu", utilization: 70 },
    ],
};

const SPEC = {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "x" },
    minReplicaCount: 2,
    maxReplicaCount: 6,
    advanced: {
        restoreToOriginalReplicaCount: true,
        horizontalPodAutoscalerConfig: {
            behavior: {
                scaleDown: {
                    stabilizationWindowSeconds: 300,
                    policies: [{ type: "Pods", value: 1, periodSeconds: 60 }],
                },
            },
        },
    },
    triggers: [
        {
            type: "cron",
            metadata: {
                timezone: "Asia/Tokyo",
                start: "30 7 * * 1,6",
                end: "0 19 * * 1,6",
                desiredReplicas: "5",
            },
        },
        { type: "cpu", metricType: "Utilization", metadata: { value: "70" } },
    ],
};

test("KEDA is told bounds and triggers", () => {
    expect(scaledObjectSpec("x", SCALING)).toEqual(SPEC);
});

const ARGS: ReplicatedServiceArgs = {
    namespace: { name: "dify", created: "dify" },
    zones: [{ name: "a" }, { name: "b" }],
    labels: { "app.kubernetes.io/name": "x" },
    replicas: 5,
    resources: { requests: { cpu: "250m", memory: "1Gi" }, limits: { cpu: "1", memory: "2Gi" } },
    container: { image: "registry.example.com/x:1" },
    ports: [],
    preStopSeconds: 15,
    terminationSeconds: 45,
    podSecurityContext: { runAsNonRoot: true },
};

const FACTS = {
    tier: "application",
    quorum: 1,
    dependsOn: [],
    recovery: { kind: "endpoint", expectedSeconds: 45, source: "measured" },
} as const;

const service = (scaling?: Scaling) => {
    let members: unknown;
    const graph = evaluateComponent((opts) => {
        const operator = [new Elsewhere("operator")];
        const made = createReplicatedService(
            "p-x",
            "x",
            { ...ARGS, facts: FACTS, ...(scaling === undefined ? {} : { scaling: { ...scaling, operator } }) },
            opts,
        );
        members = made.workload.members;
    });
    return graph.then((evaluated) => ({ graph: evaluated, members }));
};

describe("a service that is scaled", () => {
    test("begins with its replicas, which the program does not touch again", async () => {
        const { graph } = await service(SCALING);
        const { inputs, ignoreChanges } = resourceOf(graph, "Deployment", "p-x");
        expect(inputs).toHaveProperty("spec.replicas", 5);
        expect(ignoreChanges).toEqual(["spec.replicas"]);
    });

    test("has a ScaledObject, which comes after the operator and the Deployment", async () => {
        const { graph } = await service(SCALING);
        const { dependencies } = resourceOf(graph, "ScaledObject", "p-x-scaling");
        expect(inputsOf(graph, "ScaledObject", "p-x-scaling")).toEqual({
            apiVersion: "keda.sh/v1alpha1",
            kind: "ScaledObject",
            metadata: { name: "x", namespace: "dify" },
            spec: SPEC,
        });
        expect(dependencies.map((urn) => urn.split("::").at(-1)).sort()).toEqual(["operator", "p-x"]);
    });

    test("has as many members as the ScaledObject says", async () => {
        expect((await service(SCALING)).members).toEqual({ min: 2, max: 6 });
    });
});

test("a service that is not scaled always has its replicas, and the program sees to it", async () => {
    const { graph, members } = await service();
    expect(members).toEqual({ min: 5, max: 5 });
    expect(resourceOf(graph, "Deployment", "p-x").ignoreChanges).toBeUndefined();
    expect(resourcesOf(graph, "ScaledObject")).toEqual([]);
});

const DEFINITION = "keda-scaledobjects.yaml";

if (hasDefinition(DEFINITION)) {
    test("KEDA's definition knows every field", () => {
        expect(definitionErrors(DEFINITION, "v1alpha1", scaledObjectSpec("x", SCALING))).toEqual([]);
    });
}
