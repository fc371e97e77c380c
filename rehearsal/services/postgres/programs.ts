import * as fs from "node:fs";
import * as path from "node:path";

/** Major version of the servers that are deployed, and therefore of those that are tried. */
export const POSTGRES_MAJOR = 15;

/** Unix user that runs servers where this process is root, which PostgreSQL refuses. */
export const POSTGRES_USER = "postgres";

/** Where Debian's package and most others put the servers' programs. */
const BIN_FOLDERS = [`/usr/lib/postgresql/${POSTGRES_MAJOR}/bin`, `/usr/pgsql-${POSTGRES_MAJOR}/bin`];

/** Path of one of PostgreSQL's programs. Throws when it is not installed. */
export function postgresProgram(name: string): string {
    const file = BIN_FOLDERS.map((folder) => path.join(folder, name)).find((candidate) => fs.existsSync(candidate));
    if (file === undefined) {
        throw new Error(`PostgreSQL ${POSTGRES_MAJOR} is not installed; install it: ${POSTGRES_INSTALL_COMMAND}`);
    }
    return file;
}

/** Installs PostgreSQL on Debian 12. */
export const POSTGRES_INSTALL_COMMAND = `apt-get install -y --no-install-recommends postgresql-${POSTGRES_MAJOR}`;
