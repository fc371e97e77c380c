import type { MonitoringTargets } from "../../../contracts/monitoring";
import type { Variant } from "./variants";

/** What an alert is put through: a time when all is well, a time when it is not, and a time when it is well again. */

/** Value of a series in one of the three times; `perMinute` alone: a counter, which goes on from where it was. */
export type Value = number | "absent" | { readonly perMinute: number; readonly from?: number };

/** A counter that grows by so much a minute in each of the three times. */
export function counter(before: number, during: number, after: number): readonly [Value, Value, Value] {
    return [{ perMinute: before }, { perMinute: during }, { perMinute: after }];
}

export interface Input {
    readonly series: string;
    /** Before, during and after; one value for all three. */
    readonly values: Value | readonly [before: Value, during: Value, after: Value];
}

/** Minutes of the three times, and between two samples. */
export interface Timeline {
    readonly before: number;
    readonly during: number;
    readonly after: number;
    readonly step: number;
}

export interface AlertCase {
    readonly alert: string;
    /** What is special about it, where an alert has more cases than one. */
    readonly title?: string;
    /** Stacks that it is tried in. Default: all that have the alert. */
    readonly in?: readonly Variant[];
    readonly inputs: (targets: MonitoringTargets) => readonly Input[];
    /** Default: 10 minutes of good, `for` and 10 minutes more of bad, 15 minutes of good, a sample a minute. */
    readonly timeline?: Partial<Timeline>;
    /** Labels of the alert beyond its name, severity and tier. */
    readonly labels?: (targets: MonitoringTargets) => Readonly<Record<string, string>>;
    readonly summary: string | ((targets: MonitoringTargets) => string);
}

/** The values of a series in promtool's notation. */
export function valuesOf({ values }: Input, { step, ...timeline }: Timeline): string {
    const lengths = [timeline.before, timeline.during, timeline.after].map((minutes) => minutes / step);
    const three: readonly Value[] = Array.isArray(values) ? (values as readonly Value[]) : [values as Value];
    let count = 0;
    return lengths
        .map((samples, phase) => {
            const value = three[phase] ?? three[0] ?? 0;
            if (value === "absent") {
                return phase === 0 ? `_x${samples}` : `stale _x${samples - 1}`;
            }
            if (typeof value === "number") {
                return `${value}+0x${samples - 1}`;
            }
            const first = value.from ?? count;
            count = first + value.perMinute * step * samples;
            const slope = value.perMinute * step;
            return `${first}${slope < 0 ? "" : "+"}${slope}x${samples - 1}`;
        })
        .join(" ");
}
