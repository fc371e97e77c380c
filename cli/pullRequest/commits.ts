import { run } from "../../rehearsal/process/run";
import { UserError } from "../../rehearsal/userError";
import { BAD_INPUT } from "../stackFile";

/** What a comparison is told of git. */

/** Branches whose newest commit a change is compared with, the first that there is. */
const MAIN_BRANCHES = ["origin/main", "main"];

/** Digits of a commit that people are shown. */
const SHORT = 7;

/** Runs git in a repository; throws a UserError with what git says. */
async function git(repository: string, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await run("git", ["-C", repository, ...args], { timeoutMs: 60_000 });
    if (code !== 0) {
        throw new UserError(`git ${args.join(" ")} failed: ${stderr.trim()}`);
    }
    return stdout.trim();
}

/** The full id of a commit, by whatever name. */
export async function commitOf(repository: string, name: string): Promise<string> {
    const commit = await findCommit(repository, name);
    if (commit === undefined) {
        throw new UserError(
            `There is no commit "${name}" here. Where only a part of the history was fetched: git fetch origin <commit>`,
            { exitCode: BAD_INPUT },
        );
    }
    return commit;
}

/** Where the checked-out branch left the main one. */
export async function branchPoint(repository: string): Promise<string> {
    for (const branch of MAIN_BRANCHES) {
        if ((await findCommit(repository, branch)) !== undefined) {
            return git(repository, "merge-base", "HEAD", branch);
        }
    }
    throw new UserError(
        `There is neither ${MAIN_BRANCHES.join(" nor ")} to compare with. Name a commit: npm run preview-comment -- <base>`,
        { exitCode: BAD_INPUT },
    );
}

export function shortCommit(commit: string): string {
    return commit.slice(0, SHORT);
}

async function findCommit(repository: string, name: string): Promise<string | undefined> {
    // A name that begins with a dash would be an option.
    const args = ["-C", repository, "rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
    const { code, stdout } = await run("git", args);
    return code === 0 ? stdout.trim() : undefined;
}
