import { DatabaseHours } from "../../../components/rds/databaseHours";
import type { WorkingTime } from "../../../contracts";
import { evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf } from "../../support/graph";

const workingTime: WorkingTime = { timeZone: "Europe/Berlin", days: ["mon", "tue"], from: "00:10", until: "23:40" };

const evaluated = (engine: "rds" | "aurora") =>
    evaluateComponent(
        (opts) =>
            new DatabaseHours(
                "hours",
                {
                    server: {
                        identifier: "dify-ha-a",
                        arn: "arn:aws:rds:eu-central-1:111122223333:db:dify-ha-a",
                        engine,
                    },
                    workingTime,
                },
                opts,
            ),
    );

const SCHEDULE = "aws:scheduler/schedule:Schedule";

test("these are its resources", async () => {
    expect(childrenOfComponent(await evaluated("rds"), "DatabaseHours")).toEqual([
        "Role hours",
        "RolePolicy hours",
        "Schedule hours-start",
        "Schedule hours-stop",
    ]);
});

test.each([
    ["rds", "start", "startDBInstance", "DbInstanceIdentifier", "cron(40 23 ? * SUN,MON *)", "an RDS instance"],
    ["rds", "stop", "stopDBInstance", "DbInstanceIdentifier", "cron(10 0 ? * TUE,WED *)", "an RDS instance"],
    ["aurora", "start", "startDBCluster", "DbClusterIdentifier", "cron(40 23 ? * SUN,MON *)", "an Aurora cluster"],
    ["aurora", "stop", "stopDBCluster", "DbClusterIdentifier", "cron(10 0 ? * TUE,WED *)", "an Aurora cluster"],
] as const)("of %s, to %s is %s, half an hour around working time", async (engine, step, call, parameter, at, what) => {
    const graph = await evaluated(engine);
    expect(inputsOf(graph, SCHEDULE, `hours-${step}`)).toEqual({
        description: `To ${step} ${what}`,
        scheduleExpression: at,
        scheduleExpressionTimezone: "Europe/Berlin",
        flexibleTimeWindow: { mode: "OFF" },
        target: {
            arn: `arn:aws:scheduler:::aws-sdk:rds:${call}`,
            roleArn: "arn:aws:iam:us-east-1:123456789012:hours",
            input: JSON.stringify({ [parameter]: "dify-ha-a" }),
            retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 900 },
        },
    });
    expect(resourceOf(graph, SCHEDULE, `hours-${step}`).dependencies.map((urn) => urn.split("::").at(-1))).toContain(
        "hours",
    );
});

test.each([
    ["rds", ["rds:StartDBInstance", "rds:StopDBInstance"]],
    ["aurora", ["rds:StartDBCluster", "rds:StopDBCluster"]],
] as const)(
    "the scheduler may start and stop this one server of %s, for this account, and nothing else",
    async (engine, actions) => {
        const graph = await evaluated(engine);
        const { policy } = inputsOf<{ policy: string }>(graph, "RolePolicy", "hours");
        expect(JSON.parse(policy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "StartAndStop",
                    Effect: "Allow",
                    Action: actions,
                    Resource: ["arn:aws:rds:eu-central-1:111122223333:db:dify-ha-a"],
                },
            ],
        });
        const { assumeRolePolicy } = inputsOf<{ assumeRolePolicy: string }>(graph, "Role", "hours");
        expect(JSON.parse(assumeRolePolicy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "scheduler.amazonaws.com" },
                    Action: "sts:AssumeRole",
                    Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
                },
            ],
        });
    },
);
