/** Rates: so many things in a stretch of time. */

export const RATE_UNITS = ["second", "minute", "hour", "day"] as const;

export type RateUnit = (typeof RATE_UNITS)[number];

/** `100/second`: without a unit that people write in ten ways, such as QPS or rpm, a rate is easily off by sixty. */
export const RATE_PATTERN = /^([1-9]\d{0,11})\/(second|minute|hour|day)$/;

export interface Rate {
    readonly amount: number;
    readonly per: RateUnit;
}

/** Throws a RangeError for anything but `<whole number>/<second|minute|hour|day>`. */
export function parseRate(text: string): Rate {
    const [, amount, per] = RATE_PATTERN.exec(text) ?? [];
    if (amount === undefined || per === undefined) {
        throw new RangeError(`not a rate: ${text}`);
    }
    return { amount: Number(amount), per: per as RateUnit };
}
