import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { CliSandbox, type CliRun } from "./cliSandbox";

/** A copy of the program as a git repository of its own, with a commit for each change that a test makes. */
export class Repository {
    readonly folder: string;
    private readonly environment: NodeJS.ProcessEnv;

    /** @param temporary where its commands put what is temporary. */
    constructor(folder: string, temporary: string) {
        this.folder = new CliSandbox(folder).folder;
        this.environment = { ...ENVIRONMENT, TMPDIR: temporary };
        fs.appendFileSync(path.join(folder, ".gitignore"), "node_modules\nout\n");
        this.git("init", "--quiet", "--initial-branch=main");
        this.commit("base");
    }

    /** Commits everything, and returns the commit. */
    commit(message: string): string {
        this.git("add", "--all");
        this.git("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "-m", message);
        return this.git("rev-parse", "HEAD");
    }

    /** Replaces a text of a file, which must be there. */
    edit(file: string, before: string, after: string): void {
        const name = path.join(this.folder, file);
        const text = fs.readFileSync(name, "utf8");
        if (!text.includes(before)) {
            throw new Error(`${file} has no ${before}`);
        }
        fs.writeFileSync(name, text.replace(before, after));
    }

    /** The files of a commit again. */
    reset(commit: string): void {
        this.git("reset", "--quiet", "--hard", commit);
    }

    git(...args: string[]): string {
        const { status, stdout, stderr } = spawnSync("git", args, {
            cwd: this.folder,
            encoding: "utf8",
            env: this.environment,
        });
        if (status !== 0) {
            throw new Error(`git ${args.join(" ")}: ${stderr}`);
        }
        return stdout.trim();
    }

    /** Starts a command of the program. */
    start(...args: string[]): ChildProcess {
        const node = ["-r", "@swc-node/register", "cli/main.ts", ...args];
        return spawn(process.execPath, node, { cwd: this.folder, env: this.environment });
    }

    /** Runs a command to its end; never rejects. */
    run(...args: string[]): Promise<CliRun> {
        return new Promise((resolve) => {
            const child = this.start(...args);
            const text = { stdout: "", stderr: "" };
            child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (text.stdout += chunk));
            child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (text.stderr += chunk));
            child.on("close", (status) => resolve({ status: status ?? -1, ...text }));
        });
    }
}

/** Nothing of what started the tests but where programs are, and no configuration of git. */
const ENVIRONMENT: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_SYSTEM: "/dev/null",
    NO_COLOR: "1",
};
