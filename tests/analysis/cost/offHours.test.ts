import { costOf, type Cost } from "../../../analysis/cost";
import { graphOf, resource } from "../../support/syntheticGraph";

/** A stack of one group of 2 to 10 machines, 2 vCPUs each, and a database; half of a week of 7 days is working time. */

const PROVIDER = resource("us-east-1", { type: "pulumi:providers:aws", inputs: { region: "us-east-1" } });

const group = (minSize: number, maxSize: number) =>
    resource("group", {
        type: "aws:eks/nodeGroup:NodeGroup",
        provider: "us-east-1",
        inputs: { scalingConfig: { minSize, maxSize }, instanceTypes: ["m7i.large"] },
    });

const workload = (min: number, max: number) => ({
    name: "api",
    members: { min, max },
    requests: { cpu: 1.8 },
    pods: {},
});

const app = (min: number, max: number) =>
    resource("app", { type: "dify-ha:index:DifyApp", custom: false, outputs: { workloads: [workload(min, max)] } });

const DATABASE = resource("db", {
    type: "aws:rds/instance:Instance",
    provider: "us-east-1",
    inputs: { instanceClass: "db.r7g.large", storageType: "gp3", multiAz: true, allocatedStorage: 100 },
});

const DAYS = "0,1,2,3,4,5,6";

const SCALED = resource("scaled", {
    type: "kubernetes:keda.sh/v1alpha1:ScaledObject",
    inputs: {
        spec: {
            scaleTargetRef: { name: "api" },
            minReplicaCount: 1,
            triggers: [
                { type: "cron", metadata: { start: `0 8 * * ${DAYS}`, end: `0 20 * * ${DAYS}`, desiredReplicas: "8" } },
            ],
        },
    },
});

const step = (name: string, minSize: number, hour: number) =>
    resource(name, {
        type: "aws:autoscaling/schedule:Schedule",
        provider: "us-east-1",
        inputs: { minSize, recurrence: `0 ${hour} * * ${DAYS}` },
        dependencies: ["group"],
    });

const call = (action: string, hour: number) =>
    resource(action, {
        type: "aws:scheduler/schedule:Schedule",
        provider: "us-east-1",
        inputs: {
            target: { arn: `arn:aws:scheduler:::aws-sdk:rds:${action}DBInstance` },
            scheduleExpression: `cron(0 ${hour} ? * SUN,MON,TUE,WED,THU,FRI,SAT *)`,
        },
        dependencies: ["db"],
    });

const costOfAll = (...resources: Parameters<typeof graphOf>) => costOf(graphOf(PROVIDER, ...resources)) as Cost;
const machinesOf = ({ items }: Cost) => items.find(({ what }) => what === "machines m7i.large")?.quantity;

test("without a schedule nothing is saved, and nothing said", () => {
    expect(costOfAll(group(2, 10), app(8, 8))).not.toHaveProperty("offHours");
});

test("nodes are those of the pods by day and by night, as long as it is day and night", () => {
    const cost = costOfAll(group(2, 10), app(1, 8), SCALED, step("working", 2, 8), step("idle", 1, 20));
    // By day 8 pods of 1.8 cores fill 8 nodes to 90 %, by night 1 pod fills one; at least 2 and 1.
    expect(machinesOf(cost)).toEqual({ low: 1.5, likely: expect.closeTo(4.5, 10) as number, high: 10 });
    expect(cost.assumptions).toContain(
        "nodes: the fewest, the most, and likely as many as pods half way between their fewest and most fill to 90 % of the vCPUs; " +
            "outside of working time the fewest pods",
    );
});

test("the saving is what the same stack costs more without its schedules", () => {
    const schedules = [SCALED, step("working", 2, 8), step("idle", 1, 20)];
    const cost = costOfAll(group(2, 10), app(1, 8), DATABASE, ...schedules);
    const always = costOfAll(group(2, 10), app(8, 8), DATABASE);
    // 0.1008 USD an hour for a machine: 0.5, 3.5 and no machines fewer.
    const machine = 0.1008 * 730;
    expect(cost.offHours).toEqual({
        hoursPerMonth: 365,
        share: 0.5,
        savedUsd: {
            low: 0,
            likely: expect.closeTo(3.5 * machine, 1) as number,
            high: expect.closeTo(3.5 * machine, 1) as number,
        },
        idleUsd: {
            low: expect.closeTo(always.monthlyUsd.low / 2, 1) as number,
            likely: expect.closeTo(always.monthlyUsd.likely / 2, 1) as number,
            high: expect.closeTo(always.monthlyUsd.high / 2, 1) as number,
        },
        reachedUsd: {
            low: expect.closeTo(2 * machine, 1) as number,
            likely: expect.closeTo(8 * machine, 1) as number,
            high: expect.closeTo(10 * machine, 1) as number,
        },
        ofIdlePercent: Number(((100 * 3.5 * machine) / (always.monthlyUsd.likely / 2)).toFixed(1)),
        ofBillPercent: Number(((100 * 3.5 * machine) / always.monthlyUsd.likely).toFixed(1)),
    });
    expect(always.monthlyUsd.likely - cost.monthlyUsd.likely).toBeCloseTo(3.5 * machine, 1);
});

test("a server that is stopped goes on to cost its storage, and nothing else", () => {
    const cost = costOfAll(DATABASE, call("start", 6), call("stop", 12));
    const items = Object.fromEntries(cost.items.map(({ what, quantity }) => [what, quantity]));
    expect(items).toEqual({
        "server db.r7g.large and standby": { low: 0.5, likely: 0.5, high: 0.5 },
        "storage and standby": { low: 200, likely: 200, high: 200 },
    });
    expect(cost.offHours?.savedUsd.likely).toBeCloseTo(1.5 * 0.239 * 730, 1);
    expect(cost.assumptions).toContain("a server that a schedule stops is paid for while it runs");
    expect(cost.notModelled).toEqual([]);
});

test("the instances of an Aurora cluster are stopped with it", () => {
    const cluster = resource("db", { type: "aws:rds/cluster:Cluster", provider: "us-east-1" });
    const instance = resource("reader", {
        type: "aws:rds/clusterInstance:ClusterInstance",
        provider: "us-east-1",
        inputs: { instanceClass: "db.r7g.large" },
        dependencies: ["db"],
    });
    const { items } = costOfAll(cluster, instance, call("start", 6), call("stop", 12));
    expect(items.find(({ resource: name }) => name === "reader")?.quantity).toEqual({
        low: 0.25,
        likely: 0.25,
        high: 0.25,
    });
});
