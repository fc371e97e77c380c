import {
    minutesOf,
    runningTime,
    scheduledCapacity,
    scheduledMembers,
    shareBetween,
    workingTimeShare,
} from "../../../analysis/cost/schedules";
import { graphOf, resource } from "../../support/syntheticGraph";

const DAY = 24 * 60;

test.each<[expression: string, minutes: number[]]>([
    ["30 8 * * 0", [510]],
    ["0 20 * * 5,1", [DAY + 1200, 5 * DAY + 1200]],
    ["0 0 * * *", [0, 1, 2, 3, 4, 5, 6].map((day) => day * DAY)],
    ["cron(30 7 ? * MON,SAT *)", [DAY + 450, 6 * DAY + 450]],
    ["*/5 * * * *", []],
    ["rate(1 hour)", []],
])("%s is at minutes %j of the week", (expression, minutes) => {
    expect(minutesOf(expression)).toEqual(minutes);
});

test.each<[title: string, start: string, end: string, hours: number]>([
    ["five working days", "0 8 * * 1,2,3,4,5", "0 20 * * 1,2,3,4,5", 60],
    ["a time that ends after midnight", "0 22 * * 6", "0 6 * * 0", 8],
    ["a start without an end", "0 8 * * 1", "never", 168],
])("%s", (_, start, end, hours) => {
    expect(shareBetween(minutesOf(start), minutesOf(end))).toBeCloseTo(hours / 168, 10);
});

const scaled = (name: string, triggers: object[]) =>
    resource(name, {
        type: "kubernetes:keda.sh/v1alpha1:ScaledObject",
        inputs: { spec: { scaleTargetRef: { name }, minReplicaCount: 2, triggers } },
    });

const CRON = {
    type: "cron",
    metadata: { timezone: "Asia/Tokyo", start: "0 8 * * 1,2", end: "0 20 * * 1,2", desiredReplicas: "7" },
};

const step = (name: string, minSize: number, recurrence: string, dependencies = ["group"]) =>
    resource(name, { type: "aws:autoscaling/schedule:Schedule", inputs: { minSize, recurrence }, dependencies });

const call = (name: string, action: string, scheduleExpression: string) =>
    resource(name, {
        type: "aws:scheduler/schedule:Schedule",
        inputs: { target: { arn: `arn:aws:scheduler:::aws-sdk:${action}` }, scheduleExpression },
        dependencies: ["server", "role"],
    });

const STEPS = [step("a", 3, "45 7 * * 1"), step("b", 1, "45 19 * * 1")];
const CALLS = [
    call("start", "rds:startDBCluster", "cron(0 6 ? * MON *)"),
    call("stop", "rds:stopDBCluster", "cron(0 12 ? * MON *)"),
];

test("members by day and night are those of what scales by the clock, and of nothing else", () => {
    const graph = graphOf(scaled("api", [CRON, { type: "cpu", metadata: { value: "70" } }]), scaled("web", []));
    expect(scheduledMembers(graph)).toEqual([{ name: "api", working: 7, idle: 2, workingShare: 24 / 168 }]);
});

test("a group's least number is that of the actions that depend on it", () => {
    const graph = graphOf(...STEPS, step("other", 0, "0 0 * * *", ["another"]));
    expect(scheduledCapacity({ urn: "group" }, graph)).toEqual({ fewest: 1, workingShare: 12 / 168 });
    expect(scheduledCapacity({ urn: "another" }, graph)).toBeUndefined();
});

test("a server runs between the calls that start and stop it, and another one always", () => {
    expect(runningTime({ urn: "server" }, graphOf(...CALLS))).toBeCloseTo(6 / 168, 10);
    expect(runningTime({ urn: "elsewhere" }, graphOf(...CALLS))).toBe(1);
    expect(
        runningTime({ urn: "server" }, graphOf(call("backup", "backup:startBackupJob", "cron(0 6 ? * MON *)"))),
    ).toBe(1);
});

test.each([
    ["nothing", [], 168],
    ["pods", [scaled("api", [CRON])], 24],
    ["nodes", STEPS, 12],
    ["servers", CALLS, 6],
])("working time follows from what %s are scheduled by", (_, resources, hours) => {
    expect(workingTimeShare(graphOf(...resources))).toBeCloseTo(hours / 168, 10);
});
