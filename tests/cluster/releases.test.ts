import * as fs from "node:fs";
import * as path from "node:path";
import { kubernetesObjects, type KubernetesObject, type ResourceGraph } from "../../analysis/graph";
import { checkInvariants } from "../../analysis/invariants";
import { evaluateStack } from "../../cli/evaluation/evaluateStack";
import { loadStack, PROJECT_ROOT } from "../../cli/stackFile";
import { releaseOf, VERSIONS } from "../../components/dify/catalogue";
import { startEmbeddedCluster, type EmbeddedCluster } from "../../rehearsal/cluster/embeddedCluster";
import { customKindsOf } from "../../rehearsal/crds/customKinds";
import { definitionsFor } from "../../rehearsal/crds/definitions";
import { installDefinitions } from "../../rehearsal/crds/install";
import { KubeApi } from "../../rehearsal/kubernetes/kubeApi";
import { silentProgress } from "../../rehearsal/progress";
import { resolveToolchain } from "../../rehearsal/toolchain/resolve";

/** Stack `local` with every release of the catalogue, against the rules and a real API server. */

const CRD_FOLDER = path.resolve(PROJECT_ROOT, "../shared/crds");

jest.setTimeout(300_000);

const graphs = new Map<string, ResourceGraph>();

beforeAll(async () => {
    // Pulumi keeps one monitor for a process.
    for (const version of VERSIONS) {
        graphs.set(version, await evaluateStack(loadStack("local", [`dify.version=${version}`])));
    }
});

function graphOf(version: string): ResourceGraph {
    const graph = graphs.get(version);
    if (graph === undefined) {
        throw new Error(`${version} was not evaluated`);
    }
    return graph;
}

const objectsOf = (version: string): KubernetesObject[] =>
    kubernetesObjects(graphOf(version), { showSecrets: true }).map(({ object }) => object);

test.each(VERSIONS)("%s breaks no rule", (version) => {
    expect(checkInvariants(graphOf(version), [], "2026-11-25").violations).toEqual([]);
});

test.each(VERSIONS)("%s runs its own images, and its own services", (version) => {
    const { images, has } = releaseOf(version);
    const text = JSON.stringify(objectsOf(version));
    expect(Object.values(images).filter((image) => !text.includes(`"${image}"`))).toEqual([]);
    const deployments = objectsOf(version).flatMap(({ kind, metadata }) =>
        kind === "Deployment" ? [metadata.name] : [],
    );
    expect([deployments.includes("dify-plugin-daemon"), deployments.includes("dify-websocket")]).toEqual([
        has.pluginDaemon,
        has.manySockets,
    ]);
    expect(text.includes("dify_plugin")).toBe(has.pluginDaemon);
});

describe("a real API server", () => {
    let cluster: EmbeddedCluster;
    let api: KubeApi;
    /** What it has taken already: most objects are the same in many releases. */
    const taken = new Set<string>();

    beforeAll(async () => {
        cluster = await startEmbeddedCluster({
            toolchain: await resolveToolchain({ progress: silentProgress }),
            zones: ["zone-a"],
            nodesPerZone: 1,
            progress: silentProgress,
        });
        api = KubeApi.fromKubeconfig(cluster.kubeconfig);
        const all = VERSIONS.flatMap(objectsOf);
        await installDefinitions(
            api,
            await definitionsFor(
                customKindsOf(all),
                fs.existsSync(CRD_FOLDER) ? { folder: CRD_FOLDER } : { download: () => Promise.resolve(undefined) },
            ),
        );
        const namespaces = objectsOf(VERSIONS[0] ?? "").filter(({ kind }) => kind === "Namespace");
        await Promise.all(namespaces.map((namespace) => api.apply(namespace)));
    });

    afterAll(async () => {
        await cluster?.stop();
    });

    test.each(VERSIONS)("takes every object of %s", async (version) => {
        const fresh = objectsOf(version).filter((object) => !taken.has(JSON.stringify(object)));
        for (const object of fresh) {
            await api.apply(object, { dryRun: true });
            taken.add(JSON.stringify(object));
        }
        // A release has its own images at least.
        expect(fresh.length).toBeGreaterThan(3);
    });

    test("refuses one that is wrong, so that its word counts", async () => {
        const wrong = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "Wrong", namespace: "dify" } };
        await expect(api.apply(wrong, { dryRun: true })).rejects.toThrow("Wrong");
    });
});
