import { Schedule } from "@pulumi/aws/autoscaling/schedule";
import type * as pulumi from "@pulumi/pulumi";
import { beginning, cronOf, end, shifted, type Moment, type WorkingTime } from "../../contracts";

/** When a group of machines may be smaller. */
export interface IdleCapacity {
    readonly workingTime: WorkingTime;
    /** Machines in each zone at least outside of it. */
    readonly minPerZone: number;
}

/** Machines are there so many minutes before people are: a few for a machine to join, the rest for pods to start. */
const AHEAD_MINUTES = 15;

/** Leaves a bound of the group as it is (API reference, `PutScheduledUpdateGroupAction`; of Pulumi's provider, 0 would be a bound). */
const UNCHANGED = -1;

/**
 * Moves the minimum of an Auto Scaling group by the time of day. Nothing is ended by that: the Cluster Autoscaler, which reads the bounds
 * of a group again every minute, removes machines that it finds unneeded, and drains them first. A raised minimum starts machines.
 */
export function createCapacitySchedule(
    name: string,
    group: { readonly name: pulumi.Input<string>; readonly min: number },
    { workingTime, minPerZone }: IdleCapacity,
    opts: pulumi.CustomResourceOptions,
): void {
    const steps: readonly (readonly [string, number, Moment])[] = [
        ["working", group.min, shifted(beginning(workingTime), -AHEAD_MINUTES)],
        ["idle", minPerZone, end(workingTime)],
    ];
    for (const [step, minSize, moment] of steps) {
        new Schedule(
            `${name}-${step}`,
            {
                scheduledActionName: step,
                autoscalingGroupName: group.name,
                minSize,
                maxSize: UNCHANGED,
                desiredCapacity: UNCHANGED,
                recurrence: cronOf(moment),
                timeZone: workingTime.timeZone,
            },
            opts,
        );
    }
}

/** Whether a group has machines to spare outside of working time. */
export function canIdle(min: number, idle: IdleCapacity | undefined): idle is IdleCapacity {
    return idle !== undefined && idle.minPerZone < min;
}
