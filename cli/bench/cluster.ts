import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { kubernetesObjects, type ResourceGraph } from "../../analysis/graph";
import { applyPlan } from "../../rehearsal/apply";
import { startEmbeddedCluster, type EmbeddedCluster } from "../../rehearsal/cluster/embeddedCluster";
import { customKindsOf } from "../../rehearsal/crds/customKinds";
import { definitionsFor } from "../../rehearsal/crds/definitions";
import { installDefinitions } from "../../rehearsal/crds/install";
import { KubeApi } from "../../rehearsal/kubernetes/kubeApi";
import { run } from "../../rehearsal/process/run";
import { silentProgress } from "../../rehearsal/progress";
import type { Toolchain } from "../../rehearsal/toolchain/resolve";
import { writeManifests } from "../manifests";
import { median } from "./statistics";

export interface ClusterBench {
    readonly runs: number;
    readonly startSeconds: number;
    readonly objects: number;
    /** Server-side apply by the rehearsal, waits for Jobs and stand-ins left out. */
    readonly applySeconds: number;
    /** `kubectl apply --server-side` of the same manifests. */
    readonly kubectlSeconds: number;
    /** kubectlSeconds / applySeconds: how many times faster. */
    readonly ratio: number;
}

/** Start of the control plane, and applying a plan to it in two ways, each to a cluster of its own. */
export async function benchCluster(toolchain: Toolchain, graph: ResourceGraph, runs: number): Promise<ClusterBench> {
    const starts: number[] = [];
    const ours: number[] = [];
    const kubectl: number[] = [];
    for (let index = 0; index < runs; index += 1) {
        starts.push(
            await onFreshCluster(toolchain, graph, async (_, api) => ours.push(await applyOurselves(api, graph))),
        );
        starts.push(
            await onFreshCluster(toolchain, graph, async (cluster) =>
                kubectl.push(await applyByKubectl(toolchain, cluster, graph)),
            ),
        );
    }
    return {
        runs,
        startSeconds: median(starts),
        objects: kubernetesObjects(graph, { showSecrets: true }).length,
        applySeconds: median(ours),
        kubectlSeconds: median(kubectl),
        ratio: median(kubectl) / median(ours),
    };
}

async function onFreshCluster(
    toolchain: Toolchain,
    graph: ResourceGraph,
    use: (cluster: EmbeddedCluster, api: KubeApi) => Promise<unknown>,
): Promise<number> {
    const cluster = await startEmbeddedCluster({ toolchain, progress: silentProgress });
    try {
        const api = KubeApi.fromKubeconfig(cluster.kubeconfig);
        const objects = kubernetesObjects(graph, { showSecrets: true }).map(({ object }) => object);
        await installDefinitions(
            api,
            await definitionsFor(customKindsOf(objects), { download: () => Promise.resolve(undefined) }),
        );
        await use(cluster, api);
        return cluster.readyAfterSeconds;
    } finally {
        await cluster.stop();
    }
}

async function applyOurselves(api: KubeApi, graph: ResourceGraph): Promise<number> {
    const started = performance.now();
    await applyPlan(api, kubernetesObjects(graph, { showSecrets: true }), { wait: false });
    return (performance.now() - started) / 1000;
}

async function applyByKubectl(
    { binaries }: Toolchain,
    { kubeconfig }: EmbeddedCluster,
    graph: ResourceGraph,
): Promise<number> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-bench-"));
    try {
        writeManifests(graph, folder, { showSecrets: true });
        const started = performance.now();
        const { code, stderr } = await run(
            binaries.kubectl.file,
            ["--kubeconfig", kubeconfig, "apply", "--server-side", "--force-conflicts", "-f", folder],
            { timeoutMs: 120_000 },
        );
        if (code !== 0) {
            throw new Error(`kubectl apply failed:\n${stderr}`);
        }
        return (performance.now() - started) / 1000;
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
    }
}
