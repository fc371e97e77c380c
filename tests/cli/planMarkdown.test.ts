import type { PlanDocument } from "../../cli/planDocument";
import { planSummary } from "../../report/markdown/summary";
import { CliSandbox, twoAtATime, type CliRun } from "../support/cliSandbox";
import { temporaryFolder } from "../support/files";

/** `plan --markdown`: the short form, of what `--json` says in full. */

const sandbox = new CliSandbox(temporaryFolder());

const CALLS = {
    json: ["plan", "staging", "--json"],
    markdown: ["plan", "staging", "--markdown"],
    both: ["plan", "staging", "--json", "--markdown"],
    compared: ["plan", "staging", "--markdown", "--compare", "prod"],
    wrong: ["plan", "staging", "--markdown", "--set", "profile=tiny"],
} as const;

let runs: Record<keyof typeof CALLS, CliRun>;

beforeAll(async () => {
    const calls = Object.entries<readonly string[]>(CALLS).map(([name, args]) => [name, () => sandbox.run(...args)]);
    runs = await twoAtATime(Object.fromEntries(calls) as Record<keyof typeof CALLS, () => Promise<CliRun>>);
}, 90_000);

test("it is all that is printed, and what the document amounts to", () => {
    const { status, stdout } = runs.markdown;
    expect([status, stdout]).toEqual([0, `${planSummary(JSON.parse(runs.json.stdout) as PlanDocument)}\n`]);
    expect(stdout).toMatch(/^### Stack `staging`: \d+ resources\n\n\| journey \| available \| down a month \|\n/);
});

test("a wrong configuration is told as ever", () => {
    const { status, stdout, stderr } = runs.wrong;
    expect([status, stdout, stderr.includes("profile")]).toEqual([2, "", true]);
});

test.each(["both", "compared"] as const)("%s is refused", (call) => {
    const { status, stdout, stderr } = runs[call];
    expect([status, stdout, stderr.includes("cannot be used with option")]).toEqual([2, "", true]);
});
