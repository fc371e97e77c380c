import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunResult } from "../../process/run";
import { onProcessEnd } from "../../process/end";
import type { Identity } from "./user";

export interface ChildOptions extends Identity {
    readonly env?: NodeJS.ProcessEnv;
    /** Text for standard input. */
    readonly input?: string;
    readonly cwd?: string;
}

/** A program that runs to its end by itself, unless it is told to stop. */
export interface Running {
    readonly process: ChildProcess;
    /** Resolves when it has ended; never rejects. */
    readonly result: Promise<RunResult>;
}

/** Starts a program. It is killed when this process ends. */
export function start(file: string, args: readonly string[], { input, ...options }: ChildOptions = {}): Running {
    const child = spawn(file, [...args], { stdio: ["pipe", "pipe", "pipe"], cwd: "/", ...options });
    const forget = onProcessEnd(() => child.kill("SIGKILL"));
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    // A program that does not read its input to the end is no failure of ours.
    child.stdin.on("error", () => undefined).end(input ?? "");
    const result = new Promise<RunResult>((resolve) => {
        child.on("error", (error) => {
            forget();
            resolve({ code: null, stdout, stderr: stderr + error.message });
        });
        child.on("close", (code) => {
            forget();
            resolve({ code, stdout, stderr });
        });
    });
    return { process: child, result };
}

/** Waits until `isReady` says so. Throws when the program ends before, or `seconds` pass. */
export async function untilReady(
    name: string,
    program: Running,
    seconds: number,
    isReady: () => Promise<boolean>,
): Promise<void> {
    const ended = program.result.then(({ stderr }) => stderr.trim().split("\n").slice(-3).join(" | "));
    const deadline = performance.now() + seconds * 1000;
    while (!(await isReady())) {
        const complaint = await Promise.race([ended, sleep(50).then(() => undefined)]);
        if (complaint !== undefined || performance.now() > deadline) {
            program.process.kill("SIGKILL");
            throw new Error(`${name} does not start: ${complaint ?? `not ready after ${seconds} s`}`);
        }
    }
}
