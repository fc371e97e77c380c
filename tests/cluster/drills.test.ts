import { execFile } from "node:child_process";
import * as fs from "node:fs";
import { listClusters } from "../../rehearsal/cluster/record";
import type { DrillResult } from "../../rehearsal/drill/drill";
import { CliSandbox } from "../support/cliSandbox";
import { temporaryFolder } from "../support/files";

/** The quick drills on one cluster, with the redundancy of one service taken away: what it costs is found, and nothing else. */

const sandbox = new CliSandbox(temporaryFolder());

const DRILLS = ["pod-loss", "node-drain", "eviction-storm", "bad-image"];

const TIMEOUT_MS = 300_000;

let run: { readonly status: number | string | null; readonly stdout: string; readonly stderr: string };
let results: ReadonlyMap<string, DrillResult>;

beforeAll(async () => {
    const command = ["-r", "@swc-node/register", "cli/main.ts", "drill", ...DRILLS];
    run = await new Promise((resolve) => {
        execFile(
            process.execPath,
            [...command, "--set", "dify.api.replicas=1", "--json"],
            { cwd: sandbox.folder, env: { ...process.env, NO_COLOR: "1" }, maxBuffer: 2 ** 26 },
            (error, stdout, stderr) => resolve({ status: error === null ? 0 : (error.code ?? null), stdout, stderr }),
        );
    });
    if (run.stdout === "") {
        throw new Error(`the drills gave no results:\n${run.stderr}`);
    }
    const { drills } = JSON.parse(run.stdout) as { drills: DrillResult[] };
    results = new Map(drills.map((result) => [result.drill, result]));
}, TIMEOUT_MS);

function outcome(drill: string, workload: string) {
    return results.get(drill)?.workloads.find(({ name }) => name === workload);
}

test("a pod that is alone is missed when it dies, and no other", () => {
    expect(results.get("pod-loss")).toMatchObject({
        verdict: "broken",
        breaches: [
            expect.stringMatching(/^dify-api had 0 of the 1 members that it needs, for \d+(\.\d)? s$/) as string,
        ],
        measured: expect.stringMatching(/^29 pods lost, the slowest replaced after \d+\.\d s \(\S+\)$/) as string,
    });
});

test("every member of every workload was gone for a moment", () => {
    expect(results.get("pod-loss")?.workloads.map(({ members, lowest }) => members - lowest)).toEqual(
        Array.from({ length: 29 }, () => 1),
    );
});

test("a drain takes one member at a time, also of what has no more than its quorum", () => {
    const drained = results.get("node-drain");
    expect(drained?.measured).toMatch(/^6 nodes drained, .* never more than 1 of a workload missing$/);
    expect(outcome("node-drain", "postgres")).toMatchObject({ members: 3, quorum: 2, lowest: 2, outageSeconds: 0 });
    expect(outcome("node-drain", "milvus-etcd")).toMatchObject({ members: 3, quorum: 2, lowest: 2, outageSeconds: 0 });
});

test("asked to let all pods go at once, budgets keep every quorum that there are members for", () => {
    const storm = results.get("eviction-storm");
    expect(storm?.breaches.filter((breach) => !breach.startsWith("dify-api "))).toEqual([]);
    expect(outcome("eviction-storm", "milvus-etcd")).toMatchObject({ members: 3, lowest: 2 });
    expect(outcome("eviction-storm", "dify-web")).toMatchObject({ members: 3, lowest: 2 });
});

test("an image that never starts takes nothing away, also from what has one pod", () => {
    expect(results.get("bad-image")).toMatchObject({ verdict: "kept", breaches: [] });
    expect(outcome("bad-image", "dify-api")).toMatchObject({ members: 1, lowest: 1 });
});

test("a broken promise is exit code 1", () => {
    expect(run.status).toBe(1);
});

test("each result is kept in a file, and nothing of the cluster", () => {
    const saved = JSON.parse(fs.readFileSync(sandbox.out("local", "drills", "bad-image.json"), "utf8")) as object;
    expect(saved).toEqual({ stack: "local", ...results.get("bad-image") });
    const name = /control plane (rehearsal-\w+) ready/.exec(run.stderr)?.[1];
    expect(name).toBeDefined();
    expect(listClusters().map((cluster) => cluster.name)).not.toContain(name);
});
