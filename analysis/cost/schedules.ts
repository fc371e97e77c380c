import { ofType, type GraphResource, type ResourceGraph } from "../graph";

/** When what is scheduled runs, as the schedules of a graph themselves say it. */

const DAY_NAMES = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const MINUTES_PER_DAY = 24 * 60;
const MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY;

/** Five fields as cron has them, or the six of EventBridge Scheduler: at one time of day, on some days of every week. */
const CRON = /^(?:cron\()?(\d+) (\d+) [*?] \* ([0-6A-Z,*]+)(?: \*\))?$/;

/** Minutes since Sunday's midnight at which a schedule acts; none where it is not a weekly one. */
export function minutesOf(expression: string): number[] {
    const [, minute, hour, days = ""] = CRON.exec(expression) ?? [];
    const numbers =
        days === "*"
            ? DAY_NAMES.map((_, day) => day)
            : days.split(",").map((day) => (/^\d$/.test(day) ? Number(day) : DAY_NAMES.indexOf(day)));
    return minute === undefined
        ? []
        : numbers.map((day) => day * MINUTES_PER_DAY + Number(hour) * 60 + Number(minute)).sort((a, b) => a - b);
}

/** Share of a week that lies between each start and the end after it; 1 where one of them never comes. */
export function shareBetween(starts: readonly number[], ends: readonly number[]): number {
    if (starts.length === 0 || ends.length === 0) {
        return 1;
    }
    const spans = starts.map((start) =>
        Math.min(...ends.map((end) => (end - start + MINUTES_PER_WEEK) % MINUTES_PER_WEEK)),
    );
    return spans.reduce((sum, span) => sum + span, 0) / MINUTES_PER_WEEK;
}

const SCALED_OBJECT = "kubernetes:keda.sh/v1alpha1:ScaledObject";
const CAPACITY_SCHEDULE = "aws:autoscaling/schedule:Schedule";
const CALL_SCHEDULE = "aws:scheduler/schedule:Schedule";

/** Types of resources that make something run for a part of the time only. */
export const SCHEDULE_TYPES: readonly string[] = [SCALED_OBJECT, CAPACITY_SCHEDULE, CALL_SCHEDULE];

/** Members of a workload that KEDA scales by the clock. */
export interface ScheduledMembers {
    /** Name of the Deployment, which is that of the workload. */
    readonly name: string;
    readonly working: number;
    readonly idle: number;
    /** Share of the week that is working time. */
    readonly workingShare: number;
}

interface ScaledObject {
    readonly spec: {
        readonly scaleTargetRef: { readonly name: string };
        readonly minReplicaCount?: number;
        readonly triggers: readonly { readonly type: string; readonly metadata: Readonly<Record<string, string>> }[];
    };
}

/** Every workload that is scaled by the clock. */
export function scheduledMembers(graph: ResourceGraph): ScheduledMembers[] {
    return ofType(graph, SCALED_OBJECT).flatMap(({ inputs }) => {
        const { scaleTargetRef, minReplicaCount = 0, triggers } = (inputs as unknown as ScaledObject).spec;
        return triggers
            .filter(({ type }) => type === "cron")
            .map(({ metadata: { start = "", end = "", desiredReplicas } }) => ({
                name: scaleTargetRef.name,
                working: Number(desiredReplicas),
                idle: minReplicaCount,
                workingShare: shareBetween(minutesOf(start), minutesOf(end)),
            }));
    });
}

/** Bounds of a group of machines outside of working time. */
export interface ScheduledCapacity {
    readonly fewest: number;
    readonly workingShare: number;
}

/** What scheduled actions make of a group's least number; undefined for a group that has none. */
export function scheduledCapacity(
    { urn }: Pick<GraphResource, "urn">,
    graph: ResourceGraph,
): ScheduledCapacity | undefined {
    const steps = ofType(graph, CAPACITY_SCHEDULE)
        .filter(({ dependencies }) => dependencies.includes(urn))
        .map(({ inputs }) => ({ minSize: Number(inputs["minSize"]), at: minutesOf(String(inputs["recurrence"])) }))
        .sort((a, b) => a.minSize - b.minSize);
    const [idle, working] = steps;
    return idle === undefined || working === undefined
        ? undefined
        : { fewest: idle.minSize, workingShare: shareBetween(working.at, idle.at) };
}

/** Share of the time that a server runs which calls of EventBridge Scheduler stop and start; 1 for any other. */
export function runningTime({ urn }: Pick<GraphResource, "urn">, graph: ResourceGraph): number {
    const calls = ofType(graph, CALL_SCHEDULE).filter(({ dependencies }) => dependencies.includes(urn));
    const at = (call: "start" | "stop") =>
        calls
            .filter(({ inputs }) => (inputs["target"] as { arn: string }).arn.includes(`:aws-sdk:rds:${call}DB`))
            .flatMap(({ inputs }) => minutesOf(String(inputs["scheduleExpression"])));
    return shareBetween(at("start"), at("stop"));
}

/** Share of the week that is working time, by whatever has a schedule; 1 where nothing has. */
export function workingTimeShare(graph: ResourceGraph): number {
    const scheduled = new Set(
        [CAPACITY_SCHEDULE, CALL_SCHEDULE]
            .flatMap((type) => ofType(graph, type))
            .flatMap(({ dependencies }) => dependencies),
    );
    const shares = [
        ...scheduledMembers(graph).map(({ workingShare }) => workingShare),
        ...[...scheduled].flatMap((urn) => [
            scheduledCapacity({ urn }, graph)?.workingShare ?? 1,
            runningTime({ urn }, graph),
        ]),
    ];
    return Math.min(1, ...shares);
}
