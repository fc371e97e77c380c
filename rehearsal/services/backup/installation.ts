import * as fs from "node:fs";
import * as path from "node:path";
import type { Progress } from "../../progress";
import { findPython, resolvePython, type PythonEnvironment } from "../../python/environment";
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

/** Packages from PyPI, 2026-11-23. moto stands for the object store; the last two are what its server needs beyond itself. */
const PYTHON: PythonEnvironment = {
    name: "python-moto",
    packages: ["boto3==1.44.5", "moto[s3]==5.2.5", "flask==3.1.3", "flask-cors==6.0.5"],
    remedy: "npm run restore-check",
};

/** Finds what `resolveInstallation` has made. Throws a UserError that says what is missing and how to install it. */
export function findInstallation(): Installation {
    requirePostgres();
    return { python: findPython(PYTHON), postgresFolder: POSTGRES_FOLDER };
}

/** Finds PostgreSQL and makes the Python environment, unless it is there. Throws a UserError that says what to install. */
export async function resolveInstallation({ progress }: { readonly progress: Progress }): Promise<Installation> {
    requirePostgres();
    return { python: await resolvePython(PYTHON, progress), postgresFolder: POSTGRES_FOLDER };
}

function requirePostgres(): void {
    if (!fs.existsSync(path.join(POSTGRES_FOLDER, "initdb"))) {
        throw new UserError(`PostgreSQL 15's server programs are not in ${POSTGRES_FOLDER}. ${POSTGRES_INSTALL}`);
    }
}
