import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { kubernetesObjects, type KubernetesObject, type PlannedObject } from "../../analysis/graph";
import { evaluateStack } from "../../cli/evaluation/evaluateStack";
import { loadStack } from "../../cli/stackFile";
import { applyPlan, awaitReady } from "../../rehearsal/apply";
import { startEmbeddedCluster, type EmbeddedCluster } from "../../rehearsal/cluster/embeddedCluster";
import { customKindsOf } from "../../rehearsal/crds/customKinds";
import { definitionsFor } from "../../rehearsal/crds/definitions";
import { installDefinitions } from "../../rehearsal/crds/install";
import { generator } from "../../rehearsal/drill/drills/random";
import { FIELD_MANAGER, KubeApi, type LiveObject } from "../../rehearsal/kubernetes/kubeApi";
import { silentProgress } from "../../rehearsal/progress";
import { STAND_IN_LABEL } from "../../rehearsal/standIns/objects";
import { resolveToolchain } from "../../rehearsal/toolchain/resolve";
import { temporaryFolder } from "../support/files";

/** An apply that is killed at any moment, several times, and then made again: nothing is missing, nothing is there twice. */

jest.setTimeout(180_000);

const KILLS = 4;

const planFile = path.join(temporaryFolder(), "plan.json");

/** Chooses the moments; printed when the test fails. */
const SEED = Date.now() % 1_000_000;

let cluster: EmbeddedCluster;
let api: KubeApi;
let plan: readonly PlannedObject[];
let killedAfter: number[];
let signals: (string | null)[];

beforeAll(async () => {
    plan = kubernetesObjects(await evaluateStack(loadStack("local", [])), { showSecrets: true });
    fs.writeFileSync(planFile, JSON.stringify(plan));
    cluster = await startEmbeddedCluster({
        toolchain: await resolveToolchain({ progress: silentProgress }),
        nodeCapacity: { cpu: "64", memory: "512Gi", pods: "250" },
        progress: silentProgress,
    });
    api = KubeApi.fromKubeconfig(cluster.kubeconfig);
    const kinds = customKindsOf(plan.map(({ object }) => object));
    await installDefinitions(api, await definitionsFor(kinds, { download: () => Promise.resolve(undefined) }));
    const draw = generator(SEED);
    killedAfter = Array.from({ length: KILLS }, () => 1 + Math.floor(draw() * (plan.length - 1)));
    signals = [];
    for (const count of killedAfter) {
        signals.push(await applyAndKill(count));
    }
    await applyPlan(api, plan);
    await awaitReady(
        api,
        plan.map(({ object }) => object).filter(({ kind }) => ["Deployment", "StatefulSet"].includes(kind)),
    );
});

afterAll(async () => {
    await cluster?.stop();
});

/** Applies in a process of its own, kills it after so many objects, and returns what ended it. */
function applyAndKill(count: number): Promise<string | null> {
    return new Promise((resolve, reject) => {
        const script = path.join(__dirname, "applyProcess.ts");
        const child = spawn(process.execPath, ["-r", "@swc-node/register", script, cluster.kubeconfig, planFile], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        let applied = 0;
        child.stdout.on("data", (chunk: Buffer) => {
            applied += chunk.toString().split("\n").length - 1;
            if (applied >= count) {
                child.kill("SIGKILL");
            }
        });
        child.on("error", reject);
        child.on("exit", (_, signal) => resolve(signal));
    });
}

const key = ({ kind, metadata: { namespace, name } }: KubernetesObject) => `${kind} ${namespace ?? ""}/${name}`;

/** Everything of the plan's kinds that we applied, stand-ins left out. */
async function ours(): Promise<LiveObject[]> {
    const kinds = new Map(
        plan.map(({ object: { apiVersion, kind } }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]),
    );
    const lists = await Promise.all([...kinds.values()].map(({ apiVersion, kind }) => api.list(apiVersion, kind)));
    return lists.flat().filter(({ metadata }) => {
        const managers = (metadata as { managedFields?: { manager?: string }[] }).managedFields ?? [];
        return (
            managers.some(({ manager }) => manager === FIELD_MANAGER) && metadata.labels?.[STAND_IN_LABEL] === undefined
        );
    });
}

test("every process was killed before its end", () => {
    expect({ SEED, killedAfter, signals }).toMatchObject({ signals: killedAfter.map(() => "SIGKILL") });
});

test("what is there is the plan, each object once", async () => {
    // Of a namespace without labels we set no field, so that nothing in it says it is ours; what is in it is there.
    const keys = (objects: readonly KubernetesObject[]) =>
        objects
            .filter(({ kind }) => kind !== "Namespace")
            .map(key)
            .sort();
    expect(keys(await ours())).toEqual(keys(plan.map(({ object }) => object)));
});

test("no workload has more pods than it asks for", async () => {
    const deployments = (await ours()).filter(({ kind }) => ["Deployment", "StatefulSet"].includes(kind));
    const pods = await api.list("v1", "Pod");
    const surplus = deployments.filter(({ spec, metadata }) => {
        const { replicas = 1, selector } = spec as {
            replicas?: number;
            selector: { matchLabels: Record<string, string> };
        };
        const members = pods.filter(
            (pod) =>
                pod.metadata.namespace === metadata.namespace &&
                pod.metadata.deletionTimestamp === undefined &&
                Object.entries(selector.matchLabels).every(([name, value]) => pod.metadata.labels?.[name] === value),
        );
        return members.length !== replicas;
    });
    expect(surplus.map(key)).toEqual([]);
});

test("once more changes nothing", async () => {
    const generations = async () =>
        (await ours())
            .map((object) => `${key(object)} ${object.metadata.uid} ${object.metadata.generation ?? 0}`)
            .sort();
    const before = await generations();
    await applyPlan(api, plan);
    expect(await generations()).toEqual(before);
});
