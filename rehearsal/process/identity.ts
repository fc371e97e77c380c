import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";

/**
 * What tells this process from every other that had or will have the same pid: its start time, and the boot
 * it belongs to. Undefined when there is no such process. A zombie (killed, not yet collected by its parent)
 * counts as gone: it holds no memory, port or file.
 */
export function processIdentity(pid: number): string | undefined {
    return process.platform === "linux" ? linuxIdentity(pid) : psIdentity(pid);
}

/** Whether the process that had this identity still runs. */
export function isSameProcess(pid: number, identity: string): boolean {
    return processIdentity(pid) === identity;
}

/**
 * The machine and pid namespace that pids of this process are meaningful in. Records of a home directory
 * shared by several machines or containers name pids that say nothing here.
 */
export function hostIdentity(): string {
    if (process.platform !== "linux") {
        return os.hostname();
    }
    return `${os.hostname()} ${fs.readlinkSync("/proc/self/ns/pid")}`;
}

function linuxIdentity(pid: number): string | undefined {
    let stat: string;
    try {
        stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    } catch {
        return undefined;
    }
    // "pid (name) state ppid …": the name may hold spaces and brackets, so count from the last bracket.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const state = fields[0];
    const startTicks = fields[19];
    return state === "Z" || state === "X" ? undefined : `${bootId()}:${startTicks}`;
}

function bootId(): string {
    return fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

function psIdentity(pid: number): string | undefined {
    try {
        const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
        }).trim();
        const [state = "", ...started] = line.split(/\s+/);
        return state === "" || state.startsWith("Z") ? undefined : started.join(" ");
    } catch {
        return undefined;
    }
}
