/** When people work: pure, and in the notations that schedulers take. */

/** Days of the week, in the order and by the numbers of cron: Sunday is 0. */
export const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

export type Day = (typeof DAYS)[number];

/** The time in which a stack is used; outside of it are its off-hours. */
export interface WorkingTime {
    /** IANA time zone, such as `Europe/Berlin`. */
    readonly timeZone: string;
    readonly days: readonly Day[];
    /** Time of day, such as `08:00`. */
    readonly from: string;
    /** Time of day, later than `from`. */
    readonly until: string;
}

/** A time of day on some days of the week. */
export interface Moment {
    /** Minutes since midnight. */
    readonly minute: number;
    readonly days: readonly Day[];
}

const HOUR = 60;
const DAY = 24 * HOUR;

/** Minutes since midnight of a time of day such as `08:00`. */
export function minuteOf(time: string): number {
    const [hours = NaN, minutes = NaN] = time.split(":").map(Number);
    return hours * HOUR + minutes;
}

/** When the working time begins. */
export function beginning({ from, days }: WorkingTime): Moment {
    return { minute: minuteOf(from), days };
}

/** When the working time ends. */
export function end({ until, days }: WorkingTime): Moment {
    return { minute: minuteOf(until), days };
}

/** So many minutes later, or earlier where they are negative; past midnight the days change along. */
export function shifted({ minute, days }: Moment, minutes: number): Moment {
    const moved = minute + minutes;
    const day = Math.floor(moved / DAY);
    return {
        minute: moved - day * DAY,
        days: days.map((name) => DAYS[(DAYS.indexOf(name) + day + DAYS.length) % DAYS.length] as Day),
    };
}

/** Five fields, as cron, KEDA and Auto Scaling take them. */
export function cronOf({ minute, days }: Moment): string {
    return `${minute % HOUR} ${Math.floor(minute / HOUR)} * * ${daysOf(days)}`;
}

/** Days of the week, as cron has them. */
export function daysOf(days: readonly Day[]): string {
    return days
        .map((day) => DAYS.indexOf(day))
        .sort()
        .join(",");
}

/** Six fields in the expression of EventBridge Scheduler, which has years and names of days. */
export function schedulerExpressionOf({ minute, days }: Moment): string {
    const names = DAYS.filter((day) => days.includes(day)).map((day) => day.toUpperCase());
    return `cron(${minute % HOUR} ${Math.floor(minute / HOUR)} ? * ${names.join(",")} *)`;
}
