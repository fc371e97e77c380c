import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { parse } from "yaml";
import type { PlanDocument } from "../../cli/planDocument";
import { CliSandbox, twoAtATime, type CliRun } from "../support/cliSandbox";
import { temporaryFolder } from "../support/files";

/** The `plan` command as people and scripts call it, each time a process of its own. */

const sandbox = new CliSandbox(temporaryFolder());

/** Valid for what is no production, and against a rule all the same. */
const WITHOUT_BACKUPS = ["--set", "environment=staging", "--set", "postgres.backup.enabled=false"];
const WAIVED = ["--set", "waivers=[{id: backups-kept, reason: a trial, until: 2999-12-31}]"];

let runs: Record<
    "json" | "text" | "secrets" | "changed" | "missed" | "missed as JSON" | "forbidden" | "forbiddenJson" | "waived",
    CliRun
>;

beforeAll(async () => {
    for (const copy of ["changed", "broken", "broken-json", "waived"]) {
        sandbox.writeStack(copy, sandbox.stackText("onprem"));
    }
    sandbox.writeStack("missed", sandbox.stackText("staging"));
    sandbox.writeStack("missed-json", sandbox.stackText("staging"));
    runs = await twoAtATime({
        json: () => sandbox.run("plan", "onprem", "--json"),
        // Nobody relies on a stack for development: an objective that it misses is no problem.
        text: () => sandbox.run("plan", "local", "--set", "slo.target=0.9999"),
        secrets: () => sandbox.run("plan", "staging", "--show-secrets"),
        missed: () => sandbox.run("plan", "missed", "--set", "slo.target=0.9995"),
        "missed as JSON": () =>
            sandbox.run(
                ...["plan", "missed-json", "--json", "--set", "slo.target=0.9995"],
                ...["--set", "slo.rates=[{of: natGateway, failuresPerYear: 12, repairSeconds: 3600}]"],
                ...["--set", "slo.services=[{of: objectStore, availability: 0.999}]"],
            ),
        changed: () =>
            sandbox.run(
                ...["plan", "changed", "--json"],
                ...["--set", "dify.api.replicas=4"],
                ...["--set", "namespace=acme"],
                ...["--set", "zones=[x, y, z]"],
            ),
        forbidden: () => sandbox.run("plan", "broken", ...WITHOUT_BACKUPS),
        forbiddenJson: () => sandbox.run("plan", "broken-json", "--json", ...WITHOUT_BACKUPS),
        waived: () => sandbox.run("plan", "waived", ...WITHOUT_BACKUPS, ...WAIVED),
    });
}, 60_000);

/** Manifests of a stack, by file name. */
function manifestsOf(stack: string): Map<string, { kind: string; stringData?: unknown }> {
    const names = fs.readdirSync(sandbox.out(stack, "manifests")).sort();
    return new Map(
        names.map((name) => [
            name,
            parse(fs.readFileSync(sandbox.out(stack, "manifests", name), "utf8")) as { kind: string },
        ]),
    );
}

const secretsIn = (stack: string) => [...manifestsOf(stack).values()].filter(({ kind }) => kind === "Secret");

test("the network is really denied here", () => {
    const script = 'require("node:http").get("http://127.0.0.1:1")';
    const { status, stderr } = spawnSync(process.execPath, ["-r", "./noNetwork.cjs", "-e", script], {
        cwd: sandbox.folder,
        encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 99, stderr: "network: connect\n" });
});

describe("plan onprem --json, without network, HOME or kubeconfig", () => {
    const document = () => JSON.parse(runs.json.stdout) as PlanDocument;

    test("prints one JSON document and nothing else", () => {
        expect(runs.json).toMatchObject({ status: 0, stderr: "" });
        expect(runs.json.stdout).toBe(`${JSON.stringify(document(), undefined, 2)}\n`);
    });

    test("has exactly these keys", () => {
        expect(Object.keys(document())).toEqual([
            "stack",
            "resources",
            "workloads",
            "charts",
            "connections",
            "capacity",
            "recovery",
            "availability",
            "cost",
            "invariants",
            "problems",
        ]);
        const keys = new Set(document().resources.map((resource) => Object.keys(resource).join()));
        expect([...keys]).toEqual(["urn,type,name,parent,protect,inputs"]);
    });

    test("has the stack with all its parts", () => {
        const { stack, resources, workloads, charts, problems } = document();
        expect({ stack, problems, resources: resources.length, workloads: workloads.length }).toEqual({
            stack: "onprem",
            problems: [],
            resources: expect.any(Number) as number,
            workloads: 29,
        });
        expect(charts.map(({ chart }) => chart).sort()).toEqual([
            "cert-manager",
            "cloudnative-pg",
            "descheduler",
            "higress-core",
            "kube-prometheus-stack",
            "milvus-operator",
            "plugin-barman-cloud",
            "redis-operator",
        ]);
        const urns = new Set(resources.map(({ urn }) => urn));
        expect(resources.filter(({ parent }) => parent !== null && !urns.has(parent))).toEqual([]);
        expect(
            resources
                .filter(({ parent }) => parent === null)
                .map(({ name }) => name)
                .sort(),
        ).toEqual([
            "cluster-existing",
            "dify",
            "dify",
            "gateway",
            "metrics",
            "milvus",
            "monitoring",
            "network",
            "operators",
            "postgres",
            "postgres-dumps",
            "redis",
            "storage",
        ]);
    });

    test("is also kept in a file", () => {
        expect(fs.readFileSync(sandbox.out("onprem", "plan.json"), "utf8")).toBe(runs.json.stdout);
    });
});

describe("plan local", () => {
    test("fits into 100 columns, without colours when none are wanted", () => {
        expect(runs.text).toMatchObject({ status: 0, stderr: "" });
        expect(runs.text.stdout).not.toContain("\u001b");
        expect(runs.text.stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
    });

    test("says how much there is, and where", () => {
        const { resources } = JSON.parse(fs.readFileSync(sandbox.out("local", "plan.json"), "utf8")) as PlanDocument;
        const lines = runs.text.stdout.trimEnd().split("\n");
        expect(lines[0]).toBe(`Stack local: ${resources.length} resources`);
        expect(lines.at(-1)).toBe(
            `${manifestsOf("local").size} manifests in out/local/manifests, the plan in out/local/plan.json`,
        );
    });

    test("writes one manifest for each object of the cluster", () => {
        const { resources } = JSON.parse(fs.readFileSync(sandbox.out("local", "plan.json"), "utf8")) as PlanDocument;
        const objects = resources.filter(
            ({ type }) =>
                type.startsWith("kubernetes:") && !type.startsWith("kubernetes:helm") && !type.endsWith("Patch"),
        );
        expect([...manifestsOf("local").values()].map(({ kind }) => kind).sort()).toEqual(
            objects.map(({ inputs }) => inputs["kind"]).sort(),
        );
    });

    test("masks secrets in the manifests", () => {
        expect(secretsIn("local").map(({ stringData }) => stringData)).toEqual(Array(7).fill("[secret]"));
    });

    test("keeps the manifests to their owner", () => {
        const modes = [...manifestsOf("local").keys()].map(
            (name) => fs.statSync(sandbox.out("local", "manifests", name)).mode & 0o777,
        );
        expect(new Set(modes)).toEqual(new Set([0o600]));
    });
});

describe("plan staging --show-secrets", () => {
    const values = () =>
        secretsIn("staging").flatMap(({ stringData }) => Object.values(stringData as object) as string[]);

    test("shows them in the manifests", () => {
        expect(values().filter((value) => /^[0-9A-Za-z]{24,}$/.test(value))).toHaveLength(12);
    });

    test("shows them neither on the terminal nor in the plan", () => {
        const shown =
            runs.secrets.stdout + runs.secrets.stderr + fs.readFileSync(sandbox.out("staging", "plan.json"), "utf8");
        expect(runs.secrets.status).toBe(0);
        expect(values().filter((value) => value.length >= 24 && shown.includes(value))).toEqual([]);
    });
});

test("--set overrides keys of the stack file, for this run", () => {
    const { resources, workloads } = JSON.parse(runs.changed.stdout) as PlanDocument;
    const api = workloads.find(({ name }) => name === "dify-api");
    expect(api).toMatchObject({ members: { min: 4, max: 4 }, zones: ["x", "y", "z"], pods: { namespace: "acme" } });
    expect(resources.find(({ urn }) => urn.endsWith("kubernetes:core/v1:Namespace::acme"))?.inputs).toMatchObject({
        metadata: { name: "acme" },
    });
    expect(fs.readFileSync(sandbox.out("changed", "..", "..", "Pulumi.changed.yaml"), "utf8")).not.toContain("acme");
});

describe("a stack that breaks a mandatory rule", () => {
    test("is planned all the same, names rule, place and remedy, and ends with 3", () => {
        expect(runs.forbidden).toMatchObject({ status: 3, stderr: "" });
        expect(runs.forbidden.stdout).toContain(
            [
                "Invariants: 26 of 28 hold",
                "✖ backups-kept: What keeps data is backed up, for 7 days at least",
                "    postgres: archives no write-ahead log",
                "    → Set postgres.backup.enabled, postgres.backup.retentionDays and redis.snapshotDays.",
                "! backups-proven, advisory: Backups of PostgreSQL are restored for proof",
            ].join("\n"),
        );
        expect(manifestsOf("broken").size).toBeGreaterThan(100);
    });

    test("does so with --json", () => {
        const { invariants } = JSON.parse(runs.forbiddenJson.stdout) as PlanDocument;
        expect(runs.forbiddenJson.status).toBe(3);
        expect(invariants?.violations.map(({ id, severity }) => [id, severity])).toEqual([
            ["backups-kept", "mandatory"],
            ["backups-proven", "advisory"],
        ]);
    });

    test("ends with 0 while the rule is waived, and says why", () => {
        expect(runs.waived.status).toBe(0);
        expect(runs.waived.stdout).toContain("\n  backups-kept is waived until 2999-12-31: a trial\n");
        const { invariants } = JSON.parse(fs.readFileSync(sandbox.out("waived", "plan.json"), "utf8")) as PlanDocument;
        expect(invariants?.waived.map(({ id, waiver }) => [id, waiver.reason])).toEqual([["backups-kept", "a trial"]]);
    });
});

describe("where no file can be written", () => {
    const full = new CliSandbox(temporaryFolder());
    let shown: Record<"text" | "json", CliRun>;

    beforeAll(async () => {
        fs.writeFileSync(full.out("."), "");
        shown = await twoAtATime({
            text: () => full.run("plan", "local"),
            json: () => full.run("plan", "local", "--json"),
        });
    }, 60_000);

    test.each(["text", "json"] as const)("the plan is shown all the same, and the reason said plainly (%s)", (form) => {
        expect(shown[form]).toMatchObject({
            status: 1,
            stderr:
                `✖ Cannot write below ${full.out("local")}: a part of this path is not a folder.\n` +
                "The files there are missing or incomplete.\n",
        });
    });

    test("the plan is complete", () => {
        expect(shown.text.stdout.trimEnd()).toMatch(
            /^Stack local: \d+ resources\n[^]*\nPostgreSQL connections: .*\n\nRoom for pods: [^]*\n\nCapacity, [^]*\n\nAvailability, expected\n[^]*\n\nCost: .*\n\nCharts\n.*\n\nInvariants: [^]*$/,
        );
        expect((JSON.parse(shown.json.stdout) as PlanDocument).workloads).toHaveLength(29);
    });
});

describe("a plan below its objective", () => {
    const MESSAGE =
        /^the plan amounts to 0\.99\d{4}, \d{2,3}\.\d minutes a month without service where 21\.9 are allowed\. What would help most is a NAT gateway in every zone \(network\.nat: perAz\): \d{2,3}\.\d minutes$/;

    test("is shown and kept, and refused with what would help most", () => {
        const { status, stdout, stderr } = runs.missed;
        const [heading, line] = stderr.trimEnd().split("\n");
        expect({ status, heading }).toEqual({ status: 2, heading: "✖ 1 problem in the configuration:" });
        expect(line?.replace("  slo.target = 0.9995: ", "")).toMatch(MESSAGE);
        expect(stdout).toContain("Availability, expected");
        expect(fs.existsSync(sandbox.out("missed", "plan.json"))).toBe(true);
    });

    test("says so in its document, and nowhere else", () => {
        const { status, stdout, stderr } = runs["missed as JSON"];
        expect({ status, stderr }).toEqual({ status: 2, stderr: "" });
        const { problems, availability } = JSON.parse(stdout) as PlanDocument;
        expect(problems).toEqual([
            { path: "slo.target", value: 0.9995, message: expect.stringMatching(MESSAGE) as string },
        ]);
        expect(availability?.total).toBeLessThan(0.9995);
    });

    test("is told from what the stack's file knows better", () => {
        const { availability } = JSON.parse(runs["missed as JSON"].stdout) as PlanDocument;
        const [first, second] = availability?.contributors ?? [];
        // An hour a month, and 0.1 % of it.
        expect(first).toMatchObject({ name: "NAT gateway", cause: "failure" });
        expect(first?.downtimeMinutesPerMonth).toBeCloseTo(60, 0);
        expect(second).toMatchObject({ name: "S3", cause: "service" });
        expect(second?.downtimeMinutesPerMonth).toBeCloseTo(43.8, 0);
    });

    test("is not refused where nobody relies on it", () => {
        expect(runs.text).toMatchObject({ status: 0, stderr: "" });
        expect(runs.text.stdout).toContain("Availability, expected");
    });
});
