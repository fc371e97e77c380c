import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";

/** A server that runs until it is ended. */
export class ServerProcess {
    private readonly child: ChildProcess;
    private readonly exited: Promise<void>;

    /** Starts it; what it prints goes to the file `log`. */
    constructor(program: string, args: readonly string[], log: string, env: NodeJS.ProcessEnv) {
        const output = fs.openSync(log, "a");
        this.child = spawn(program, [...args], { stdio: ["ignore", output, output], env: { ...process.env, ...env } });
        fs.closeSync(output);
        this.exited = new Promise((resolve) => {
            this.child.once("exit", () => resolve());
            this.child.once("error", () => resolve());
        });
        // Tests and measurements end when their own work does.
        this.child.unref();
    }

    /** Stops it from running, as a machine does that swaps or moves, or lets it go on. */
    pause(paused: boolean): void {
        this.child.kill(paused ? "SIGSTOP" : "SIGCONT");
    }

    /** Ends it as a lost machine does (SIGKILL), and waits until it is gone. */
    async kill(): Promise<void> {
        this.child.ref();
        this.child.kill("SIGKILL");
        await this.exited;
    }
}
