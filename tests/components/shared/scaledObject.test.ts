import { createReplicatedService, type ReplicatedServiceArgs } from "../../../components/shared/replicatedService";
import type { Scaling } from "../../../components/shared/autoscaling";
import { redisAuthenticationSpec, scaledObjectSpec } from "../../../components/shared/scaledObject";
import { kubernetesSecret, type WorkingTime } from "../../../contracts";
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

const LIST = { address: "redis.dify:6379", tls: true, database: 1, name: "mail", authentication: "dify-broker" };

const BY_LOAD: Scaling = {
    fewest: 2,
    most: 9,
    triggers: [{ kind: "list", list: LIST, entries: 8 }],
    up: { windowSeconds: 30, members: 4, periodSeconds: 60 },
    down: { windowSeconds: 1800, members: 1, periodSeconds: 300 },
};

test("a list in Redis is a trigger, and the pace is the autoscaler's", () => {
    const { triggers, advanced } = scaledObjectSpec("x", BY_LOAD);
    expect(triggers).toEqual([
        {
            type: "redis",
            metricType: "AverageValue",
            metadata: {
                address: "redis.dify:6379",
                enableTLS: "true",
                databaseIndex: "1",
                listName: "mail",
                listLength: "8",
            },
            authenticationRef: { name: "dify-broker" },
        },
    ]);
    expect(advanced.horizontalPodAutoscalerConfig.behavior).toEqual({
        scaleUp: { stabilizationWindowSeconds: 30, policies: [{ type: "Pods", value: 4, periodSeconds: 60 }] },
        scaleDown: { stabilizationWindowSeconds: 1800, policies: [{ type: "Pods", value: 1, periodSeconds: 300 }] },
    });
});

test("the password of a Redis stays in its Secret", () => {
    expect(redisAuthenticationSpec(kubernetesSecret("redis-auth", "password"))).toEqual({
        secretTargetRef: [{ parameter: "password", name: "redis-auth", key: "password" }],
    });
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

describe("a service that is scaled by its CPU alone", () => {
    const BY_CPU: Scaling = { fewest: 3, most: 8, triggers: [{ kind: "cpu", utilization: 60 }] };

    test("has Kubernetes' own autoscaler, which KEDA may succeed", async () => {
        const { graph, members } = await service(BY_CPU);
        const { inputs, dependencies } = resourceOf(graph, "HorizontalPodAutoscaler", "p-x-scaling");
        expect(inputs).toMatchObject({
            metadata: {
                name: "x",
                namespace: "dify",
                annotations: { "validations.keda.sh/hpa-ownership": "false" },
            },
            spec: {
                scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "x" },
                minReplicas: 3,
                maxReplicas: 8,
                metrics: [
                    {
                        type: "Resource",
                        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } },
                    },
                ],
                behavior: {
                    scaleDown: {
                        stabilizationWindowSeconds: 300,
                        policies: [{ type: "Pods", value: 1, periodSeconds: 60 }],
                    },
                },
            },
        });
        expect(dependencies.map((urn) => urn.split("::").at(-1))).toEqual(["p-x"]);
        expect(resourcesOf(graph, "ScaledObject")).toEqual([]);
        expect(members).toEqual({ min: 3, max: 8 });
    });

    test("and leaves its members to it", async () => {
        const { graph } = await service(BY_CPU);
        expect(resourceOf(graph, "Deployment", "p-x").ignoreChanges).toEqual(["spec.replicas"]);
    });
});

test("members that may come are spread like those that are there", async () => {
    const graph = await evaluateComponent((opts) => {
        const scaling = { ...BY_LOAD, fewest: 1, operator: [] };
        createReplicatedService("p-x", "x", { ...ARGS, replicas: 1, facts: FACTS, scaling }, opts);
    });
    expect(inputsOf(graph, "Deployment", "p-x")).toMatchObject({
        spec: { replicas: 1, template: { spec: { topologySpreadConstraints: [{ maxSkew: 1 }, {}] } } },
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
    test.each([SCALING, BY_LOAD])("KEDA's definition knows every field", (scaling) => {
        expect(definitionErrors(DEFINITION, "v1alpha1", scaledObjectSpec("x", scaling))).toEqual([]);
    });
}

const AUTHENTICATION = "keda-triggerauthentications.yaml";

if (hasDefinition(AUTHENTICATION)) {
    test("KEDA's definition knows how a password is given", () => {
        const spec = redisAuthenticationSpec(kubernetesSecret("redis-auth", "password"));
        expect(definitionErrors(AUTHENTICATION, "v1alpha1", spec)).toEqual([]);
    });
}
