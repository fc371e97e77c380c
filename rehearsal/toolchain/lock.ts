import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { errorCode } from "../errorText";
import { onProcessEnd } from "../process/end";
import { hostIdentity, isSameProcess, processIdentity } from "../process/identity";

interface Holder {
    readonly pid: number;
    readonly identity: string;
    readonly host: string;
}

const POLL_MS = 500;

/**
 * Runs `work` while no other process on this machine does so with the same lock file. The lock of a process
 * that no longer lives is taken over.
 *
 * @param onWait called once, with the pid of the process waited for, when the lock is not free.
 */
export async function withLock<T>(file: string, onWait: (pid: number) => void, work: () => Promise<T>): Promise<T> {
    await acquire(file, onWait);
    const release = (): void => fs.rmSync(file, { force: true });
    const forget = onProcessEnd(release);
    try {
        return await work();
    } finally {
        forget();
        release();
    }
}

async function acquire(file: string, onWait: (pid: number) => void): Promise<void> {
    const self: Holder = {
        pid: process.pid,
        identity: processIdentity(process.pid) ?? "",
        host: hostIdentity(),
    };
    let saidWaiting = false;
    while (!tryCreate(file, self)) {
        const holder = readHolder(file);
        if (holder !== undefined && isGone(holder)) {
            takeAway(file, holder);
            continue;
        }
        if (!saidWaiting && holder !== undefined) {
            saidWaiting = true;
            onWait(holder.pid);
        }
        await sleep(POLL_MS);
    }
}

/** Creates the lock file with its content in one step: a reader never sees it half written. */
function tryCreate(file: string, self: Holder): boolean {
    const draft = `${file}.${self.pid}`;
    fs.writeFileSync(draft, JSON.stringify(self));
    try {
        fs.linkSync(draft, file);
        return true;
    } catch (error) {
        if (errorCode(error) === "EEXIST") {
            return false;
        }
        throw error;
    } finally {
        fs.rmSync(draft, { force: true });
    }
}

function readHolder(file: string): Holder | undefined {
    try {
        return JSON.parse(fs.readFileSync(file, "utf8")) as Holder;
    } catch {
        return undefined;
    }
}

function isGone(holder: Holder): boolean {
    return holder.host === hostIdentity() && !isSameProcess(holder.pid, holder.identity);
}

/**
 * Removes a dead process's lock. Two waiters may try at once: moving it away first shows which lock was
 * caught.
 */
function takeAway(file: string, dead: Holder): void {
    const aside = `${file}.dead-${process.pid}`;
    try {
        fs.renameSync(file, aside);
    } catch {
        return;
    }
    const caught = readHolder(aside);
    if (caught !== undefined && caught.identity !== dead.identity) {
        // In between another waiter had removed the dead lock and taken its own: give it back.
        fs.linkSync(aside, file);
    }
    fs.rmSync(aside, { force: true });
}
