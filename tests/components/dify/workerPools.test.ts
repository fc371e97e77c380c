import type { ResourceGraph } from "../../../analysis/graph";
import { releaseOf, RELEASES } from "../../../components/dify/catalogue";
import type { OffHours } from "../../../components/dify/scaling";
import {
    canHavePools,
    POOL_NAMES,
    pooledQueues,
    queuesOfPool,
    type WorkerPool,
    type WorkerPools,
} from "../../../components/dify/workerPools";
import { inputsOf, resourceOf, resourcesOf } from "../../support/graph";
import { RESOURCES } from "../../support/cluster";
import { CANARY, evaluateApp } from "./difyAppArgs";

const pool = (fewest: number): WorkerPool => ({
    fewest,
    most: fewest + 5,
    concurrency: 10 * fewest,
    waitingPerPod: 5 * fewest,
    resources: { requests: { cpu: `${fewest}`, memory: "1Gi" }, limits: RESOURCES.limits },
});

const POOLS: WorkerPools = { latency: pool(2), heavy: pool(3), rest: pool(4) };

const DEPLOYMENTS = { latency: "d-worker-latency", heavy: "d-worker-heavy", rest: "d-worker" } as const;

describe("queues", () => {
    test("of 1.16.1 are divided into runs, documents, and everything else", () => {
        const release = releaseOf("1.16.1");
        expect(queuesOfPool("latency", release)).toEqual(["workflow_based_app_execution"]);
        expect(queuesOfPool("heavy", release)).toEqual([
            "dataset",
            "dataset_summary",
            "priority_dataset",
            "priority_pipeline",
            "pipeline",
        ]);
        expect(queuesOfPool("rest", release)).toEqual([
            "api_token",
            "mail",
            "ops_trace",
            "app_deletion",
            "app_rbac",
            "plugin",
            "workflow_storage",
            "conversation",
            "workflow",
            "schedule_poller",
            "schedule_executor",
            "triggered_workflow_dispatcher",
            "trigger_refresh_publisher",
            "trigger_refresh_executor",
            "retention",
            "monitor",
            "workflow_draft_var",
            "workflow_archive",
        ]);
    });

    test.each(Object.values(RELEASES).filter(canHavePools))("of $version are served by one pool each", (release) => {
        const all = POOL_NAMES.flatMap((name) => queuesOfPool(name, release));
        expect(new Set(all).size).toBe(all.length);
        expect([...all].sort()).toEqual(
            [...release.queues, "monitor", "workflow_draft_var", "workflow_archive"].sort(),
        );
        expect([...pooledQueues(release)].sort()).toEqual([...all].sort());
        expect(POOL_NAMES.filter((name) => queuesOfPool(name, release).length === 0)).toEqual([]);
    });

    test("that a release will bring belong to somebody; one that is listed twice is served once", () => {
        const release = { queues: ["workflow_based_app_execution", "monitor", "brand_new", "slow_dataset"] };
        expect(queuesOfPool("rest", release)).toEqual([
            "monitor",
            "brand_new",
            "workflow_draft_var",
            "workflow_archive",
        ]);
        expect(queuesOfPool("heavy", release)).toEqual(["slow_dataset"]);
    });

    test("of a release before 1.13 do not tell runs from the rest", () => {
        expect(canHavePools({ queues: ["dataset", "mail", "workflow"] })).toBe(false);
    });
});

interface Deployment {
    readonly spec: {
        readonly replicas: number;
        readonly template: {
            readonly spec: {
                readonly containers: readonly {
                    readonly env: readonly { readonly name: string; readonly value?: string }[];
                    readonly resources: object;
                }[];
            };
        };
    };
}

interface ScaledObject {
    readonly spec: {
        readonly minReplicaCount: number;
        readonly maxReplicaCount: number;
        readonly advanced: { readonly horizontalPodAutoscalerConfig: object };
        readonly triggers: readonly {
            readonly type: string;
            readonly metadata: Readonly<Record<string, string>>;
            readonly authenticationRef?: object;
        }[];
    };
}

const namesOf = (graph: ResourceGraph, kind: string) => resourcesOf(graph, kind).map(({ name }) => name);

const scaledObject = (graph: ResourceGraph, name: string) =>
    inputsOf<ScaledObject>(graph, "ScaledObject", `${name}-scaling`).spec;

describe("a release with pools", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateApp({ workerPools: POOLS });
    });

    test.each(POOL_NAMES)("runs %s with its own size, on its own queues", (name) => {
        const { spec } = inputsOf<Deployment>(graph, "Deployment", DEPLOYMENTS[name]);
        const [container] = spec.template.spec.containers;
        const variable = (of: string) => container?.env.find((each) => each.name === of)?.value;
        expect(spec.replicas).toBe(POOLS[name].fewest);
        expect(variable("CELERY_WORKER_AMOUNT")).toBe(String(POOLS[name].concurrency));
        expect(variable("CELERY_QUEUES")).toBe(queuesOfPool(name, releaseOf("1.16.1")).join(","));
        expect(container?.resources).toEqual(POOLS[name].resources);
        expect(resourceOf(graph, "Deployment", DEPLOYMENTS[name]).ignoreChanges).toEqual(["spec.replicas"]);
    });

    test.each(POOL_NAMES)("scales %s by the lists of its queues in the broker", (name) => {
        const { minReplicaCount, maxReplicaCount, advanced, triggers } = scaledObject(graph, DEPLOYMENTS[name]);
        expect([minReplicaCount, maxReplicaCount]).toEqual([POOLS[name].fewest, POOLS[name].most]);
        expect(triggers).toEqual([
            ...queuesOfPool(name, releaseOf("1.16.1")).map((queue) => ({
                type: "redis",
                metricType: "AverageValue",
                metadata: {
                    address: "redis-primary.dify.svc:6379",
                    enableTLS: "false",
                    databaseIndex: "1",
                    listName: queue,
                    listLength: String(POOLS[name].waitingPerPod),
                },
                authenticationRef: { name: "d-broker" },
            })),
            { type: "cpu", metricType: "Utilization", metadata: { value: "70" } },
        ]);
        expect(advanced.horizontalPodAutoscalerConfig).toEqual({
            behavior: {
                scaleDown: {
                    stabilizationWindowSeconds: 1800,
                    policies: [{ type: "Pods", value: 1, periodSeconds: 300 }],
                },
            },
        });
    });

    test("gives KEDA the password of the broker by its Secret, before any pool is scaled", () => {
        expect(inputsOf(graph, "TriggerAuthentication", "d-broker")).toMatchObject({
            metadata: { name: "d-broker", namespace: "dify" },
            spec: { secretTargetRef: [{ parameter: "password" }] },
        });
        const { dependencies } = resourceOf(graph, "ScaledObject", "d-worker-heavy-scaling");
        expect(dependencies.map((urn) => urn.split("::").at(-1)).sort()).toEqual([
            "d-broker",
            "d-worker-heavy",
            "data",
        ]);
    });

    test("has a PodDisruptionBudget, a spread and probes for each", () => {
        for (const name of Object.values(DEPLOYMENTS)) {
            expect(namesOf(graph, "PodDisruptionBudget")).toContain(`${name}-pdb`);
            expect(inputsOf(graph, "Deployment", name)).toMatchObject({
                spec: {
                    template: {
                        spec: {
                            terminationGracePeriodSeconds: 75,
                            topologySpreadConstraints: [
                                { labelSelector: { matchLabels: { "app.kubernetes.io/name": name } } },
                                {},
                            ],
                            containers: [{ livenessProbe: { exec: {} } }],
                        },
                    },
                },
            });
        }
    });

    test("answers through the pool of runs, which has what a worker has", () => {
        const { workloads } = resourcesOf(graph, "DifyApp")[0]?.outputs as {
            workloads: { name: string; members: object; dependsOn: string[] }[];
        };
        const named = (name: string) => workloads.find((workload) => workload.name === name);
        expect(named("d-api")?.dependsOn[0]).toBe("d-worker-latency");
        expect(named("d-worker-latency")?.members).toEqual({ min: 2, max: 7 });
        expect(named("d-worker-heavy")?.dependsOn).toEqual(named("d-worker")?.dependsOn);
    });
});

test("a pool has fewer members while nobody works, and more under load all the same", async () => {
    const offHours: OffHours = {
        workingTime: { timeZone: "Europe/Berlin", days: ["mon"], from: "08:00", until: "20:00" },
        members: 3,
    };
    const graph = await evaluateApp({ workerPools: POOLS, offHours });
    const { minReplicaCount, maxReplicaCount, triggers } = scaledObject(graph, "d-worker");
    expect([minReplicaCount, maxReplicaCount]).toEqual([3, 9]);
    expect(triggers[0]).toMatchObject({ type: "cron", metadata: { desiredReplicas: "4" } });
    expect(triggers).toHaveLength(1 + 18 + 1);
    // It has no more by day.
    expect(scaledObject(graph, "d-worker-heavy").triggers[0]?.type).toBe("redis");
});

test("without pools there is nothing to look at queues with", async () => {
    const graph = await evaluateApp();
    expect(resourcesOf(graph, "TriggerAuthentication")).toEqual([]);
    expect(namesOf(graph, "Deployment").filter((name) => name.includes("worker"))).toEqual(["d-worker"]);
});

test("a canary has one kind of workers, which serve all of its queues", async () => {
    const graph = await evaluateApp({ canary: CANARY });
    const { spec } = inputsOf<Deployment>(graph, "Deployment", "d-worker");
    expect(spec.template.spec.containers[0]?.env.map(({ name }) => name)).not.toContain("CELERY_QUEUES");
});
