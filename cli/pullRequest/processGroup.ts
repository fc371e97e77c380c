import { spawn } from "node:child_process";
import { onProcessEnd } from "../../rehearsal/process/end";

/** What a program printed; what came of it, it says itself. */
export interface Printed {
    readonly stdout: string;
    readonly stderr: string;
}

/**
 * Runs a program that starts others, in a process group that ends with this process, however that ends: nothing of it is to write
 * into a folder that is being removed. Never rejects.
 *
 * @param options.timeoutMs after which all of it is killed, in milliseconds.
 */
export function runGroup(
    file: string,
    args: readonly string[],
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly timeoutMs: number },
): Promise<Printed> {
    return new Promise((resolve) => {
        const { cwd, env, timeoutMs } = options;
        const child = spawn(file, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
        const end = () => killGroup(child.pid);
        const forget = onProcessEnd(end);
        const timer = setTimeout(end, timeoutMs);
        let stdout = "";
        let stderr = "";
        const done = () => {
            clearTimeout(timer);
            forget();
            resolve({ stdout, stderr });
        };
        child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
        child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
        child.on("error", (error) => {
            stderr += error.message;
            done();
        });
        child.on("close", done);
    });
}

function killGroup(leader: number | undefined): void {
    try {
        if (leader !== undefined) {
            process.kill(-leader, "SIGKILL");
        }
    } catch {
        // All of it has ended already.
    }
}
