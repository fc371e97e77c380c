import { execFile } from "node:child_process";
import * as fs from "node:fs";
import { createColors } from "picocolors";
import { renderDrill } from "../../cli/render/rehearsal";
import { listClusters } from "../../rehearsal/cluster/record";
import type { WorkloadRecord } from "../../rehearsal/drill/timeline";
import type { RehearsalReport } from "../../rehearsal/rehearse";
import { CliSandbox } from "../support/cliSandbox";
import { temporaryFolder } from "../support/files";

/** `npm start` with the redundancy of one service taken away: a whole drill, as people run it. */

const sandbox = new CliSandbox(temporaryFolder());

/** A drill takes 80 s. */
const TIMEOUT_MS = 300_000;

let run: { readonly status: number | string | null; readonly stdout: string; readonly stderr: string };
let report: RehearsalReport;
let workloads: ReadonlyMap<string, WorkloadRecord>;

beforeAll(async () => {
    const command = ["-r", "@swc-node/register", "cli/main.ts", "rehearse", "local"];
    run = await new Promise((resolve) => {
        execFile(
            process.execPath,
            [...command, "--set", "dify.api.replicas=1", "--json"],
            { cwd: sandbox.folder, env: { ...process.env, NO_COLOR: "1" }, maxBuffer: 2 ** 26 },
            (error, stdout, stderr) => resolve({ status: error === null ? 0 : (error.code ?? null), stdout, stderr }),
        );
    });
    if (run.stdout === "") {
        throw new Error(`the rehearsal gave no report:\n${run.stderr}`);
    }
    report = JSON.parse(run.stdout) as RehearsalReport;
    workloads = new Map(report.drill.workloads.map((workload) => [workload.name, workload]));
}, TIMEOUT_MS);

test("one api pod is an outage, and the exit code says so", () => {
    expect({ status: run.status, outages: report.drill.outages }).toEqual({ status: 1, outages: ["dify-api"] });
});

test("the zone that is lost is the one whose loss hurts", () => {
    expect(workloads.get("dify-api")).toMatchObject({ members: 1, quorum: 1, lost: 1, lowest: 0 });
    expect(workloads.get("dify-api")?.placement[report.drill.zone]).toBe(1);
});

test("the outage lasts until Kubernetes has noticed, given up the pod and started another", () => {
    const { outageSeconds, endpointsCleanAfter = 0, replacedAfter = 0 } = workloads.get("dify-api") ?? {};
    expect(endpointsCleanAfter).toBeGreaterThan(30);
    expect(replacedAfter).toBeGreaterThan(endpointsCleanAfter);
    expect(outageSeconds).toBeCloseTo(replacedAfter, 0);
});

test("every other workload keeps its quorum, and all come back complete and even", () => {
    const broken = report.drill.workloads.filter(({ lowest, quorum }) => lowest < quorum);
    expect(broken.map(({ name }) => name)).toEqual(["dify-api"]);
    expect(report.drill.incomplete).toEqual([]);
    expect(report.drill.workloads).toHaveLength(29);
});

test("every milestone is reached, in order", () => {
    const { events } = report.drill;
    expect(events.map(({ milestone, reached }) => (reached ? milestone : `missed ${milestone}`))).toEqual([
        "dark",
        "noticed",
        "endpointsClean",
        "replaced",
        "back",
        "complete",
        "even",
    ]);
    expect(events.map(({ seconds }) => seconds)).toEqual(events.map(({ seconds }) => seconds).sort((a, b) => a - b));
});

test("the pods of operators and charts are stand-ins, and called so; those of Deployments of ours are not", () => {
    const standIns = report.drill.workloads.filter(({ standIn }) => standIn).map(({ name }) => name);
    expect(standIns.sort()).toEqual([
        "alertmanager",
        "grafana",
        "higress-controller",
        "higress-gateway",
        "kube-state-metrics",
        "milvus-datanode",
        "milvus-etcd",
        "milvus-mixcoord",
        "milvus-proxy",
        "milvus-querynode",
        "milvus-streamingnode",
        "postgres",
        "prometheus",
        "prometheus-operator",
        "redis",
        "redis-sentinel",
    ]);
});

test("the table has a row for each, and the verdict last", () => {
    const lines = renderDrill(report.drill, createColors(false)).split("\n");
    expect(lines.find((line) => line.startsWith("dify-api "))).toMatch(/ 1 › 0 › 1 .* out \d+ s$/);
    expect(lines.find((line) => line.startsWith("postgres*"))).toMatch(/ 3 › 2 › 3 .* served$/);
    expect(lines.at(-1)).toBe(
        `✖ Losing ${report.drill.zone} was an outage of dify-api: fewer members than the quorum.`,
    );
});

test("the report is kept in a file, and nothing of the cluster", () => {
    expect(fs.readFileSync(sandbox.out("local", "rehearsal.json"), "utf8")).toBe(run.stdout);
    const name = /control plane (rehearsal-\w+) ready/.exec(run.stderr)?.[1];
    expect(name).toBeDefined();
    expect(listClusters().map((cluster) => cluster.name)).not.toContain(name);
});
