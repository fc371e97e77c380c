import * as fs from "node:fs";
import { UserError } from "../../userError";
import { POSTGRES_INSTALL } from "./installation";

/** User and group that a process runs as; empty for those of this process. */
export interface Identity {
    readonly uid?: number;
    readonly gid?: number;
}

/** Who runs PostgreSQL, which refuses to be root: the user that its package made, or whoever we are. */
export function unprivileged(): Identity {
    if (process.getuid?.() !== 0) {
        return {};
    }
    const line = fs
        .readFileSync("/etc/passwd", "utf8")
        .split("\n")
        .find((entry) => entry.startsWith("postgres:"));
    const [, , uid, gid] = (line ?? "").split(":");
    if (uid === undefined || gid === undefined) {
        throw new UserError(`PostgreSQL does not run as root, and there is no user postgres. ${POSTGRES_INSTALL}`);
    }
    return { uid: Number(uid), gid: Number(gid) };
}

/** Hands a file or folder over. */
export function giveTo({ uid, gid }: Identity, file: string): void {
    if (uid !== undefined && gid !== undefined) {
        fs.chownSync(file, uid, gid);
    }
}
