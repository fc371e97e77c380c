import * as fs from "node:fs";
import * as path from "node:path";
import { PROJECT_ROOT } from "../../cli/stackFile";
import { APPROVAL_LABEL } from "../../report/markdown/changes";
import { FILES_WITH_STEPS, stepsOf, textOf, WORKFLOW_FILES, workflow, type Job, type Workflow } from "./workflowFiles";

/** What GitHub runs: who may do what, with whose code, by which programs. */

interface Manifest {
    readonly scripts: Readonly<Record<string, string>>;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(fs.readFileSync(path.join(PROJECT_ROOT, "package.json"), "utf8")) as Manifest;

const workflows = WORKFLOW_FILES.map((file): [string, Workflow] => [file, workflow(file)]);

const jobs = workflows.flatMap(([file, { jobs: all }]) =>
    Object.entries(all).map(([name, job]): [string, Job] => [`${file} ${name}`, job]),
);

test("there is one for each thing that is promised", () => {
    expect(WORKFLOW_FILES).toEqual([
        "apply.yml",
        "comment.yml",
        "nightly.yml",
        "offline.yml",
        "preview.yml",
        "test.yml",
    ]);
    expect(workflows.map(([file, { name }]) => `${name}.yml` === file)).not.toContain(false);
});

describe.each(FILES_WITH_STEPS)("%s", (file) => {
    test("actions of others are pinned to a commit, with the version beside it", () => {
        const used = textOf(file).match(/^\s*(?:- )?uses: .*$/gm) ?? [];
        const others = used.map((line) => line.replace(/^.*uses: /, "")).filter((line) => !line.startsWith("./"));
        expect(others.filter((line) => !/^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    });

    test("no text of an event gets into a command", () => {
        const commands = stepsOf(file).flatMap(({ run, with: inputs }) => [run ?? "", String(inputs?.script ?? "")]);
        expect(commands.filter((command) => command.includes("${{"))).toEqual([]);
    });

    test("commands of the program exist", () => {
        const named = stepsOf(file).flatMap(({ run = "" }) => [
            ...[...run.matchAll(/npm run (?:--silent )?([a-z-]+)/g)].map(([, name]) => name ?? ""),
            ...[...run.matchAll(/npm (start|test)\b/g)].map(([, name]) => name ?? ""),
        ]);
        expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
    });

    test("no key is kept, and no checkout leaves a token behind", () => {
        expect(textOf(file)).not.toMatch(/secrets\.|aws-access-key-id|aws-secret-access-key|PULUMI_ACCESS_TOKEN/);
        const checkouts = stepsOf(file).filter(({ uses }) => uses?.startsWith("actions/checkout@"));
        expect(checkouts.filter(({ with: inputs }) => inputs?.["persist-credentials"] !== false)).toEqual([]);
    });
});

test("programs are of the versions that package.json has", () => {
    const all = FILES_WITH_STEPS.map(textOf).join("\n");
    const versions = (pattern: RegExp) => [...new Set([...all.matchAll(pattern)].map(([, version]) => version))];
    expect(versions(/pulumi-version: (.*)/g)).toEqual([manifest.dependencies["@pulumi/pulumi"]]);
    expect(versions(/image: node:(.*)-bookworm/g)).toEqual([manifest.devDependencies.node]);
    expect(versions(/node-version: (.*)/g)).toEqual([manifest.devDependencies.node?.split(".")[0]]);
});

test("a workflow may at most read, and jobs get what they need", () => {
    const most = workflows.map(([file, { permissions }]): [string, unknown] => [file, permissions]);
    expect(Object.fromEntries(most)).toEqual({
        "apply.yml": { contents: "read" },
        "comment.yml": {},
        "nightly.yml": { contents: "read" },
        "offline.yml": { contents: "read" },
        "preview.yml": { contents: "read" },
        "test.yml": { contents: "read" },
    });
    const more = jobs.flatMap(([name, { permissions }]) => (permissions === undefined ? [] : [[name, permissions]]));
    const deploys = { contents: "read", "id-token": "write" };
    expect(Object.fromEntries(more)).toEqual({
        "apply.yml staging": deploys,
        "apply.yml prod": deploys,
        "comment.yml comment": { actions: "read", contents: "read", "pull-requests": "write" },
        "nightly.yml drift": deploys,
        "nightly.yml report": { contents: "read", issues: "write" },
        "offline.yml data-approval": {},
        "preview.yml preview": { ...deploys, "pull-requests": "read" },
    });
});

test("every job ends in time", () => {
    expect(jobs.filter(([, job]) => !((job["timeout-minutes"] ?? Infinity) <= 120)).map(([name]) => name)).toEqual([]);
});

describe("code of a pull request", () => {
    const ofPullRequests = workflows.filter(([, { on }]) => "pull_request" in on);

    test("never runs with what a token of the repository may do", () => {
        expect(workflows.filter(([, { on }]) => "pull_request_target" in on)).toEqual([]);
        const permissions = ofPullRequests.flatMap(([, { jobs: all }]) =>
            Object.values(all).flatMap((job) => Object.entries(job.permissions ?? {})),
        );
        expect(permissions.filter(([what, how]) => how === "write" && what !== "id-token")).toEqual([]);
    });

    test("runs with a role only in the repository itself, where one is set up", () => {
        const withRole = ofPullRequests.flatMap(([, { jobs: all }]) =>
            Object.values(all).filter(({ permissions }) => permissions?.["id-token"] === "write"),
        );
        expect(
            withRole.map((job) =>
                job.if
                    ?.split(" && ")
                    .slice(0, 3)
                    .map((part) => part.trim()),
            ),
        ).toEqual([
            [
                "github.event.pull_request.head.repo.full_name == github.repository",
                "github.event.pull_request.user.login != 'dependabot[bot]'",
                "vars.PULUMI_BACKEND_URL != ''",
            ],
        ]);
    });

    test("is not what puts up the comment", () => {
        const { steps } = workflow("comment.yml").jobs.comment as Job;
        expect(steps.map(({ uses, run }) => [uses?.split("@")[0], run])).toEqual([
            ["actions/checkout", undefined],
            ["actions/download-artifact", undefined],
            ["actions/github-script", undefined],
        ]);
        expect(steps[0]?.with).toEqual({ "persist-credentials": false, "sparse-checkout": ".github/scripts" });
        expect(String(steps[1]?.with?.path)).toMatch(/^\$\{\{ runner\.temp \}\}/);
    });
});

describe("the check that data is not lost unnoticed", () => {
    const { on, jobs: all } = workflow("offline.yml");
    const check = all["data-approval"] as Job;

    test("is made again when a label comes or goes", () => {
        expect(on.pull_request?.types).toEqual(["opened", "synchronize", "reopened", "labeled", "unlabeled"]);
    });

    test("always runs, since a check that is skipped counts as passed", () => {
        expect([check.if, check.needs]).toEqual(["always()", "offline"]);
    });

    test("asks for the label that the comment names", () => {
        expect(check.steps[0]?.env?.APPROVED).toBe(
            `\${{ contains(github.event.pull_request.labels.*.name, '${APPROVAL_LABEL}') }}`,
        );
        expect(check.steps[0]?.run).toContain(APPROVAL_LABEL);
        const [preview] = [workflow("preview.yml").jobs.preview];
        expect(preview?.steps.at(-1)?.with?.script).toContain(`name === "${APPROVAL_LABEL}"`);
    });
});

test("production comes after staging, each behind its environment", () => {
    const { staging, prod } = workflow("apply.yml").jobs;
    expect([staging?.environment, prod?.environment, prod?.needs]).toEqual(["staging", "prod", "staging"]);
});

test("at night what is deployed is compared with the main branch, and nothing is changed", () => {
    const [drift] = [workflow("nightly.yml").jobs.drift];
    expect(drift?.steps.at(-1)?.with).toMatchObject({
        command: "preview",
        refresh: true,
        "expect-no-changes": true,
    });
    const commands = workflow("nightly.yml").jobs.rehearsal?.steps.map(({ run }) => run);
    expect(commands?.slice(-4)).toEqual([
        "npm start",
        "npm run rehearse -- prod",
        "npm run drill -- all",
        "npm run restore-check",
    ]);
});
