import { setTimeout as sleep } from "node:timers/promises";

/**
 * Repeats `attempt` until it returns something other than undefined or false; an exception counts as "not yet".
 *
 * @param options.seconds after which it gives up, with the last exception as the cause.
 * @param options.everyMs pause between attempts, milliseconds, default 50.
 */
export async function until<T>(
    what: string,
    attempt: () => Promise<T | undefined | false> | T | undefined | false,
    options: { seconds: number; everyMs?: number },
): Promise<T> {
    const deadline = performance.now() + options.seconds * 1000;
    let cause: unknown;
    while (performance.now() < deadline) {
        try {
            const result = await attempt();
            if (result !== undefined && result !== false) {
                return result;
            }
        } catch (error) {
            cause = error;
        }
        await sleep(options.everyMs ?? 50);
    }
    throw new Error(`${what}: not within ${options.seconds} s`, { cause });
}
