import { spawn } from "node:child_process";

/** How a program ended. */
export interface RunResult {
    /** Exit code, or null when a signal ended it. */
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

/**
 * Runs a short program to its end. Never throws: a program that cannot be started or takes too long has code
 * null and says why in `stderr`.
 *
 * @param options.timeoutMs after which it is killed, in milliseconds; default 10,000.
 */
export function run(
    file: string,
    args: readonly string[],
    options: { timeoutMs?: number; env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<RunResult> {
    return new Promise((resolve) => {
        const child = spawn(file, [...args], {
            stdio: ["ignore", "pipe", "pipe"],
            env: options.env,
            cwd: options.cwd,
            timeout: options.timeoutMs ?? 10_000,
            killSignal: "SIGKILL",
        });
        let stdout = "";
        let stderr = "";
        child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
        child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
        child.on("error", (error) => resolve({ code: null, stdout, stderr: stderr + error.message }));
        child.on("close", (code) => resolve({ code, stdout, stderr }));
    });
}
