import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits until `condition` gives a value other than undefined or false, and returns it. Throws when that takes too long.
 *
 * @param seconds after which it gives up.
 */
export async function eventually<T>(
    what: string,
    condition: () => Promise<T | undefined | false> | T | undefined | false,
    seconds = 20,
): Promise<T> {
    const deadline = performance.now() + seconds * 1000;
    for (;;) {
        const value = await condition();
        if (value !== undefined && value !== false) {
            return value;
        }
        if (performance.now() > deadline) {
            throw new Error(`${what}: not within ${seconds} s`);
        }
        await delay(POLL_MILLISECONDS);
    }
}

const POLL_MILLISECONDS = 20;

/** Seconds since a moment of `performance.now()`. */
export function secondsSince(started: number): number {
    return (performance.now() - started) / 1000;
}
