import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Drift, PreviewFile } from "../../analysis/graph";
import { planDocument, type PlanDocument } from "../../cli/planDocument";
import { CliSandbox, twoAtATime, type CliRun } from "../support/cliSandbox";
import { temporaryFolder } from "../support/files";
import { previewOfStack, type PreviewedStack } from "../support/previewFile";
import { recordedPreview, recordingFile } from "../support/recordings";

/** The `analyse` command as people and scripts call it, each time a process of its own. */

const sandbox = new CliSandbox(temporaryFolder());

/** Writes a preview, and returns its path. */
function written(name: string, preview: PreviewFile): string {
    const file = path.join(sandbox.folder, name);
    fs.writeFileSync(file, JSON.stringify(preview));
    return file;
}

/** The same preview, where the engine knows otherwise of one resource. */
function withInputs(file: PreviewFile, name: string, change: Readonly<Record<string, unknown>>): PreviewFile {
    return {
        ...file,
        steps: file.steps?.map((step) =>
            step.newState !== undefined && step.urn.endsWith(`::${name}`)
                ? { ...step, newState: { ...step.newState, inputs: { ...step.newState.inputs, ...change } } }
                : step,
        ),
    };
}

let previewed: PreviewedStack;
let staging: PreviewedStack;
let runs: Record<
    | "state"
    | "stateJson"
    | "drift"
    | "driftOfPreview"
    | "preview"
    | "forbidden"
    | "missed"
    | "failed"
    | "wrongKind"
    | "both"
    | "neither",
    CliRun
>;

beforeAll(async () => {
    previewed = await previewOfStack("onprem");
    staging = await previewOfStack("staging", { slo: { target: 0.9995 } });
    const { file } = previewed;
    const analyse = (...args: string[]) => sandbox.run("analyse", ...args);
    runs = await twoAtATime({
        state: () => analyse("--state", recordingFile("local-state")),
        stateJson: () => analyse("--state", recordingFile("local-state"), "--json"),
        drift: () => analyse("--state", recordingFile("local-state"), "--json", "--drift"),
        driftOfPreview: () => analyse("--preview", "x", "--drift"),
        preview: () => analyse("--preview", written("preview.json", file), "--json"),
        forbidden: () =>
            analyse("--preview", written("forbidden.json", withInputs(file, "dify-api-pdb", { spec: NO_ROOM }))),
        missed: () => analyse("--preview", written("missed.json", staging.file)),
        failed: () => analyse("--preview", recordingFile("local-failed")),
        wrongKind: () => analyse("--preview", recordingFile("local-state")),
        both: () => analyse("--state", "x", "--preview", "y"),
        neither: () => analyse(),
    });
}, 90_000);

/** No pod may ever be drained. */
const NO_ROOM = { maxUnavailable: 0, selector: { matchLabels: { "app.kubernetes.io/name": "dify-api" } } };

const documentOf = ({ stdout }: CliRun) => JSON.parse(stdout) as PlanDocument & { notes: string[] };

test("previews that are made here look like those that the engine wrote", () => {
    const keysOf = ({ steps = [], ...file }: PreviewFile) =>
        new Set([
            ...Object.keys(file),
            ...steps.flatMap((step) => [...Object.keys(step), ...Object.keys(step.newState ?? {})]),
        ]);
    const recorded = keysOf(recordedPreview("staging-first"));
    expect([...keysOf(staging.file)].filter((key) => !recorded.has(key))).toEqual([]);
});

describe("--state", () => {
    test("shows what plan shows, of what is there", () => {
        expect(runs.state.stderr).toBe("");
        expect(runs.state.stdout).toMatch(
            /^State of stack local: 105 resources\.\nObjective, budget, rates and waivers are those of Pulumi\.local\.yaml\.\n\nStack local: 105 resources\n[^]*\nWorkloads\n[^]*\nPostgreSQL connections: at most 489 of 495[^]*\nAvailability, expected\n[^]*\nInvariants: [^]*\n\nWhat is said to be in plan\.json is in what --json prints\.\n$/,
        );
    });

    test("tells the same as JSON, and writes no file", () => {
        const document = documentOf(runs.stateJson);
        expect(runs.stateJson.stderr).toBe("");
        expect(document.notes).toEqual([
            "State of stack local: 105 resources.",
            "Objective, budget, rates and waivers are those of Pulumi.local.yaml.",
        ]);
        expect(document.resources).toHaveLength(105);
        expect(document.connections).toMatchObject({ demand: 489, limit: 500 });
        expect(document.availability?.total).toBeGreaterThan(0.999);
        expect(fs.existsSync(sandbox.out("local"))).toBe(false);
    });

    test("tells its drift from what the stack's file amounts to", () => {
        const { drift } = JSON.parse(runs.drift.stdout) as { drift: Drift };
        // The recording has no monitoring.
        expect(drift.missing).toContain("Observability monitoring");
        expect(drift.missing).not.toContain("Deployment dify-api");
        expect(documentOf(runs.stateJson)).not.toHaveProperty("drift");
    });

    test("reads what comes in, however slowly", () => {
        const slowly = `(head -c 1000; sleep 1; cat) < ${recordingFile("local-state")}`;
        const command = `"${process.execPath}" -r @swc-node/register cli/main.ts analyse --state - --json`;
        const { stdout, stderr } = spawnSync("sh", ["-c", `${slowly} | ${command}`], {
            cwd: sandbox.folder,
            encoding: "utf8",
            maxBuffer: 2 ** 26,
        });
        expect(stderr).toBe("");
        expect(stdout).toBe(runs.stateJson.stdout);
    });
});

describe("--preview", () => {
    test("finds what a plan finds, though it does not know namespaces, secrets and what components are", () => {
        expect(runs.preview).toMatchObject({ status: 0, stderr: "" });
        const { notes, resources, ...found } = documentOf(runs.preview);
        const { resources: planned, ...expected } = planDocument(previewed.graph);
        expect(found).toEqual(JSON.parse(JSON.stringify(expected)));
        expect(resources.map(({ urn }) => urn)).toEqual(planned.map(({ urn }) => urn));
        expect(notes[0]).toBe(`Preview of stack onprem: ${planned.length + 1} to create.`);
    });

    test("shows no secret", () => {
        const secrets = documentOf(runs.preview).resources.filter(({ type }) => type.endsWith(":Secret"));
        expect(secrets.length).toBeGreaterThan(3);
        expect(new Set(secrets.map(({ inputs }) => inputs["stringData"]))).toEqual(new Set(["[secret]"]));
    });

    test("fits into 100 columns", () => {
        expect(runs.missed.stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
    });

    test("is judged by what the engine knows, not by what the program says", () => {
        expect(runs.forbidden.status).toBe(3);
        expect(runs.forbidden.stdout).toContain("\n✖ pdb-drains: ");
        expect(documentOf(runs.preview).invariants?.violations.map(({ id }) => id)).not.toContain("pdb-drains");
    });

    test("is held to the objective in its own configuration", () => {
        expect(runs.missed.status).toBe(2);
        expect(runs.missed.stderr).toMatch(
            /^✖ 1 problem in the configuration:\n {2}slo\.target = 0\.9995: the plan amounts to 0\.99/,
        );
        expect(runs.missed.stdout).toContain("\nAvailability, expected\n");
    });
});

describe("what cannot be analysed", () => {
    test.each<[keyof typeof runs, RegExp]>([
        ["failed", /^✖ The preview has failed, and shows a part of the stack at most\. It says: error: /],
        ["wrongKind", /^✖ \S+local-state\.json is not a preview\. It looks like a state: use --state\n$/],
        ["both", /^error: option '--state <file>' cannot be used with option '--preview <file>'\n$/],
        ["driftOfPreview", /^error: option '--drift' cannot be used with option '--preview <file>'\n$/],
        ["neither", /^✖ analyse needs --preview <file> or --state <file>\.\n$/],
    ])("%s: one clear message, and 2", (run, message) => {
        expect(runs[run].stderr).toMatch(message);
        expect({ status: runs[run].status, stdout: runs[run].stdout }).toEqual({ status: 2, stdout: "" });
    });
});
