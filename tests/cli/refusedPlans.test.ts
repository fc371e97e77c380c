import { formatProblem } from "../../config";
import type { PlanDocument } from "../../cli/planDocument";
import { CliSandbox, twoAtATime, type CliRun } from "../support/cliSandbox";
import { temporaryFolder } from "../support/files";

/**
 * What should not be deployed is shown nevertheless, in one command: what it would do to availability, cost and connections, and which
 * rule refuses it.
 */

const sandbox = new CliSandbox(temporaryFolder());

const CHANGES = {
    "as it is": [],
    "half of the API's pods": ["dify.api.replicas=3"],
    "one pod of the API": ["dify.api.replicas=1"],
    "twice the API's pods": ["dify.api.replicas=12"],
    "one NAT gateway": ["network.nat=single"],
    "no standby of PostgreSQL": ["postgres.multiAz=false"],
    "too small a budget": ["budget.monthlyUsd=4000"],
} as const;

type Change = keyof typeof CHANGES;

let runs: Record<Change, CliRun>;
let plans: Record<Change, PlanDocument>;

beforeAll(async () => {
    const calls = Object.entries(CHANGES).map(([name, changes]) => [
        name,
        () => sandbox.run("plan", "prod", "--json", ...changes.flatMap((change) => ["--set", change])),
    ]);
    runs = await twoAtATime(Object.fromEntries(calls) as Record<Change, () => Promise<CliRun>>);
    plans = Object.fromEntries(
        Object.entries(runs).map(([name, { stdout }]) => [name, JSON.parse(stdout) as PlanDocument]),
    ) as typeof plans;
}, 120_000);

const likely = (plan: PlanDocument) => plan.cost?.monthlyUsd.likely ?? 0;
const down = (plan: PlanDocument) => plan.availability?.downtimeMinutesPerMonth ?? 0;

test.each<[Change, number]>([
    ["as it is", 0],
    ["half of the API's pods", 0],
    ["one pod of the API", 2],
    ["twice the API's pods", 2],
    ["one NAT gateway", 2],
    ["no standby of PostgreSQL", 2],
    ["too small a budget", 2],
])("%s ends with %i", (change, status) => {
    expect({ status: runs[change].status, stderr: runs[change].stderr }).toEqual({ status, stderr: "" });
});

test.each<[Change, string[]]>([
    ["as it is", []],
    ["half of the API's pods", []],
    [
        "one pod of the API",
        ["dify.api.replicas = 1: production needs at least 2, so that one still serves when a zone is lost"],
    ],
    ["twice the API's pods", ["postgres.maxConnections = 1000: 1177 connections may be open during a rollout"]],
    ["one NAT gateway", ['network.nat = "single": must be perAz or regional in production']],
    [
        "no standby of PostgreSQL",
        ["postgres.multiAz = false: must be true in production", "slo.target = 0.999: the plan amounts to 0.9987"],
    ],
    ["too small a budget", ["budget.monthlyUsd = 4000:"]],
])("%s: the problems", (change, beginnings) => {
    const lines = plans[change].problems.map(formatProblem);
    expect(lines.length).toBe(beginnings.length);
    lines.forEach((line, index) => expect(line.startsWith(beginnings[index] ?? "")).toBe(true));
});

test.each<[Change, string[]]>([
    ["as it is", []],
    ["half of the API's pods", []],
    ["one pod of the API", ["replicas-quorum"]],
    ["twice the API's pods", ["connection-budget"]],
    ["no standby of PostgreSQL", ["replicas-quorum"]],
])("%s: the rules that fire, beside those that do anyway", (change, ids) => {
    const fired = plans[change].invariants?.violations.map(({ id }) => id) ?? [];
    const anyway = plans["as it is"].invariants?.violations.map(({ id }) => id) ?? [];
    expect(fired.filter((id) => !anyway.includes(id))).toEqual(ids);
});

test("fewer pods, one NAT gateway or no standby mean more minutes without service", () => {
    const asItIs = down(plans["as it is"]);
    expect(down(plans["half of the API's pods"])).toBeCloseTo(asItIs, 1);
    expect(down(plans["one pod of the API"])).toBeGreaterThan(asItIs + 1);
    expect(down(plans["one NAT gateway"])).toBeGreaterThan(asItIs + 3);
    expect(down(plans["no standby of PostgreSQL"])).toBeGreaterThan(asItIs + 30);
    expect(down(plans["twice the API's pods"])).toBeCloseTo(asItIs, 1);
});

test("what is saved by it is told as well", () => {
    const asItIs = likely(plans["as it is"]);
    // Two gateways, and what passes through them.
    expect(asItIs - likely(plans["one NAT gateway"])).toBeGreaterThan(70);
    expect(asItIs - likely(plans["no standby of PostgreSQL"])).toBeGreaterThan(400);
});

test("each pod of the API takes its connections along", () => {
    const demand = (change: Change) => plans[change].connections?.demand ?? 0;
    expect(demand("as it is") - demand("half of the API's pods")).toBe(3 * 40);
    expect(demand("twice the API's pods") - demand("as it is")).toBe(6 * 40);
});

test("for people the plan comes first, and then why it must not be", async () => {
    const { status, stdout, stderr } = await sandbox.run("plan", "prod", "--set", "network.nat=single");
    expect(status).toBe(2);
    expect(stdout).toMatch(/^Availability, expected$/m);
    expect(stdout).toMatch(/^Cost, USD a month/m);
    expect(stderr).toMatch(
        /^✖ 1 problem in the configuration:\n {2}network\.nat = "single": must be perAz or regional/,
    );
}, 30_000);

test("what cannot be made at all is refused without a plan", async () => {
    const { status, stdout, stderr } = await sandbox.run(
        ...["plan", "prod", "--set", "network.nat=single", "--set", "dify.beat.replicas=2"],
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(
        /^✖ 2 problems in the configuration:\n {2}dify\.beat\.replicas = 2: .*\n {2}network\.nat = /,
    );
}, 30_000);
