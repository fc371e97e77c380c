import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import type { PreviewResult } from "../../cli/commands/previewComment";
import type { CliRun } from "../support/cliSandbox";
import { temporaryFolder } from "../support/files";
import { Repository } from "../support/repository";

/** `preview-comment` on real pairs of commits: each is evaluated by the program that it has itself. */

const temporary = temporaryFolder();
const repository = new Repository(temporaryFolder(), temporary);
const output = temporaryFolder();
const base = repository.git("rev-parse", "HEAD");

/** What is changed, and the stack that is looked at. */
const CHANGES = {
    "fewer replicas, and another name of the database, by code": {
        stack: "staging",
        change: () => {
            repository.edit(
                "Pulumi.staging.yaml",
                "profile: small",
                "profile: small\n    dify-ha:dify: { worker: { replicas: 1 } }",
            );
            repository.edit(
                "components/rds/instance.ts",
                "const identifier = identifierOf(context, name);",
                "const identifier = `${identifierOf(context, name)}-2`;",
            );
        },
    },
    "no second region": {
        stack: "prod",
        change: () => repository.edit("Pulumi.prod.yaml", "    dify-ha:dr:\n        region: eu-west-1\n", ""),
    },
    "a broken configuration": {
        stack: "staging",
        change: () => repository.edit("Pulumi.staging.yaml", "profile: small", "profile: tiny"),
    },
} as const;

type Name = keyof typeof CHANGES;

interface Outcome {
    readonly run: CliRun;
    readonly result: PreviewResult;
    readonly head: string;
}

const outcomes = {} as Record<Name, Outcome>;

beforeAll(async () => {
    for (const name of Object.keys(CHANGES) as Name[]) {
        const { stack, change } = CHANGES[name];
        change();
        const head = repository.commit(name);
        repository.reset(base);
        const run = await repository.run("preview-comment", base, head, "--stack", stack, "--output", output);
        const result = JSON.parse(fs.readFileSync(path.join(output, "result.json"), "utf8")) as PreviewResult;
        outcomes[name] = { run, result, head };
    }
}, 300_000);

/** Folders of commits that are still laid out. */
const leftovers = () => fs.readdirSync(temporary).filter((name) => name.startsWith("dify-ha-commit-"));

const rowOf = (text: string, title: string) =>
    text
        .split("\n")
        .find((line) => line.startsWith(`| ${title}`))
        ?.split("|")
        .slice(2, -1)
        .map((cell) => cell.trim());

test.each(Object.keys(CHANGES) as Name[])("%s: the comment is made, of the two commits", (name) => {
    const { run, head } = outcomes[name];
    expect([run.status, run.stdout.split("\n")[2]?.slice(0, 29)]).toEqual([
        0,
        `\`${head.slice(0, 7)}\` against \`${base.slice(0, 7)}\`, `,
    ]);
});

test("fewer replicas are fewer connections; data of a database that is renamed by code is replaced, and the label is needed", () => {
    const { run, result, head } = outcomes["fewer replicas, and another name of the database, by code"];
    expect(run.stdout).toContain("- changed `Deployment` `dify-worker`\n  - `spec.replicas`: `3` → `1`\n");
    expect(run.stdout).toContain("**Newly broken**\n\n- **`replicas-quorum`**, mandatory: ");
    expect(rowOf(run.stdout, "PostgreSQL connections")?.[2]).toMatch(/^−\d+$/);
    expect(run.stdout).toContain("puts the label `data-replacement-approved` on it.");
    expect(run.stdout).toContain(
        "> - **`postgres` (`rds/Instance`: databases) is replaced by a new one, for `identifier`.**",
    );
    expect(result).toEqual({
        base,
        head,
        dataReplaced: true,
        label: "data-replacement-approved",
        stacks: [{ stack: "staging", base: "planned", head: "planned", data: ["postgres is replaced"] }],
    });
});

test("the README's example is what is printed for it, figures aside", () => {
    const readme = fs.readFileSync(path.join(__dirname, "../../README.md"), "utf8");
    const example = /```\n(> \[!CAUTION\][\s\S]*?)```/.exec(readme)?.[1] ?? "";
    const { run } = outcomes["fewer replicas, and another name of the database, by code"];
    const shape = (text: string) => text.replaceAll(/[\d.,]+(?= %| min| of| \(| to|\))|[−+]\d+/g, "#");
    const printed = shape(run.stdout).split("\n");
    const lines = shape(example).split("\n");
    expect(lines.length).toBeGreaterThan(20);
    const isPrinted = (line: string) =>
        printed.some((other) => (line.endsWith(" …") ? other.startsWith(line.slice(0, -2)) : other === line));
    expect(lines.filter((line) => !isPrinted(line))).toEqual([]);
});

test("no second region: buckets and copies of backups are deleted", () => {
    const { run, result } = outcomes["no second region"];
    expect(result.stacks[0]?.data).toEqual([
        "postgres-copies-key is deleted",
        "postgres-copies is deleted",
        "replicas-key is deleted",
        "replicas-backups is deleted",
        "replicas-files is deleted",
        "replicas-plugins is deleted",
        "replicas-vectors is deleted",
    ]);
    expect(rowOf(run.stdout, "cost, USD a month")?.[2]).toMatch(/^−\d+$/);
});

test("a broken configuration is told, and is no crash", () => {
    const { run, result } = outcomes["a broken configuration"];
    expect(run.stdout).toContain(
        "**This change cannot be planned** (1 problem):\n\n" +
            '- **`profile` = `"tiny"`**: must be one of local, small, medium, large\n',
    );
    expect(result.stacks).toEqual([{ stack: "staging", base: "planned", head: "failed", data: [] }]);
});

test("files that are not committed are compared with where the branch began", async () => {
    repository.git("checkout", "--quiet", "-b", "topic");
    fs.copyFileSync(path.join(repository.folder, "Pulumi.dr.yaml"), path.join(repository.folder, "Pulumi.other.yaml"));
    const { status, stdout } = await repository.run("preview-comment", "--stack", "other", "--json");
    repository.git("clean", "--quiet", "--force");
    expect([status, JSON.parse(stdout)]).toEqual([
        0,
        {
            base,
            head: null,
            dataReplaced: false,
            label: "data-replacement-approved",
            stacks: [{ stack: "other", base: "absent", head: "planned", data: [] }],
        },
    ]);
});

test.each([
    ["a commit that is not there", ["nowhere"], 'There is no commit "nowhere" here.'],
    ["an option for a commit", ["--", "--output=x"], 'There is no commit "--output=x" here.'],
    ["a stack that is not there", [base, base, "--stack", "nobody"], 'There is no stack "nobody" at either commit.'],
])("%s is refused by name", async (_, args, reason) => {
    const { status, stderr } = await repository.run("preview-comment", ...args);
    expect([status, stderr.includes(reason), stderr.includes("    at ")]).toEqual([2, true, false]);
});

test("nothing is left behind, not even by a run that is interrupted", async () => {
    expect(leftovers()).toEqual([]);
    const child = repository.start("preview-comment", base, base);
    while (leftovers().length < 2) {
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill("SIGINT");
    await once(child, "close");
    expect(leftovers()).toEqual([]);
    expect(repository.git("worktree", "list").split("\n")).toHaveLength(1);
}, 20_000);
