/** Windows of RDS, in UTC: `02:00-02:30` every day, `sun:03:00-sun:04:00` every week. Pure. */

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** AWS takes no window that is shorter. */
export const SHORTEST_WINDOW_MINUTES = 30;

/** Minutes of a window: from its start, counted from midnight (of Monday, for a weekly one), for `length`. */
export interface Window {
    readonly start: number;
    readonly length: number;
}

const TIME = "([01]\\d|2[0-3]):([0-5]\\d)";
const DAILY = new RegExp(`^${TIME}-${TIME}$`);
const WEEKLY = new RegExp(`^(${DAYS.join("|")}):${TIME}-(${DAYS.join("|")}):${TIME}$`);

const minutes = (hours = "", rest = "") => Number(hours) * 60 + Number(rest);

/** A window of every day; undefined for anything else. One that ends at or before its start ends on the next day. */
export function parseDailyWindow(text: string): Window | undefined {
    const found = DAILY.exec(text);
    if (found === null) {
        return undefined;
    }
    const start = minutes(found[1], found[2]);
    return { start, length: (minutes(found[3], found[4]) - start + DAY_MINUTES) % DAY_MINUTES };
}

/** A window of every week; undefined for anything else. */
export function parseWeeklyWindow(text: string): Window | undefined {
    const found = WEEKLY.exec(text);
    if (found === null) {
        return undefined;
    }
    const at = (day = "", hours = "", rest = "") => DAYS.indexOf(day) * DAY_MINUTES + minutes(hours, rest);
    const start = at(found[1], found[2], found[3]);
    return { start, length: (at(found[4], found[5], found[6]) - start + WEEK_MINUTES) % WEEK_MINUTES };
}

/** Whether a daily and a weekly window have a minute in common. */
export function windowsOverlap(daily: Window, weekly: Window): boolean {
    return DAYS.some((_, day) => {
        const start = daily.start + day * DAY_MINUTES;
        const fromDaily = (weekly.start - start + WEEK_MINUTES) % WEEK_MINUTES;
        const fromWeekly = (start - weekly.start + WEEK_MINUTES) % WEEK_MINUTES;
        return fromDaily < daily.length || fromWeekly < weekly.length;
    });
}
