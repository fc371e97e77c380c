import { setTimeout as sleep } from "node:timers/promises";

/** Time ran out before a condition held. */
export class TimeoutError extends Error {
    override readonly name = "TimeoutError";
}

export interface WaitOptions {
    /** What is waited for, as it ends the sentence "gave up waiting for …". */
    readonly what: string;
    readonly timeoutSeconds: number;
    /** Default 200. */
    readonly intervalMilliseconds?: number;
}

/** Asks again and again until `condition` gives a value, and returns it. Rejects with a TimeoutError. */
export async function waitFor<T>(
    condition: () => Promise<T | undefined> | T | undefined,
    { what, timeoutSeconds, intervalMilliseconds = 200 }: WaitOptions,
): Promise<T> {
    const deadline = performance.now() + timeoutSeconds * 1000;
    for (;;) {
        const value = await condition();
        if (value !== undefined) {
            return value;
        }
        if (performance.now() > deadline) {
            throw new TimeoutError(`gave up waiting for ${what} after ${timeoutSeconds} s`);
        }
        await sleep(intervalMilliseconds);
    }
}
