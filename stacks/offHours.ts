import type { OffHours } from "../components/dify/scaling";
import { DatabaseHours } from "../components/rds/databaseHours";
import type { RdsServer } from "../components/rds/rdsServer";
import { IDLE_NODES, idleReplicas, type StackConfig } from "../config";
import { daysOf, type WorkingTime } from "../contracts";
import type { AwsOptions } from "./awsBase";

/** What a stack has less of while nobody works. */

const WEEKDAYS: WorkingTime["days"] = ["mon", "tue", "wed", "thu", "fri"];

function workingTimeOf({ timeZone, days, from, until }: NonNullable<StackConfig["offHours"]>): WorkingTime {
    return { timeZone, days: days ?? WEEKDAYS, from, until };
}

/** How many members Dify's services have then. */
export function offHoursOf({ offHours, zones }: StackConfig): OffHours | undefined {
    return offHours && { workingTime: workingTimeOf(offHours), members: idleReplicas(offHours, zones) };
}

/** The nodes of a cluster on AWS, with fewer of them then. Those with volumes stay: no other node could take their pods. */
export function scheduledNodes({ cluster: { nodes }, offHours }: StackConfig) {
    const idle = offHours && { workingTime: workingTimeOf(offHours), minPerZone: IDLE_NODES };
    return { ...nodes, general: { ...nodes.general, idle } };
}

/** Stops a database that AWS runs then, where that is wanted. */
export function createDatabaseHours(
    { offHours, postgres: { engine } }: StackConfig,
    server: RdsServer | undefined,
    opts: AwsOptions,
): void {
    if (offHours?.stopDatabase !== true || server === undefined || engine === "cloudnativepg") {
        return;
    }
    const { identifier, arn } = server.source;
    new DatabaseHours(
        "database-hours",
        { server: { identifier, arn, engine }, workingTime: workingTimeOf(offHours) },
        opts,
    );
}

/** Days on which there is a database to be dumped, as cron has them. */
export function databaseDays({ offHours }: StackConfig): string {
    return offHours?.stopDatabase === true ? daysOf(workingTimeOf(offHours).days) : "*";
}
