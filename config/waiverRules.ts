import type { Problem } from "../contracts/problem";
import type { StackConfig } from "./schema";

/** Rules about waivers. */

/** The day that it is, UTC, as `2026-11-25`. */
export function today(): string {
    return new Date().toISOString().slice(0, 10);
}

/** Whether the calendar has such a day. */
function isDay(day: string): boolean {
    const time = Date.parse(`${day}T00:00:00Z`);
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

function waiversAreNotOver({ waivers }: StackConfig): Problem[] {
    return waivers.flatMap(({ id, until }, index) => {
        const path = `waivers.${index}.until`;
        if (!isDay(until)) {
            return [{ path, value: until, message: "must be a day of the calendar" }];
        }
        return until < today()
            ? [
                  {
                      path,
                      value: until,
                      message: `the waiver of ${id} is over: mend what it was for, or decide again and give a later day`,
                  },
              ]
            : [];
    });
}

function oneWaiverForEachRule({ waivers }: StackConfig): Problem[] {
    return waivers.flatMap(({ id }, index) =>
        waivers.findIndex((other) => other.id === id) === index
            ? []
            : [{ path: `waivers.${index}.id`, value: id, message: "must be waived once, with one reason and one day" }],
    );
}

export const WAIVER_RULES: readonly ((config: StackConfig) => Problem[])[] = [waiversAreNotOver, oneWaiverForEachRule];
