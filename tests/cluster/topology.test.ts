import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { kubernetesObjects, workloadsOf, type KubernetesObject, type PlannedObject } from "../../analysis/graph";
import { evaluateStack } from "../../cli/evaluation/evaluateStack";
import { loadStack, PROJECT_ROOT } from "../../cli/stackFile";
import { ZONE_LABEL, type Workload } from "../../contracts";
import { applyPlan, awaitReady } from "../../rehearsal/apply";
import { startEmbeddedCluster, type EmbeddedCluster } from "../../rehearsal/cluster/embeddedCluster";
import { customKindsOf } from "../../rehearsal/crds/customKinds";
import { definitionsFor, type Definition } from "../../rehearsal/crds/definitions";
import { installDefinitions } from "../../rehearsal/crds/install";
import { isEven } from "../../rehearsal/drill/timeline";
import { KubeApi, type LiveObject } from "../../rehearsal/kubernetes/kubeApi";
import { waitFor } from "../../rehearsal/kubernetes/wait";
import { silentProgress } from "../../rehearsal/progress";
import { standInsForCharts } from "../../rehearsal/standIns/charts";
import { resolveToolchain } from "../../rehearsal/toolchain/resolve";

/** The operators' own definitions, where they are at hand; the API server then checks every field of the custom resources. */
const CRD_FOLDER = path.resolve(PROJECT_ROOT, "../shared/crds");
const HAS_CRDS = fs.existsSync(CRD_FOLDER);

/** Every optional part of the topology at once. */
const EVERYTHING = [
    "redis.cluster.enabled=true",
    "redis.rateLimits.enabled=true",
    "postgres.pooler.enabled=true",
    "dify.canary.enabled=true",
    "dify.canary.weight=10",
    "postgres.maxConnections=1000",
];

/** For further stacks: Jaeger is in a namespace that all of them share, and its volume claim cannot be changed. */
const WITHOUT_TRACING = "observability.tracing.enabled=false";

jest.setTimeout(120_000);

let cluster: EmbeddedCluster;
let api: KubeApi;
let definitions: Definition[];
let plan: readonly PlannedObject[];
let workloads: Workload[];

async function planOf(
    stack: string,
    overrides: readonly string[],
): Promise<{ plan: readonly PlannedObject[]; workloads: Workload[]; chartStandIns: KubernetesObject[] }> {
    const graph = await evaluateStack(loadStack(stack, overrides));
    return {
        plan: kubernetesObjects(graph, { showSecrets: true }),
        workloads: workloadsOf(graph),
        chartStandIns: standInsForCharts(graph),
    };
}

/** Installs the definitions of a plan's custom resources. */
async function define(objects: readonly PlannedObject[]): Promise<Definition[]> {
    const found = await definitionsFor(
        customKindsOf(objects.map(({ object }) => object)),
        HAS_CRDS ? { folder: CRD_FOLDER } : { download: () => Promise.resolve(undefined) },
    );
    await installDefinitions(api, found);
    return found;
}

beforeAll(async () => {
    const toolchain = await resolveToolchain({ progress: silentProgress });
    const everything = await planOf("local", EVERYTHING);
    ({ plan, workloads } = everything);
    cluster = await startEmbeddedCluster({
        toolchain,
        nodeCapacity: { cpu: "64", memory: "512Gi", pods: "250" },
        progress: silentProgress,
    });
    api = KubeApi.fromKubeconfig(cluster.kubeconfig);
    definitions = await define(plan);
    await applyPlan(api, plan);
    await Promise.all(everything.chartStandIns.map((object) => api.apply(object)));
    const objects = [...plan.map(({ object }) => object), ...everything.chartStandIns];
    await awaitReady(
        api,
        objects.filter(({ kind }) => ["Deployment", "StatefulSet"].includes(kind)),
    );
});

afterAll(async () => {
    await cluster?.stop();
});

/** Living pods of a workload. */
async function podsOf({ pods }: Workload): Promise<LiveObject[]> {
    const all = await api.list("v1", "Pod", pods?.namespace);
    return all.filter(
        ({ metadata }) =>
            metadata.deletionTimestamp === undefined &&
            Object.entries(pods?.matchLabels ?? {}).every(([key, value]) => metadata.labels?.[key] === value),
    );
}

async function placementOf(workload: Workload): Promise<Record<string, number>> {
    const nodes = await api.list("v1", "Node");
    const zoneOf = new Map(nodes.map(({ metadata }) => [metadata.name, metadata.labels?.[ZONE_LABEL] ?? ""]));
    const counts = Object.fromEntries(workload.zones.map((zone) => [zone, 0]));
    for (const pod of await podsOf(workload)) {
        const zone = zoneOf.get((pod.spec as { nodeName: string }).nodeName) ?? "";
        counts[zone] = (counts[zone] ?? 0) + 1;
    }
    return counts;
}

test("every custom kind of the stack is checked against its operator's own definition, where those are at hand", () => {
    expect(definitions.map(({ kind }) => kind.kind).sort()).toEqual([
        "Cluster",
        "Database",
        "EnvoyFilter",
        "Milvus",
        "ObjectStore",
        "PodMonitor",
        "Pooler",
        "Probe",
        "PrometheusRule",
        "RedisCluster",
        "RedisReplication",
        "ScheduledBackup",
        "ServiceMonitor",
    ]);
    // The one that a chart brings; the folder is of operators' definitions.
    const operators = definitions.filter(({ kind }) => kind.kind !== "EnvoyFilter");
    expect(new Set(operators.map(({ origin }) => origin))).toEqual(new Set([HAS_CRDS ? "folder" : "permissive"]));
});

test("the API server holds every object of the plan", async () => {
    const live = await Promise.all(plan.map(({ object }) => api.get(object)));
    expect(plan.filter((_, index) => live[index] === undefined)).toEqual([]);
    expect(plan.length).toBeGreaterThan(60);
});

test("the scheduler places every workload with all its members, and evenly over the zones", async () => {
    for (const workload of workloads) {
        const placement = await placementOf(workload);
        const members = Object.values(placement).reduce((sum, count) => sum + count, 0);
        expect({ name: workload.name, members }).toEqual({ name: workload.name, members: workload.members.min });
        expect({ name: workload.name, even: isEven(placement) }).toEqual({ name: workload.name, even: true });
    }
    expect(workloads.length).toBe(37);
});

test("the migration is complete before anything that speaks the schema is created", async () => {
    const job = plan.find(({ object }) => object.kind === "Job" && object.metadata.name.startsWith("dify-migrate"))
        ?.object as KubernetesObject;
    const { completionTime } = (await api.get(job))?.status as { completionTime: string };
    for (const name of ["dify-api", "dify-worker", "dify-beat", "dify-websocket"]) {
        const deployment = await api.get({
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name, namespace: "dify" },
        });
        const created = (deployment?.metadata as unknown as { creationTimestamp: string }).creationTimestamp;
        expect({ name, later: Date.parse(created) >= Date.parse(completionTime) }).toEqual({ name, later: true });
    }
});

test("the API server refuses evictions beyond the disruption budget, for every workload with more than one member", async () => {
    const redundant = workloads.filter(({ members }) => members.min > 1);
    // Simulated pods are replaced within milliseconds, and budgets are whole again: with the zones dark nothing is replaced.
    await Promise.all(cluster.zones.map((zone) => cluster.stopZone(zone)));
    for (const workload of redundant) {
        const pods = await podsOf(workload);
        const evicted = await Promise.all(
            pods.map(({ metadata }) => api.evict(metadata.namespace ?? "", metadata.name)),
        );
        expect({ name: workload.name, evicted: evicted.filter(Boolean).length }).toEqual({
            name: workload.name,
            evicted: 1,
        });
    }
    await Promise.all(cluster.zones.map((zone) => cluster.startZone(zone)));
    await waitFor(
        async () => {
            const counts = await Promise.all(workloads.map(async (it) => (await podsOf(it)).length === it.members.min));
            return counts.every(Boolean) ? true : undefined;
        },
        { what: "replacements of the evicted pods", timeoutSeconds: 30 },
    );
});

test("a second apply changes nothing", async () => {
    const state = async () =>
        Promise.all(
            plan.map(async ({ object }) => {
                const live = (await api.get(object)) as LiveObject;
                const { uid, generation, labels, annotations } = live.metadata;
                const content = Object.entries(live).filter(([key]) => key !== "status" && key !== "metadata");
                return { uid, generation, labels, annotations, content };
            }),
        );
    const before = await state();
    await applyPlan(api, plan);
    expect(await state()).toEqual(before);
});

test("the objects of stack onprem are accepted as well, restored and with Pgpool-II", async () => {
    const prod = await planOf("onprem", [
        "namespace=prod",
        WITHOUT_TRACING,
        "postgres.readWriteSplit=pgpool",
        "postgres.restoreFrom={as: postgres-b, time: '2026-11-23T01:59:00Z'}",
    ]);
    const applied = await applyPlan(api, prod.plan, { wait: false });
    expect(applied.applied).toBe(163);
});

test.each([
    ["eks", 173],
    ["k3s", 180],
])("the objects of stack prod on %s are accepted", async (kind, count) => {
    const overrides = [`cluster.kind=${kind}`, `namespace=${kind}`, WITHOUT_TRACING];
    const { plan: onAws } = await planOf("prod", overrides);
    await define(onAws);
    const applied = await applyPlan(api, onAws, { wait: false });
    expect(applied.applied).toBe(count);
});

test("a field of the wrong type is refused by the operator's definition, and not noticed by a permissive one", async () => {
    const postgres = plan.find(({ object }) => object.kind === "Cluster")?.object as KubernetesObject;
    const wrong = { ...postgres, spec: { ...(postgres.spec as object), instances: "three" } };
    const outcome = await api.apply(wrong).then(
        () => "accepted",
        (error: Error) => error.message,
    );
    expect(outcome).toMatch(HAS_CRDS ? /Cluster postgres: .*instances/ : /^accepted$/);
});

test("what does not become ready is named, with the scheduler's reason", async () => {
    const labels = { app: "too-big" };
    const container = { name: "big", image: "none", resources: { requests: { cpu: "1000" } } };
    const deployment = {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "too-big", namespace: "default" },
        spec: {
            selector: { matchLabels: labels },
            template: { metadata: { labels }, spec: { containers: [container] } },
        },
    };
    await api.apply(deployment);
    await expect(awaitReady(api, [deployment], 2)).rejects.toThrow(
        /^Deployment too-big did not become ready within 2 s; the scheduler says: 0\/6 nodes are available: .*Insufficient cpu/,
    );
    await api.delete(deployment);
});

test("a watch goes on when its stream ends, and stops when asked", async () => {
    const seen: string[] = [];
    const note = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" } });
    const stop = await api.watch(
        "/api/v1/namespaces/default/configmaps",
        (event) => {
            const objects = event.type === "SYNC" ? event.objects : [event.object];
            seen.push(...objects.map(({ metadata }) => metadata.name));
        },
        { streamSeconds: 1 },
    );
    for (const name of ["first", "second", "third"]) {
        await api.apply(note(name));
        await waitFor(() => (seen.includes(name) ? true : undefined), { what: name, timeoutSeconds: 5 });
        await sleep(1200);
    }
    stop();
    await sleep(200);
    await api.apply(note("unseen"));
    await sleep(1500);
    expect(seen).not.toContain("unseen");
});
