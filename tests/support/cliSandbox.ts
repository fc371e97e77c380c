import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

const ROOT = path.resolve(__dirname, "../..");

/** What a command did. */
export interface CliRun {
    readonly status: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** Ends the process, loudly, when anything asks for a name or a connection. */
const NO_NETWORK = `
const deny = (what) => () => { process.stderr.write("network: " + what + "\\n"); process.exit(99); };
require("node:net").Socket.prototype.connect = deny("connect");
for (const holder of [require("node:dns"), require("node:dns").promises]) {
    for (const name of Object.keys(holder)) {
        if (/^(lookup|resolve)/.test(name)) { holder[name] = deny(name); }
    }
}
`;

/**
 * A copy of the program in a folder of its own, so that what commands write does not meet what a developer or another test writes.
 * Commands run without network, HOME, kubeconfig or any other variable.
 */
export class CliSandbox {
    readonly folder: string;

    constructor(folder: string) {
        this.folder = folder;
        for (const name of fs.readdirSync(ROOT)) {
            const isSource = fs.statSync(path.join(ROOT, name)).isDirectory()
                ? !["node_modules", "out", "tests", "docs"].includes(name) && !name.startsWith(".")
                : /\.(ts|json|yaml)$/.test(name);
            if (isSource) {
                fs.cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
            }
        }
        fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
        fs.writeFileSync(path.join(folder, "noNetwork.cjs"), NO_NETWORK);
    }

    /** Writes a stack file: one of the repository's with text replaced, or any text. */
    writeStack(name: string, text: string): void {
        fs.writeFileSync(path.join(this.folder, `Pulumi.${name}.yaml`), text);
    }

    /** Text of one of the repository's stack files. */
    stackText(name: string): string {
        return fs.readFileSync(path.join(ROOT, `Pulumi.${name}.yaml`), "utf8");
    }

    /** Path of something that a command wrote for a stack. */
    out(stack: string, ...names: string[]): string {
        return path.join(this.folder, "out", stack, ...names);
    }

    /** Runs a command; never rejects. */
    run(...args: string[]): Promise<CliRun> {
        const node = ["-r", "./noNetwork.cjs", "-r", "@swc-node/register", "cli/main.ts", ...args];
        return new Promise((resolve) => {
            execFile(
                process.execPath,
                node,
                { cwd: this.folder, env: { NO_COLOR: "1" }, encoding: "utf8", maxBuffer: 2 ** 26, timeout: 60_000 },
                (error, stdout, stderr) => {
                    const code = error === null ? 0 : error.code;
                    resolve({ status: typeof code === "number" ? code : -1, stdout, stderr });
                },
            );
        });
    }
}

/** Calls functions two at a time: a plan keeps one core busy. Results by the same keys. */
export async function twoAtATime<K extends string, T>(
    calls: Readonly<Record<K, () => Promise<T>>>,
): Promise<Record<K, T>> {
    const waiting = Object.entries(calls) as [K, () => Promise<T>][];
    const results = {} as Record<K, T>;
    const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            results[next[0]] = await next[1]();
        }
    };
    await Promise.all([work(), work()]);
    return results;
}
