import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { onProcessEnd } from "../../rehearsal/process/end";
import { UserError } from "../../rehearsal/userError";

/** A folder with the files of one commit. */
export interface WorkTree {
    readonly folder: string;
    remove(): void;
}

/**
 * Lays out a commit in a temporary folder, which is removed however this process ends. Its packages are those of `repository` where
 * both commits lock the same; otherwise its own first command installs them there.
 */
export function workTreeOf(repository: string, commit: string): WorkTree {
    const parent = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-commit-"));
    const folder = path.join(parent, "tree");
    const cleanUp = () => {
        // Not by git's own command alone: it refuses what is only half there.
        fs.rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
        spawnSync("git", ["-C", repository, "worktree", "prune"]);
    };
    const keep = onProcessEnd(cleanUp);
    const remove = () => {
        keep();
        cleanUp();
    };
    try {
        layOut(repository, folder, commit);
        linkPackages(repository, folder);
    } catch (error) {
        remove();
        throw error;
    }
    return { folder, remove };
}

/** Not to be interrupted: a signal has to wait until the files that are to be removed are all there. */
function layOut(repository: string, folder: string, commit: string): void {
    const args = ["-C", repository, "worktree", "add", "--detach", "--quiet", folder, commit];
    const { status, stderr, error } = spawnSync("git", args, { encoding: "utf8" });
    if (status !== 0) {
        throw new UserError(`Commit ${commit} cannot be laid out in ${folder}: ${error?.message ?? stderr.trim()}`);
    }
}

export function hasPackages(folder: string): boolean {
    return fs.existsSync(path.join(folder, "node_modules"));
}

function linkPackages(repository: string, folder: string): void {
    const [here, there] = [repository, folder].map(lockOf);
    const modules = path.join(repository, "node_modules");
    // What does not have the lock's packages would be installed anew, through the link.
    if (here !== undefined && here === there && textOf(path.join(modules, INSTALLED)) === here) {
        fs.symlinkSync(modules, path.join(folder, "node_modules"));
    }
}

/** Holds the lock that packages were installed by (scripts/run.js). */
const INSTALLED = ".installed-lock";

/** Undefined for a commit that locks nothing. */
function lockOf(root: string): string | undefined {
    const lock = textOf(path.join(root, "package-lock.json"));
    return lock === undefined ? undefined : createHash("sha256").update(lock).digest("hex");
}

function textOf(file: string): string | undefined {
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
}
