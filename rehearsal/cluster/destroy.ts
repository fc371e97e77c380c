import * as fs from "node:fs";

import { processesStartedFrom } from "../process/list";

const KILL_TIMEOUT_MS = 5_000;
const POLL_MS = 10;

/**
 * Kills every process of the cluster in `dir` and removes the folder. Synchronous, because it must also work
 * while the own process ends; does nothing when there is nothing. SIGKILL at once: the data is thrown away
 * with the folder, and nobody waits for an orderly shutdown of it.
 */
export function destroyCluster(dir: string): void {
    killAll(dir);
    // A process that was just killed may still have closed a file while the folder was being emptied.
    fs.rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

function killAll(dir: string): void {
    const deadline = Date.now() + KILL_TIMEOUT_MS;
    // Again until none is found: kwokctl may have started one more in between.
    for (let alive = processesStartedFrom(dir); alive.length > 0; alive = processesStartedFrom(dir)) {
        alive.forEach(({ pid }) => killHard(pid));
        if (Date.now() > deadline) {
            throw new Error(`these processes of ${dir} cannot be killed: ${alive.map(({ pid }) => pid).join(", ")}`);
        }
        sleepSync(POLL_MS);
    }
}

/** Sends SIGKILL; a process that is gone by now is fine. */
export function killHard(pid: number): void {
    try {
        process.kill(pid, "SIGKILL");
    } catch {
        // It ended on its own.
    }
}

function sleepSync(milliseconds: number): void {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
