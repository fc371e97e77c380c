import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import type { PlanDocument } from "../../cli/planDocument";
import { cardsOf, tableOf, textOf } from "../report/html/readPage";
import { CliSandbox, twoAtATime, type CliRun } from "../support/cliSandbox";
import { temporaryFolder } from "../support/files";

/** `plan --report` as people and scripts call it. */

const sandbox = new CliSandbox(temporaryFolder());

const COPIES = ["text", "json", "without", "rehearsed", "foreign", "broken", "forbidden"] as const;

let runs: Record<(typeof COPIES)[number], CliRun>;

const RECORD = {
    stack: "rehearsed",
    appliedBy: "server-side apply",
    objects: 1,
    standIns: 2,
    drill: {
        zone: "zone-b",
        events: [{ seconds: 0, milestone: "dark", reached: true, text: "zone-b goes dark with 3 pods" }],
        workloads: [],
        outages: [],
        incomplete: [],
    },
};

function writeDrill(stack: string, drill: string, record: object): void {
    fs.mkdirSync(sandbox.out(stack, "drills"), { recursive: true });
    fs.writeFileSync(sandbox.out(stack, "drills", `${drill}.json`), JSON.stringify(record));
}

const DRILL = { promise: "a promise", measured: "a figure", verdict: "kept", breaches: [], seconds: 1, workloads: [] };

function writeRecord(stack: string, record: object): void {
    fs.mkdirSync(sandbox.out(stack), { recursive: true });
    fs.writeFileSync(sandbox.out(stack, "rehearsal.json"), JSON.stringify(record));
}

beforeAll(async () => {
    for (const copy of COPIES) {
        sandbox.writeStack(copy, sandbox.stackText("local"));
    }
    sandbox.writeStack("forbidden", sandbox.stackText("onprem"));
    writeRecord("rehearsed", RECORD);
    writeRecord("foreign", { ...RECORD, stack: "another" });
    writeDrill("rehearsed", "node-drain", { stack: "rehearsed", drill: "node-drain", ...DRILL });
    writeDrill("rehearsed", "random", { stack: "rehearsed", drill: "random", ...DRILL });
    writeDrill("rehearsed", "migration-failure", { stack: "rehearsed", drill: "migration-failure", ...DRILL });
    runs = await twoAtATime({
        text: () => sandbox.run("plan", "text", "--report", "--compare", "local"),
        json: () => sandbox.run("plan", "json", "--report", "--json"),
        without: () => sandbox.run("plan", "without"),
        rehearsed: () => sandbox.run("plan", "rehearsed", "--report"),
        foreign: () => sandbox.run("plan", "foreign", "--report"),
        broken: () => sandbox.run("plan", "broken", "--report", "--set", "dify.api.replicas=none"),
        forbidden: () =>
            sandbox.run(
                ...["plan", "forbidden", "--report"],
                ...["--set", "environment=staging", "--set", "postgres.backup.enabled=false"],
            ),
    });
}, 90_000);

const pageOf = (stack: string) => fs.readFileSync(sandbox.out(stack, "report.html"), "utf8");

test("the path of the report is the last line", () => {
    expect(runs.text).toMatchObject({ status: 0, stderr: "" });
    expect(runs.text.stdout.trimEnd().split("\n").at(-1)).toBe("The report in out/text/report.html");
    expect(pageOf("text")).toContain("<h1>Stack text</h1>");
});

test("with --json there is the document and nothing else, and the report has its figures", () => {
    expect(runs.json).toMatchObject({ status: 0, stderr: "" });
    const document = JSON.parse(runs.json.stdout) as PlanDocument;
    const { connections, invariants } = document;
    const cards = Object.fromEntries(
        cardsOf(pageOf("json")).map(([title, figure]): [string, string] => [title, figure]),
    );
    expect(cards["Database connections"]).toBe(
        `${connections?.demand} of ${(connections?.limit ?? NaN) - (connections?.reserve ?? NaN)}`,
    );
    expect(cards["Rules that hold"]).toContain(` of ${invariants?.checked}`);
});

test("without --report there is none, and nothing that draws is loaded", () => {
    expect(runs.without).toMatchObject({ status: 0, stderr: "" });
    expect(runs.without.stdout).not.toContain("report.html");
    expect(fs.existsSync(sandbox.out("without", "report.html"))).toBe(false);
    const script =
        'require("./cli/commands/plan"); console.log(Object.keys(require.cache).filter((file) => /echarts|report.html/.test(file)).length)';
    const { stdout } = spawnSync(process.execPath, ["-r", "@swc-node/register", "-e", script], {
        cwd: sandbox.folder,
        encoding: "utf8",
    });
    expect(stdout).toBe("0\n");
});

test("what a rehearsal left is shown, with the day of its file", () => {
    expect(runs.rehearsed).toMatchObject({ status: 0, stderr: "" });
    const day = fs.statSync(sandbox.out("rehearsed", "rehearsal.json")).mtime.toISOString().slice(0, 10);
    const text = textOf(pageOf("rehearsed"));
    expect(text).toContain(
        `Rehearsed on ${day}, applied by server-side apply, with 2 stand-ins; from out/rehearsed/rehearsal.json.`,
    );
    expect(text).toContain("0.0 s zone-b goes dark with 3 pods");
});

test("what drills left is shown, in the order of the catalogue", () => {
    const day = fs
        .statSync(sandbox.out("rehearsed", "drills", "random.json"))
        .mtime.toISOString()
        .slice(0, 10);
    expect(tableOf(pageOf("rehearsed"), "Drills").slice(1)).toEqual([
        ["migration-failure", "a promise", "a figure", "kept", day],
        ["node-drain", "a promise", "a figure", "kept", day],
        ["random", "a promise", "a figure", "kept", day],
    ]);
});

test("a record that is not of this stack is refused by name, and no report written", () => {
    expect(runs.foreign.status).toBe(2);
    expect(runs.foreign.stderr).toContain(
        `${sandbox.out("foreign", "rehearsal.json")} is not a record of a rehearsal of foreign: delete it, or make it anew`,
    );
    expect(fs.existsSync(sandbox.out("foreign", "report.html"))).toBe(false);
});

test("bad input writes no report", () => {
    expect(runs.broken.status).toBe(2);
    expect(runs.broken.stderr).toContain("dify.api.replicas");
    expect(fs.existsSync(path.join(sandbox.folder, "out", "broken"))).toBe(false);
});

test("a plan that breaks a mandatory rule has a report that says so", () => {
    expect(runs.forbidden.status).toBe(3);
    expect(textOf(pageOf("forbidden"))).toContain(
        "Not to be deployed as it is. 1 mandatory rule broken (backups-kept).",
    );
});
