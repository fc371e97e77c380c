import * as fs from "node:fs";
import { CliSandbox, twoAtATime, type CliRun } from "../support/cliSandbox";
import { temporaryFolder } from "../support/files";

/** A user's mistake ends with 2, says what is wrong and what is allowed, shows no stack trace and writes nothing. */

const sandbox = new CliSandbox(temporaryFolder());

const EXPIRED = "waivers=[{id: one-beat, reason: trial, until: 2026-01-31}]";

const CALLS = {
    "wrong values": ["plan", "wrong"],
    "wrong values as JSON": ["plan", "wrong", "--json"],
    "a wrong override": ["plan", "onprem", "--set", "dify.beat.replicas=2", "--set", "oops"],
    "a class that RDS lacks": ["plan", "prod", "--set", "postgres.instanceClass=db.r9z.huge"],
    "an expired waiver": ["plan", "onprem", "--set", EXPIRED],
    "an unknown stack": ["plan", "nowhere"],
    "an unknown stack as JSON": ["plan", "nowhere", "--json"],
    "no stack": ["plan"],
    "an unknown option": ["plan", "onprem", "--nope"],
    "an unknown command": ["pln", "onprem"],
    "broken YAML": ["plan", "broken"],
    "a wrong option of a command below a command": ["cluster", "start", "--zones", "0"],
} as const;

type Call = keyof typeof CALLS;

let runs: Record<Call, CliRun>;

beforeAll(async () => {
    sandbox.writeStack(
        "wrong",
        `${sandbox.stackText("onprem")}
    dify-ha:dify:
        beat:
            replicas: 2
        api:
            replica: 3
    dify-ha:redis:
        sentinels: 4
`,
    );
    sandbox.writeStack("broken", "config:\n    dify-ha:zones: [a, b\n    dify-ha:profile: small\n");
    const calls = Object.entries(CALLS).map(([name, args]) => [name, () => sandbox.run(...args)]);
    runs = await twoAtATime(Object.fromEntries(calls) as Record<Call, () => Promise<CliRun>>);
}, 60_000);

const PROBLEMS = [
    "dify.api.replica: unknown key; did you mean dify.api.replicas?",
    "dify.beat.replicas = 2: must be 1: two schedulers would enqueue every scheduled task twice, and without one nothing is scheduled",
    "redis.sentinels = 4: must be odd and at least 3: a majority of the Sentinels must survive the loss of one",
];

describe.each(Object.keys(CALLS) as Call[])("%s", (name) => {
    test("ends with 2", () => {
        expect(runs[name].status).toBe(2);
    });

    test("shows no stack trace and does not call itself a defect", () => {
        expect(runs[name].stdout + runs[name].stderr).not.toMatch(/^\s+at |defect|node:internal|\.ts:\d/m);
    });

    test("prints a document alone where JSON is asked for and there is a configuration, and an error alone elsewhere", () => {
        const { stdout, stderr } = runs[name];
        const isDocument = name === "wrong values as JSON";
        expect({ stdout: stdout !== "", stderr: stderr !== "" }).toEqual({ stdout: isDocument, stderr: !isDocument });
    });
});

test("nothing was written", () => {
    expect(fs.existsSync(sandbox.out("."))).toBe(false);
});

test("every problem of a configuration is told at once", () => {
    expect(runs["wrong values"].stderr).toBe(
        `✖ 3 problems in the configuration:\n${PROBLEMS.map((line) => `  ${line}\n`).join("")}`,
    );
});

test("--json tells the same problems, in the same document as a plan", () => {
    const document = JSON.parse(runs["wrong values as JSON"].stdout) as { problems: Record<string, unknown>[] };
    expect(document).toEqual({
        stack: "wrong",
        resources: [],
        workloads: [],
        charts: [],
        connections: null,
        recovery: null,
        availability: null,
        capacity: null,
        cost: null,
        invariants: null,
        problems: [
            { path: "dify.api.replica", message: "unknown key; did you mean dify.api.replicas?" },
            { path: "dify.beat.replicas", value: 2, message: PROBLEMS[1]?.split(" = 2: ")[1] },
            { path: "redis.sentinels", value: 4, message: PROBLEMS[2]?.split(" = 4: ")[1] },
        ],
    });
});

test.each<[Call, string]>([
    [
        "a wrong override",
        `✖ 2 problems in the configuration:
  --set = "oops": must be path=value, such as dify.api.replicas=4
  ${PROBLEMS[1]}
`,
    ],
    [
        "an expired waiver",
        '✖ 1 problem in the configuration:\n  waivers.0.until = "2026-01-31": the waiver of one-beat is over: mend what it was for, ' +
            "or decide again and give a later day\n",
    ],
    [
        "an unknown stack",
        '✖ There is no stack "nowhere" (no Pulumi.nowhere.yaml). Stacks here: broken, dr, local, onprem, prod, staging, wrong.\n',
    ],
    ["no stack", "error: missing required argument 'stack'\n"],
    ["an unknown option", "error: unknown option '--nope'\n"],
    [
        "a wrong option of a command below a command",
        "error: option '--zones <count>' argument '0' is invalid. A whole number from 1 to 26.\n",
    ],
    ["an unknown command", "error: unknown command 'pln'\n(Did you mean plan?)\n"],
])("%s is told like this", (name, stderr) => {
    expect(runs[name].stderr).toBe(stderr);
});

test("an unknown stack is told on standard error even with --json: there is no configuration to have problems", () => {
    expect(runs["an unknown stack as JSON"]).toEqual(runs["an unknown stack"]);
});

test("broken YAML is told with the file, the place and the lines around it", () => {
    expect(runs["broken YAML"].stderr).toMatch(
        /^✖ Pulumi\.broken\.yaml is not valid YAML: .* at line 3, column 5:\n\n.*\n {4}dify-ha:profile: small\n {4}\^/,
    );
});
