import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { POSTGRES_FOLDER } from "../../rehearsal/services/backup/installation";
import type { Progress } from "../../rehearsal/progress";
import { findProgram } from "../support/programs";

/** Programs that tests run, and the Debian packages that bring them; by its path where a program is on nobody's PATH. */
export const SYSTEM_PROGRAMS: Readonly<Record<string, string>> = {
    chromium: "chromium",
    git: "git",
    haproxy: "haproxy",
    squid: "squid",
    // The package also starts a server of its own at /var/lib/postgresql/15/main, which no test touches.
    ip: "iproute2",
    nft: "nftables",
    openssl: "openssl",
    pgpool: "pgpool2",
    // These packages also start servers of their own where nothing forbids it, at ports that no test uses.
    amtool: "prometheus-alertmanager",
    promtool: "prometheus",
    "prometheus-blackbox-exporter": "prometheus-blackbox-exporter",
    "prometheus-postgres-exporter": "prometheus-postgres-exporter",
    "prometheus-redis-exporter": "prometheus-redis-exporter",
    ps: "procps",
    python3: "python3-venv",
    "redis-server": "redis-server",
    "redis-cli": "redis-tools",
    "redis-sentinel": "redis-sentinel",
    setpriv: "util-linux",
    shellcheck: "shellcheck",
    [path.join(POSTGRES_FOLDER, "initdb")]: "postgresql-15",
};

/** Command that installs a program's package. */
export function installCommand(program: string): string {
    return `apt-get install -y --no-install-recommends ${SYSTEM_PROGRAMS[program] ?? program}`;
}

function isInstalled(program: string): boolean {
    return path.isAbsolute(program) ? fs.existsSync(program) : findProgram(program) !== undefined;
}

/** Installs what is missing where that can be done (root, apt-get); otherwise the tests that need it say so themselves. */
export function installSystemPackages(progress: Progress): void {
    const missing = Object.keys(SYSTEM_PROGRAMS).filter((program) => !isInstalled(program));
    if (missing.length === 0 || process.getuid?.() !== 0 || findProgram("apt-get") === undefined) {
        return;
    }
    const packages = missing.map((program) => SYSTEM_PROGRAMS[program] ?? program);
    const step = progress.step(`Installing ${packages.join(", ")} with apt-get`);
    const apt = (...args: string[]) =>
        spawnSync("apt-get", args, { encoding: "utf8", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
    const install = () => apt("install", "-y", "--no-install-recommends", ...packages);
    let result = install();
    if (result.status !== 0) {
        apt("update");
        result = install();
    }
    if (result.status === 0) {
        step.done();
    } else {
        step.fail(result.stderr.trim().split("\n").at(-1));
    }
}
