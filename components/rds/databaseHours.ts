import * as pulumi from "@pulumi/pulumi";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { Schedule } from "@pulumi/aws/scheduler/schedule";
import {
    beginning,
    end,
    schedulerExpressionOf,
    shifted,
    type Moment,
    type PolicyStatement,
    type WorkingTime,
} from "../../contracts";
import { policyDocument } from "../shared/policyDocument";
import { serviceTrust } from "../shared/trustPolicy";
import type { EngineKind } from "./args";

export interface DatabaseHoursArgs {
    readonly server: {
        /** Identifier in RDS: of an instance without read replicas, or of an Aurora cluster, with all of its instances. */
        readonly identifier: pulumi.Input<string>;
        readonly arn: pulumi.Input<string>;
        readonly engine: EngineKind;
    };
    /** The server runs from half an hour before it begins until half an hour after it ends. */
    readonly workingTime: WorkingTime;
}

/** What EventBridge Scheduler calls, and what it tells whom: an instance and a cluster are started and stopped alike. */
const OPERATIONS: Readonly<
    Record<EngineKind, { readonly start: string; readonly stop: string; readonly parameter: string }>
> = {
    rds: { start: "startDBInstance", stop: "stopDBInstance", parameter: "DbInstanceIdentifier" },
    aurora: { start: "startDBCluster", stop: "stopDBCluster", parameter: "DbClusterIdentifier" },
};

/** A server takes minutes to start, one with a standby some more; what was begun in working time may end. */
const AROUND_MINUTES = 30;

/** A call that came hours late would stop the server in working time. */
const RETRIES = { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 900 };

/**
 * Stops a server outside of working time and starts it again: its storage and backups go on to be paid for, its instances do not. AWS
 * itself starts a server that has been stopped for seven days, so that it gets its maintenance; a week has working time sooner.
 * ElastiCache cannot be stopped at all.
 */
export class DatabaseHours extends pulumi.ComponentResource {
    constructor(name: string, args: DatabaseHoursArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:DatabaseHours", name, args, opts);
        const { role, granted } = this.createRole(name, args.server);
        const { workingTime } = args;
        const start = shifted(beginning(workingTime), -AROUND_MINUTES);
        this.createSchedule(name, "start", start, args, role, granted);
        this.createSchedule(name, "stop", shifted(end(workingTime), AROUND_MINUTES), args, role, granted);
        this.registerOutputs({});
    }

    private createRole(name: string, { arn, engine }: DatabaseHoursArgs["server"]) {
        const child = { parent: this };
        const role = new Role(
            name,
            {
                assumeRolePolicy: pulumi
                    .output(arn)
                    .apply((known) => JSON.stringify(serviceTrust("scheduler.amazonaws.com", accountOf(known)))),
                tags: { Name: name },
            },
            child,
        );
        const granted = new RolePolicy(
            name,
            { role: role.name, policy: pulumi.jsonStringify(policyDocument([statementOf(engine, arn)])) },
            child,
        );
        return { role, granted };
    }

    private createSchedule(
        name: string,
        step: "start" | "stop",
        moment: Moment,
        { server, workingTime }: DatabaseHoursArgs,
        role: Role,
        granted: pulumi.Resource,
    ): void {
        const operations = OPERATIONS[server.engine];
        new Schedule(
            `${name}-${step}`,
            {
                description: `To ${step} ${server.engine === "rds" ? "an RDS instance" : "an Aurora cluster"}`,
                scheduleExpression: schedulerExpressionOf(moment),
                scheduleExpressionTimezone: workingTime.timeZone,
                flexibleTimeWindow: { mode: "OFF" },
                target: {
                    arn: `arn:aws:scheduler:::aws-sdk:rds:${operations[step]}`,
                    roleArn: role.arn,
                    input: pulumi.jsonStringify({ [operations.parameter]: server.identifier }),
                    retryPolicy: RETRIES,
                },
            },
            { parent: this, dependsOn: granted },
        );
    }
}

/** To start and stop this server, and nothing else. */
function statementOf(engine: EngineKind, arn: pulumi.Input<string>): PolicyStatement {
    const { start, stop } = OPERATIONS[engine];
    return { sid: "StartAndStop", actions: [start, stop].map((call) => `rds:${capital(call)}`), resources: [arn] };
}

function capital(word: string): string {
    return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** The account that an ARN is in. */
function accountOf(arn: string): string {
    return arn.split(":")[4] ?? "";
}
