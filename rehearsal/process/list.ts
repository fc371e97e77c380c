import { execFileSync } from "node:child_process";
import * as fs from "node:fs";

/** A process as the system lists it. */
export interface ListedProcess {
    readonly pid: number;
    /** Program and arguments as they were started, joined with spaces. */
    readonly commandLine: string;
}

/**
 * Every live process whose program, as it was started, lies in `folder`. Synchronous, because it is needed
 * while the own process ends. A path in the command line proves more than a pid does: pids are used again,
 * and a person who has a file of that folder open in an editor does not match.
 */
export function processesStartedFrom(folder: string): ListedProcess[] {
    return listProcesses().filter(({ commandLine }) => commandLine.startsWith(`${folder}/`));
}

function listProcesses(): ListedProcess[] {
    return process.platform === "linux" ? linuxProcesses() : psProcesses();
}

function linuxProcesses(): ListedProcess[] {
    const found: ListedProcess[] = [];
    for (const entry of fs.readdirSync("/proc")) {
        const pid = Number(entry);
        if (!Number.isInteger(pid)) {
            continue;
        }
        try {
            // A zombie's command line is empty, so it drops out here.
            const raw = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8");
            found.push({ pid, commandLine: raw.replaceAll("\0", " ").trimEnd() });
        } catch {
            // It ended between the listing and now.
        }
    }
    return found;
}

function psProcesses(): ListedProcess[] {
    const output = execFileSync("ps", ["-axww", "-o", "pid=,stat=,command="], {
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
    });
    return output.split("\n").flatMap((line) => {
        const match = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line);
        if (match === null || match[2]?.startsWith("Z")) {
            return [];
        }
        return [{ pid: Number(match[1]), commandLine: match[3] ?? "" }];
    });
}
