import * as os from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const cleanups = new Set<() => void>();

/**
 * Runs `cleanup` (synchronously) when this process ends in any way it can notice: normal exit, an uncaught
 * error, Ctrl-C, SIGTERM, a closed terminal. Only SIGKILL and a power cut escape; what they leave behind is
 * found by the next run. Returns a function that takes the cleanup back.
 */
export function onProcessEnd(cleanup: () => void): () => void {
    if (cleanups.size === 0) {
        process.on("exit", runCleanups);
        SIGNALS.forEach((signal) => process.on(signal, endOnSignal));
    }
    cleanups.add(cleanup);
    return () => {
        cleanups.delete(cleanup);
        if (cleanups.size === 0) {
            stopListening();
        }
    };
}

function runCleanups(): void {
    for (const cleanup of [...cleanups].reverse()) {
        cleanups.delete(cleanup);
        try {
            cleanup();
        } catch {
            // Nothing can be reported any more, and the other cleanups must still run.
        }
    }
}

function stopListening(): void {
    process.off("exit", runCleanups);
    SIGNALS.forEach((signal) => process.off(signal, endOnSignal));
}

function endOnSignal(signal: NodeJS.Signals): void {
    runCleanups();
    stopListening();
    if (process.listenerCount(signal) === 0) {
        // With no listener left the signal has its normal effect, and the shell sees what ended the process.
        process.kill(process.pid, signal);
        return;
    }
    // Somebody else listens too (a spinner that gives the cursor back): let them run, then end as a shell
    // expects.
    setImmediate(() => process.exit(128 + os.constants.signals[signal]));
}
