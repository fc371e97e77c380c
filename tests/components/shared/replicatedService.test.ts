import {
    createReplicatedService,
    deploymentSpec,
    workloadOfDeployment,
    type ReplicatedServiceArgs,
} from "../../../components/shared/replicatedService";
import { evaluateComponent } from "../../support/evaluation";
import { inputsOf } from "../../support/graph";

const ARGS: ReplicatedServiceArgs = {
    namespace: { name: "dify", created: "dify" },
    zones: [{ name: "a" }, { name: "b" }],
    labels: { "app.kubernetes.io/name": "x" },
    replicas: 4,
    resources: { requests: { cpu: "250m", memory: "1Gi" }, limits: { cpu: "1", memory: "2Gi" } },
    container: { image: "registry.example.com/x:1" },
    ports: [{ name: "http", port: 8080 }],
    preStopSeconds: 15,
    terminationSeconds: 45,
    podSecurityContext: { runAsNonRoot: true },
};

const FACTS = {
    tier: "application",
    quorum: 1,
    dependsOn: ["y"],
    recovery: { kind: "endpoint", expectedSeconds: 45, source: "measured" },
} as const;

describe("the Deployment of a service", () => {
    const spec = deploymentSpec("x", ARGS);

    test("rolls by one more before one less", () => {
        expect(spec.strategy).toEqual({ type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
        expect(spec.minReadySeconds).toBe(10);
    });

    test("never runs two where there must be one", () => {
        expect(deploymentSpec("x", { ...ARGS, strategy: "Recreate" }).strategy).toEqual({ type: "Recreate" });
    });

    test("has one container, named like the service, whose ports have the names that the Service targets", () => {
        expect(spec.template.spec.containers).toEqual([
            {
                name: "x",
                image: "registry.example.com/x:1",
                resources: ARGS.resources,
                ports: [{ name: "http", containerPort: 8080 }],
                lifecycle: { preStop: { sleep: { seconds: 15 } } },
            },
        ]);
    });

    test("has no preStop hook where there is nothing to wait for: a sleep of 0 seconds is refused by Kubernetes before 1.33", () => {
        const [container] = deploymentSpec("x", { ...ARGS, preStopSeconds: 0 }).template.spec.containers;
        expect(container).toHaveProperty("lifecycle", undefined);
    });

    test("selects its own pods", () => {
        expect(spec.selector).toEqual({ matchLabels: spec.template.metadata.labels });
    });
});

describe("the Workload of a Deployment", () => {
    test("says what the spec says", () => {
        expect(workloadOfDeployment("x", "dify", deploymentSpec("x", ARGS), FACTS, { service: "x" })).toEqual({
            name: "x",
            tier: "application",
            members: { min: 4, max: 4 },
            quorum: 1,
            zones: ["a", "b"],
            spread: "hard",
            requests: { cpu: 0.25, memory: 1073741824 },
            recovery: FACTS.recovery,
            dependsOn: ["y"],
            zoneBound: false,
            pods: { namespace: "dify", matchLabels: { "app.kubernetes.io/name": "x" } },
            service: "x",
        });
    });

    test("follows the spec, not the arguments", () => {
        const spec = deploymentSpec("x", ARGS);
        spec.replicas = 1;
        spec.template.spec.topologySpreadConstraints = [];
        spec.template.spec.containers.push({ resources: ARGS.resources });
        const workload = workloadOfDeployment("x", "dify", spec, FACTS);
        expect(workload).toMatchObject({ members: { min: 1, max: 1 }, spread: "none", requests: { cpu: 0.5 } });
        expect(workload.service).toBeUndefined();
    });
});

test("the Service keeps requests in their zone while it has a ready pod", async () => {
    const graph = await evaluateComponent((opts) =>
        createReplicatedService("x", "x", { ...ARGS, facts: { ...FACTS, dependsOn: [] } }, opts),
    );
    expect(inputsOf(graph, "Service", "x").spec).toEqual({
        selector: { "app.kubernetes.io/name": "x" },
        ports: [{ name: "http", port: 8080, targetPort: "http" }],
        trafficDistribution: "PreferClose",
    });
});
