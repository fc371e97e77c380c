/** Random numbers that are the same for the same seed, everywhere. */

/** Evenly between 0 and 1, without 1. */
export type Random = () => number;

/** Mulberry32. */
export function randomOf(seed: number): Random {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
}

/** The time until something that happens `rate` times in a unit of time. */
export function exponential(random: Random, rate: number): number {
    return -Math.log(1 - random()) / rate;
}

/** The same, of those that happen before `end`. */
export function exponentialBefore(random: Random, rate: number, end: number): number {
    return -Math.log(1 - random() * -Math.expm1(-rate * end)) / rate;
}
