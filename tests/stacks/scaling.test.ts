import { availabilityOfGraph } from "../../analysis/availability";
import { chainOf, JOURNEYS } from "../../analysis/availability/journeys";
import { budgetOfGraph, connectionProblems } from "../../analysis/capacity/connections";
import { workloadsOf, type ResourceGraph } from "../../analysis/graph";
import { checkInvariants } from "../../analysis/invariants";
import { reachMatrix } from "../../analysis/network";
import { mergeConfig, type RawConfig } from "../../config/merge";
import { evaluateStack } from "../support/evaluation";
import { closureOf, inputsOf, resourceOf, resourcesOf } from "../support/graph";

/** What pools of workers and autoscaling make of whole stacks. */

// Whole stacks are evaluated.
jest.setTimeout(60_000);

const POOLS: RawConfig = { dify: { workerPools: { enabled: true } }, postgres: { maxConnections: 1600 } };

const namesOf = (graph: ResourceGraph, kind: string) => resourcesOf(graph, kind).map(({ name }) => name);
const membersOf = (graph: ResourceGraph, workload: string) =>
    workloadsOf(graph).find(({ name }) => name === workload)?.members;

const SCALED = ["dify-worker-scaling", "dify-worker-latency-scaling", "dify-worker-heavy-scaling"];

test.each(["local", "prod"])("%s has neither pools nor autoscalers unless it is told to", async (stack) => {
    const graph = await evaluateStack(stack);
    expect([
        ...namesOf(graph, "ScaledObject"),
        ...namesOf(graph, "TriggerAuthentication"),
        ...namesOf(graph, "HorizontalPodAutoscaler"),
    ]).toEqual([]);
    expect(workloadsOf(graph).filter(({ name }) => name.startsWith("dify-worker"))).toHaveLength(1);
});

describe.each([
    ["local", 3],
    ["onprem", 6],
    ["prod", 6],
])("%s with pools", (stack, most) => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateStack(stack, POOLS);
    });

    test("scales each of them between two pods and those of dify.worker", () => {
        expect(namesOf(graph, "ScaledObject").sort()).toEqual([...SCALED].sort());
        for (const pool of ["dify-worker", "dify-worker-latency", "dify-worker-heavy"]) {
            expect(membersOf(graph, pool)).toEqual({ min: 2, max: most });
        }
    });

    test("keeps every mandatory rule", () => {
        const { violations } = checkInvariants(graph, [], "2026-11-25");
        expect(violations.filter(({ severity }) => severity === "mandatory")).toEqual([]);
    });

    test("counts the connections of all pools at their most, which fit", () => {
        const budget = budgetOfGraph(graph);
        const pods = Object.fromEntries(budget?.items.map((item) => [item.name, item.pods]) ?? []);
        expect(pods).toMatchObject({
            "dify-worker": most + 1,
            "dify-worker-latency": most + 1,
            "dify-worker-heavy": most + 1,
        });
        expect(connectionProblems(budget)).toEqual([]);
    });

    test("answers by the pool of runs, and indexes by that of documents", () => {
        const named = (journey: keyof typeof JOURNEYS) =>
            chainOf(JOURNEYS[journey], workloadsOf(graph))
                .workloads.map(({ name }) => name)
                .filter((name) => name.startsWith("dify-worker"));
        expect(named("chat")).toEqual(["dify-worker-latency"]);
        expect(named("indexing")).toEqual(expect.arrayContaining(["dify-worker-heavy", "dify-worker-latency"]));
        expect(named("indexing")).not.toContain("dify-worker");
        expect(availabilityOfGraph(graph)).toBeDefined();
    });

    test("watches the queues that no release lists as well", () => {
        const exporter = inputsOf<{
            spec: { template: { spec: { containers: { args: string[] }[] } } };
        }>(graph, "Deployment", "metrics-celery-queues");
        const [keys] = exporter.spec.template.spec.containers[0]?.args ?? [];
        expect(keys).toMatch(
            /db1=retention,db1=workflow_based_app_execution,db1=monitor,db1=workflow_draft_var,db1=workflow_archive$/,
        );
    });
});

test.each(["onprem", "prod"])("%s gets KEDA before its pools", async (stack) => {
    const graph = await evaluateStack(stack, POOLS);
    const before = closureOf(graph, resourceOf(graph, "ScaledObject", "dify-worker-heavy-scaling"));
    expect([...before].map((urn) => urn.split("::").at(-1))).toEqual(
        expect.arrayContaining(["operators-keda", "dify-broker", "dify-worker-heavy"]),
    );
});

describe("the queues are counted", () => {
    const listOf = (graph: ResourceGraph) =>
        inputsOf<{ spec: { triggers: { metadata: Record<string, string> }[] } }>(
            graph,
            "ScaledObject",
            "dify-worker-latency-scaling",
        ).spec.triggers[0]?.metadata;

    test("in the cluster by its Service, to which KEDA is let in, and to nothing else", async () => {
        const graph = await evaluateStack("onprem", POOLS);
        expect(listOf(graph)).toMatchObject({
            address: "redis-primary.dify.svc.cluster.local:6379",
            databaseIndex: "1",
            enableTLS: "false",
        });
        const lines = reachMatrix(graph, "dify").filter((line) => line.startsWith("any pod of keda"));
        expect(lines).toEqual(["any pod of keda -> 6379: redis-primary"]);
    });

    test("on ElastiCache with TLS; no policy of the namespace is about it", async () => {
        const graph = await evaluateStack("prod", POOLS);
        expect(listOf(graph)).toMatchObject({ databaseIndex: "1", enableTLS: "true" });
        expect(listOf(graph)?.["address"]).toMatch(/:6379$/);
        expect(reachMatrix(graph, "dify").filter((line) => line.includes("keda"))).toEqual([]);
    });

    test("by a KEDA of the cluster's own, from wherever it is", async () => {
        const graph = await evaluateStack("onprem", mergeConfig(POOLS, { cluster: { installOperators: false } }));
        expect(reachMatrix(graph, "dify").filter((line) => line.includes("redis-primary"))).toEqual(
            expect.arrayContaining([expect.stringMatching(/^any pod.* -> 6379: .*redis-primary/)]),
        );
    });
});

test("on AWS the pods of every pool get at the files", async () => {
    const graph = await evaluateStack("prod", POOLS);
    const accounts = resourcesOf(graph, "PodIdentityAssociation").map(({ inputs }) => inputs["serviceAccount"]);
    expect(accounts).toEqual(expect.arrayContaining(["dify-worker", "dify-worker-latency", "dify-worker-heavy"]));
});

describe("services that follow their CPU", () => {
    const AUTOSCALED: RawConfig = {
        dify: {
            api: { autoscaling: { maxReplicas: 9, cpuPercent: 60 } },
            web: { autoscaling: { maxReplicas: 5 } },
            sandbox: { autoscaling: { maxReplicas: 8 } },
        },
        postgres: { maxConnections: 1600 },
    };
    const upOf = (graph: ResourceGraph, name: string) =>
        inputsOf<{ spec: { behavior: { scaleUp: object } } }>(graph, "HorizontalPodAutoscaler", name).spec.behavior
            .scaleUp;

    test("have Kubernetes' own autoscaler, and need no operator", async () => {
        const graph = await evaluateStack("onprem", AUTOSCALED);
        expect(namesOf(graph, "Release")).not.toContain("operators-keda");
        expect(inputsOf(graph, "HorizontalPodAutoscaler", "dify-api-scaling")).toMatchObject({
            spec: {
                minReplicas: 6,
                maxReplicas: 9,
                metrics: [{ resource: { target: { averageUtilization: 60 } } }],
                behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
            },
        });
        expect(membersOf(graph, "dify-web")).toEqual({ min: 3, max: 5 });
        expect(upOf(graph, "dify-api-scaling")).toEqual({
            stabilizationWindowSeconds: 30,
            policies: [{ type: "Pods", value: 4, periodSeconds: 60 }],
        });
    });

    test("a sandbox gets two at most within five minutes", async () => {
        expect(upOf(await evaluateStack("onprem", AUTOSCALED), "dify-sandbox-scaling")).toEqual({
            stabilizationWindowSeconds: 60,
            policies: [{ type: "Pods", value: 2, periodSeconds: 300 }],
        });
    });

    test("have fewer members while nobody works, by KEDA, up to their most", async () => {
        const offHours = { timeZone: "Europe/Berlin", from: "08:00", until: "20:00" };
        const graph = await evaluateStack("onprem", mergeConfig(AUTOSCALED, { offHours }));
        expect(namesOf(graph, "HorizontalPodAutoscaler")).not.toContain("dify-api-scaling");
        expect(inputsOf(graph, "ScaledObject", "dify-api-scaling")).toMatchObject({
            spec: {
                minReplicaCount: 3,
                maxReplicaCount: 9,
                triggers: [{ type: "cron", metadata: { desiredReplicas: "6" } }, { metadata: { value: "60" } }],
            },
        });
    });

    test("do not scale a canary, nor have it pools", async () => {
        const canary = { enabled: true, weight: 10 };
        const graph = await evaluateStack("onprem", mergeConfig(mergeConfig(AUTOSCALED, POOLS), { dify: { canary } }));
        const scaled = [...namesOf(graph, "ScaledObject"), ...namesOf(graph, "HorizontalPodAutoscaler")];
        expect(scaled.filter((name) => name.includes("canary"))).toEqual([]);
        expect(workloadsOf(graph).map(({ name }) => name)).not.toContain("dify-canary-worker-latency");
    });
});
