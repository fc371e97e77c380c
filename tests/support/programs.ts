import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

/** Folders of daemons, which an ordinary user's PATH often lacks. */
const DAEMON_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/**
 * `test` for tests that run a program. Without the program they fail where nobody would read a notice (`CI` is set), and are skipped
 * with a notice that says how to install it everywhere else.
 */
export function requireProgram(
    name: string,
    installCommand: string,
): {
    readonly test: (title: string, body: () => void) => void;
    readonly run: (...args: string[]) => SpawnSyncReturns<string>;
} {
    const file = findProgram(name);
    const run = (...args: string[]) => spawnSync(file ?? name, args, { encoding: "utf8", timeout: 20_000 });
    if (file !== undefined) {
        return { test, run };
    }
    const notice = `${name} is not on PATH, and tests need it; install it: ${installCommand}`;
    if (process.env.CI !== undefined) {
        return { test: (title) => test(title, () => fail(notice)), run };
    }
    process.stderr.write(`SKIPPED: ${notice}\n`);
    return { test: test.skip, run };
}

/**
 * `describe` for tests on real servers. What is missing makes them fail where nobody would read a notice (`CI` is set), and skips them
 * with a notice that says how to get it everywhere else.
 */
export function describeUnless(problems: readonly string[], title: string, body: () => void): void {
    if (problems.length === 0) {
        describe(title, body);
    } else if (process.env.CI !== undefined) {
        test(title, () => fail(problems.join("\n")));
    } else {
        process.stderr.write(problems.map((problem) => `SKIPPED: ${title}: ${problem}\n`).join(""));
        describe.skip(title, body);
    }
}

/** Path of a program, also of a daemon; undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
    const folders = [...(process.env.PATH ?? "").split(path.delimiter), ...DAEMON_FOLDERS];
    return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}

function fail(notice: string): never {
    throw new Error(notice);
}
