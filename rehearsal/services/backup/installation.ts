import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../../cacheFolder";
import type { Progress } from "../../progress";
import { withLock } from "../../toolchain/lock";
import { UserError } from "../../userError";

/** What a trial of the backup program needs on this machine. */
export interface Installation {
    /** Python with boto3 and moto. */
    readonly python: string;
    /** Folder of PostgreSQL 15's programs. */
    readonly postgresFolder: string;
}

/** Debian's folder of PostgreSQL 15's programs, which is on nobody's PATH. */
export const POSTGRES_FOLDER = "/usr/lib/postgresql/15/bin";

/** How to get PostgreSQL. */
export const POSTGRES_INSTALL = "Install it: apt-get install -y --no-install-recommends postgresql-15";

/** Packages from PyPI, 2026-11-23. moto stands for the object store; the other two are what its server needs beyond itself. */
const PYTHON_PACKAGES = ["boto3==1.44.5", "moto[s3]==5.2.5", "flask==3.1.3", "flask-cors==6.0.5"];

/** Time that pip may take. */
const INSTALL_TIMEOUT_MS = 10 * 60_000;

/** Finds what `resolveInstallation` has made. Throws a UserError that says what is missing and how to install it. */
export function findInstallation(): Installation {
    requirePostgres();
    if (!isComplete()) {
        throw new UserError(`There is no Python with ${PYTHON_PACKAGES.join(", ")}. Make it: npm run restore-check`);
    }
    return { python: pythonFile(), postgresFolder: POSTGRES_FOLDER };
}

/** Finds PostgreSQL and makes the Python environment, unless it is there. Throws a UserError that says what to install. */
export async function resolveInstallation({ progress }: { readonly progress: Progress }): Promise<Installation> {
    requirePostgres();
    if (!isComplete()) {
        fs.mkdirSync(path.dirname(environmentFolder()), { recursive: true });
        const wait = (pid: number) => progress.note(`Waiting for process ${pid}, which installs the Python packages`);
        await withLock(`${environmentFolder()}.lock`, wait, () => Promise.resolve(isComplete() || install(progress)));
    }
    return findInstallation();
}

function requirePostgres(): void {
    if (!fs.existsSync(path.join(POSTGRES_FOLDER, "initdb"))) {
        throw new UserError(`PostgreSQL 15's server programs are not in ${POSTGRES_FOLDER}. ${POSTGRES_INSTALL}`);
    }
}

const pythonFile = () => path.join(environmentFolder(), "bin", "python");

/** Lists the packages of a finished environment. */
const markerFile = () => path.join(environmentFolder(), "packages.txt");

function isComplete(): boolean {
    const marker = fs.existsSync(markerFile()) ? fs.readFileSync(markerFile(), "utf8") : undefined;
    return marker === PYTHON_PACKAGES.join("\n") && fs.existsSync(pythonFile());
}

/** Where the environment stands. Nobody but root can enter root's home, and PostgreSQL runs as somebody else. */
function environmentFolder(): string {
    const isRoot = process.getuid?.() === 0 && !process.env.DIFY_HA_CACHE;
    return path.join(isRoot ? "/var/cache/dify-ha" : cacheFolder(), "python-moto");
}

function install(progress: Progress): void {
    const folder = environmentFolder();
    const step = progress.step(`Installing ${PYTHON_PACKAGES.join(", ")}`, { expectedSeconds: 20 });
    try {
        fs.rmSync(folder, { recursive: true, force: true });
        // The system's Python is one that every user can run; a version manager's stands in somebody's home.
        const base = fs.existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        execute(base, ["-m", "venv", folder], "Install it: apt-get install -y --no-install-recommends python3-venv");
        const pip = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--disable-pip-version-check",
            ...PYTHON_PACKAGES,
        ];
        execute(pythonFile(), pip, "It needs PyPI, or a mirror that pip is configured for.");
        fs.writeFileSync(markerFile(), PYTHON_PACKAGES.join("\n"));
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
