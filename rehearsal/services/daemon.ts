import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import { onProcessEnd } from "../process/end";

/** Who runs a program, and in which network. */
export interface Placement {
    /** Unix user; the own one when this process is not root. */
    readonly user?: string;
    /** Network namespace; the own one by default. Root only. */
    readonly namespace?: string;
}

/** A command line that runs a program as another user and in another network namespace, under the pid that is started. */
export function placed(command: readonly string[], { user, namespace }: Placement): string[] {
    const switches = user !== undefined && process.getuid?.() === 0;
    return [
        ...(namespace === undefined ? [] : ["ip", "netns", "exec", namespace]),
        // libpq looks for certificates at home, and must not look where the other user may not read.
        ...(switches ? ["env", "HOME=/nonexistent"] : []),
        // The kernel ends the program with this process, however that ends: even SIGKILL leaves nothing behind.
        "setpriv",
        "--pdeathsig",
        "KILL",
        ...(switches ? [`--reuid=${user}`, `--regid=${user}`, "--init-groups"] : []),
        ...command,
    ];
}

/** A server program in the foreground. */
export class Daemon {
    private readonly child: ChildProcess;
    private readonly forget: () => void;
    private readonly ended: Promise<void>;

    /** @param logFile gets what the program prints, after what is there. */
    constructor(command: readonly string[], placement: Placement, logFile: string, env: NodeJS.ProcessEnv = {}) {
        const [file = "", ...args] = placed(command, placement);
        const log = fs.openSync(logFile, "a");
        this.child = spawn(file, args, { stdio: ["ignore", log, log], cwd: "/", env: { ...process.env, ...env } });
        fs.closeSync(log);
        this.ended = new Promise((resolve) => {
            this.child.once("exit", () => resolve());
            this.child.once("error", () => resolve());
        });
        this.forget = onProcessEnd(() => this.killNow());
    }

    get running(): boolean {
        return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
    }

    /** Sends a signal to the program alone. */
    signal(signal: NodeJS.Signals): void {
        this.child.kill(signal);
    }

    /** kill -9 of the program and of every process below it, as the loss of the machine would do. */
    async kill(): Promise<void> {
        this.killNow();
        await this.end();
    }

    /** Waits until the program has ended by itself. */
    async end(): Promise<void> {
        await this.ended;
        this.forget();
    }

    private killNow(): void {
        if (!this.running || this.child.pid === undefined) {
            return;
        }
        // The parent first: it must not start anything any more.
        const below = descendantsOf(this.child.pid);
        [this.child.pid, ...below].forEach((pid) => {
            try {
                process.kill(pid, "SIGKILL");
            } catch {
                // It ended by itself meanwhile.
            }
        });
    }
}

function descendantsOf(parent: number): number[] {
    const pairs = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" })
        .trim()
        .split("\n")
        .map((line) => line.trim().split(/\s+/).map(Number));
    const below = (pid: number): number[] =>
        pairs.filter(([, ppid]) => ppid === pid).flatMap(([child = 0]) => [child, ...below(child)]);
    return below(parent);
}
