import type { Workload } from "../../contracts";
import type { ResourceGraph } from "../graph";
import type { CostItem } from ".";
import { HOURS_PER_MONTH } from "./priceBook";
import { minus, sum, times, toCents, type Range } from "./range";
import { SCHEDULE_TYPES, scheduledMembers, workingTimeShare } from "./schedules";

/** What it saves that less runs while nobody works: the cost of a graph against that of the same graph without its schedules. */

export interface OffHours {
    /** Hours of a month that are outside of working time. */
    readonly hoursPerMonth: number;
    /** Share of all hours. */
    readonly share: number;
    /** USD a month less than if everything ran always. */
    readonly savedUsd: Range;
    /** USD a month that the whole stack would cost in those hours if everything ran always. */
    readonly idleUsd: Range;
    /** USD a month that what the schedules reach would cost in all hours; the rest of the bill is the same by day and night. */
    readonly reachedUsd: Range;
    /** Likely saving, percent of the likely cost of those hours. */
    readonly ofIdlePercent: number;
    /** Likely saving, percent of the whole bill. */
    readonly ofBillPercent: number;
}

/** The same graph without its schedules, everything as in working time; undefined where it has none. */
export function alwaysOn(graph: ResourceGraph): ResourceGraph | undefined {
    if (!graph.resources.some(({ type }) => SCHEDULE_TYPES.includes(type))) {
        return undefined;
    }
    const working = new Map(scheduledMembers(graph).map((one) => [one.name, one.working]));
    const asByDay = (workload: Workload): Workload => {
        const { name, members } = workload;
        return { ...workload, members: { ...members, min: Math.max(members.min, working.get(name) ?? 0) } };
    };
    return {
        ...graph,
        resources: graph.resources
            .filter(({ type }) => !SCHEDULE_TYPES.includes(type))
            .map((resource) => {
                const workloads = resource.outputs?.["workloads"] as readonly Workload[] | undefined;
                return workloads === undefined
                    ? resource
                    : { ...resource, outputs: { ...resource.outputs, workloads: workloads.map(asByDay) } };
            }),
    };
}

interface Priced {
    readonly monthlyUsd: Range;
    readonly items: readonly CostItem[];
}

const keyOf = ({ resource, what }: CostItem) => `${resource}\n${what}`;

/** What a stack saves, by its cost and what it would cost without its schedules. */
export function savingOf(graph: ResourceGraph, cost: Priced, always: Priced): OffHours {
    const share = 1 - workingTimeShare(graph);
    const own = new Map(cost.items.map((item) => [keyOf(item), item]));
    const reached = always.items.filter((item) => {
        const { low, likely, high } = minus(item, own.get(keyOf(item)) ?? item);
        return low !== 0 || likely !== 0 || high !== 0;
    });
    const saved = ordered(minus(always.monthlyUsd, cost.monthlyUsd));
    const idle = times(always.monthlyUsd, share);
    return {
        hoursPerMonth: Math.round(share * HOURS_PER_MONTH),
        share: Number(share.toFixed(4)),
        savedUsd: toCents(saved),
        idleUsd: toCents(idle),
        reachedUsd: toCents(sum(reached)),
        ofIdlePercent: percent(saved.likely, idle.likely),
        ofBillPercent: percent(saved.likely, always.monthlyUsd.likely),
    };
}

/** The least of three differences, the likely one, and the greatest: more load saves less. */
function ordered({ low, likely, high }: Range): Range {
    return { low: Math.min(low, likely, high), likely, high: Math.max(low, likely, high) };
}

function percent(part: number, whole: number): number {
    return whole === 0 ? 0 : Number(((100 * part) / whole).toFixed(1));
}
