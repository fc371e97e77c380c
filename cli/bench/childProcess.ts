import { spawnSync } from "node:child_process";
import { PROJECT_ROOT } from "../stackFile";

/** What one run of a script cost. */
export interface Cost {
    /** Wall time from start to exit. */
    readonly seconds: number;
    /** Peak resident memory, megabytes (10^6 bytes). */
    readonly megabytes: number;
    /** What the script printed. */
    readonly output: string;
}

/** Prints the peak memory of a process when it ends; `maxRSS` is in kilobytes. */
const REPORT_MEMORY =
    'process.on("exit", () => process.stderr.write("\\nrss " + process.resourceUsage().maxRSS + "\\n"));';

/** Runs JavaScript in a process of its own, with the loader that the command line uses. */
export function measure(script: string, args: readonly string[] = []): Cost {
    const started = performance.now();
    const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ["-r", "@swc-node/register", "-e", `${REPORT_MEMORY}\n${script}`, "--", ...args],
        { cwd: PROJECT_ROOT, encoding: "utf8" },
    );
    const seconds = (performance.now() - started) / 1000;
    if (status !== 0) {
        throw new Error(`a measured process failed:\n${stderr}`);
    }
    return { seconds, megabytes: (Number(/^rss (\d+)$/m.exec(stderr)?.[1]) * 1024) / 1e6, output: stdout };
}
