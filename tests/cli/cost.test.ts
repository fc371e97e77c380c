import * as fs from "node:fs";
import * as path from "node:path";
import type { ComparedCost } from "../../cli/comparison";
import type { PlanDocument } from "../../cli/planDocument";
import { CliSandbox, twoAtATime, type CliRun } from "../support/cliSandbox";
import { temporaryFolder } from "../support/files";

/** What `plan` tells of the cost: by itself, against another stack or plan, and against a budget. */

const sandbox = new CliSandbox(temporaryFolder());

type Document = PlanDocument & { readonly costDifference?: ComparedCost };

const CALLS = {
    staging: ["plan", "staging", "--json"],
    "against a stack": ["plan", "dr", "--compare", "staging"],
    "over budget": ["plan", "staging", "--json", "--set", "budget.monthlyUsd=1000"],
    "within budget": ["plan", "staging", "--json", "--set", "budget.monthlyUsd=2000"],
    "a budget of a cluster of one's own": ["plan", "onprem", "--set", "budget.monthlyUsd=1000"],
} as const;

const LATER = {
    "against a plan": [
        "plan",
        "staging",
        "--compare-to",
        "saved.json",
        "--json",
        "--set",
        "postgres.instanceClass=db.r7g.large",
    ],
    "against nothing": ["plan", "dr", "--compare-to", "nowhere.json"],
    "against no plan": ["plan", "dr", "--compare-to", "package.json"],
    "against two": ["plan", "dr", "--compare-to", "saved.json", "--compare", "staging"],
} as const;

type Call = keyof typeof CALLS | keyof typeof LATER;

let runs: Record<Call, CliRun>;

function callsOf<Name extends string>(calls: Readonly<Record<Name, readonly string[]>>) {
    const entries = Object.entries<readonly string[]>(calls).map(([name, args]) => [name, () => sandbox.run(...args)]);
    return Object.fromEntries(entries) as Record<Name, () => Promise<CliRun>>;
}

beforeAll(async () => {
    const first = await twoAtATime(callsOf(CALLS));
    fs.writeFileSync(path.join(sandbox.folder, "saved.json"), first.staging.stdout);
    runs = { ...first, ...(await twoAtATime(callsOf(LATER))) };
}, 90_000);

const documentOf = (call: Call) => JSON.parse(runs[call].stdout) as Document;

test("a plan has the cost with its items and assumptions, and no difference that nobody asked for", () => {
    const { cost, costDifference } = documentOf("staging");
    expect(costDifference).toBeUndefined();
    expect(cost?.monthlyUsd.likely).toBeGreaterThan(1000);
    expect(cost?.items.find(({ what }) => what === "control plane")).toMatchObject({
        component: "cluster",
        unit: "hour",
        unitUsd: 0.1,
        likely: 73,
    });
    expect(cost?.assumptions.length).toBeGreaterThan(10);
});

test("a difference to another stack is a table after the plan", () => {
    expect(runs["against a stack"]).toMatchObject({ status: 0, stderr: "" });
    expect(runs["against a stack"].stdout).toMatch(/\nAgainst staging\n +staging +this +difference\n/);
    expect(runs["against a stack"].stdout).toMatch(
        /\nCost against staging, USD a month\ncomponent +low +likely +high\n/,
    );
});

test("a difference to a saved plan is part of the document, and of that which is kept", () => {
    expect(runs["against a plan"]).toMatchObject({ status: 0, stderr: "" });
    const { costDifference } = documentOf("against a plan");
    // db.r7g.large with its standby costs 0.239, db.t4g.large 0.129, in eu-central-1.
    const more = Number((2 * (0.239 - 0.129) * 1.198 * 730).toFixed(2));
    expect(costDifference?.against).toBe("saved.json");
    expect(costDifference?.components.map(({ component }) => component)).toEqual(["postgres"]);
    expect(costDifference?.monthlyUsd.likely).toBeCloseTo(more, 1);
    expect(fs.readFileSync(sandbox.out("staging", "plan.json"), "utf8")).toBe(runs["against a plan"].stdout);
});

test.each<[call: Call, message: string]>([
    [
        "against nothing",
        "The plan to compare with cannot be read: ENOENT: no such file or directory, open 'nowhere.json'",
    ],
    [
        "against no plan",
        "package.json is not a plan with a cost. Write one: npm run --silent plan -- <stack> --json > plan.json",
    ],
    ["against two", "--compare names a stack and --compare-to a saved plan: give one of them."],
    [
        "a budget of a cluster of one's own",
        "1 problem in the configuration:\n  budget.monthlyUsd = 1000: needs cluster.kind: eks or k3s; of a stack on a cluster of your own, " +
            "nothing has a price list",
    ],
])("%s is refused", (call, message) => {
    expect(runs[call]).toEqual({ status: 2, stdout: "", stderr: `✖ ${message}\n` });
});

test("a stack that costs more than its budget is a problem that names the largest items", () => {
    const { problems, cost } = documentOf("over budget");
    expect(runs["over budget"].status).toBe(2);
    expect(cost).toEqual(documentOf("staging").cost);
    expect(problems).toEqual([
        {
            path: "budget.monthlyUsd",
            value: 1000,
            message: expect.stringMatching(
                /^the stack likely costs 16\d\d USD a month; most are cluster-general-eu-central-1a, machines m7i.xlarge: 353; .*postgres, server db.t4g.large and standby: 226\. /,
            ) as string,
        },
    ]);
});

test("a budget that is enough changes nothing", () => {
    expect(runs["within budget"]).toMatchObject({ status: 0, stderr: "" });
    expect(documentOf("within budget").cost?.monthlyUsd).toEqual(documentOf("staging").cost?.monthlyUsd);
});
