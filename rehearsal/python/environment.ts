import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../cacheFolder";
import type { Progress } from "../progress";
import { withLock } from "../toolchain/lock";
import { UserError } from "../userError";

/** A Python with packages from PyPI, which the program makes for itself. */
export interface PythonEnvironment {
    /** Name of its folder. */
    readonly name: string;
    /** Packages with their versions, such as `boto3==1.44.5`. */
    readonly packages: readonly string[];
    /** Command that makes it. */
    readonly remedy: string;
}

/** Time that pip may take. */
const INSTALL_TIMEOUT_MS = 10 * 60_000;

/** The interpreter of an environment that exists. Throws a UserError that says how to make it. */
export function findPython(environment: PythonEnvironment): string {
    if (!isComplete(environment)) {
        throw new UserError(
            `There is no Python with ${environment.packages.join(", ")}. Make it: ${environment.remedy}`,
        );
    }
    return pythonFile(environment);
}

/** Makes the environment, unless it is there. Throws a UserError that says what to install. */
export async function resolvePython(environment: PythonEnvironment, progress: Progress): Promise<string> {
    if (!isComplete(environment)) {
        const folder = environmentFolder(environment);
        fs.mkdirSync(path.dirname(folder), { recursive: true });
        const wait = (pid: number) => progress.note(`Waiting for process ${pid}, which installs the Python packages`);
        await withLock(`${folder}.lock`, wait, () =>
            Promise.resolve(isComplete(environment) || install(environment, progress)),
        );
    }
    return findPython(environment);
}

function pythonFile(environment: PythonEnvironment): string {
    return path.join(environmentFolder(environment), "bin", "python");
}

/** Lists the packages of a finished environment. */
function markerFile(environment: PythonEnvironment): string {
    return path.join(environmentFolder(environment), "packages.txt");
}

function isComplete(environment: PythonEnvironment): boolean {
    const file = markerFile(environment);
    const marker = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
    return marker === environment.packages.join("\n") && fs.existsSync(pythonFile(environment));
}

/** Where the environment stands. Nobody but root can enter root's home, and PostgreSQL runs as somebody else. */
function environmentFolder({ name }: PythonEnvironment): string {
    const isRoot = process.getuid?.() === 0 && !process.env.DIFY_HA_CACHE;
    return path.join(isRoot ? "/var/cache/dify-ha" : cacheFolder(), name);
}

function install(environment: PythonEnvironment, progress: Progress): void {
    const folder = environmentFolder(environment);
    const step = progress.step(`Installing ${environment.packages.join(", ")}`, { expectedSeconds: 20 });
    try {
        fs.rmSync(folder, { recursive: true, force: true });
        // The system's Python is one that every user can run; a version manager's stands in somebody's home.
        const base = fs.existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        execute(base, ["-m", "venv", folder], "Install it: apt-get install -y --no-install-recommends python3-venv");
        const pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"];
        execute(
            pythonFile(environment),
            [...pip, ...environment.packages],
            "It needs PyPI, or a mirror that pip is configured for.",
        );
        fs.writeFileSync(markerFile(environment), environment.packages.join("\n"));
    } catch (error) {
        step.fail();
        throw error;
    }
    step.done();
}

function execute(file: string, args: readonly string[], remedy: string): void {
    const { status, stderr, error } = spawnSync(file, [...args], { encoding: "utf8", timeout: INSTALL_TIMEOUT_MS });
    if (status !== 0) {
        const reason = error?.message ?? stderr.trim().split("\n").at(-1) ?? "";
        throw new UserError(`${path.basename(file)} ${args.slice(0, 3).join(" ")} failed: ${reason}. ${remedy}`);
    }
}
