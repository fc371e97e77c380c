import * as fs from "node:fs";
import * as path from "node:path";

import type { BinaryName } from "./catalogue";
import type { Platform } from "./platform";
import { sha256OfFile } from "./sha256";

/** Beside each cached program, as `<file>.json`: what it must be. */
interface CacheRecord {
    readonly sha256: string;
    /**
     * Size, change time (ms) and inode when the digest was last checked. As long as they are the same nobody
     * has written to the file (a process cannot set its change time back), and half a gigabyte need not be
     * read again.
     */
    readonly checked: { readonly size: number; readonly ctimeMs: number; readonly ino: number };
}

/** What the cache has of a program. */
export type CacheLookup = { readonly state: "absent" | "damaged" } | { readonly state: "ok"; readonly file: string };

/** The folder of cached programs inside the cache folder. */
export function toolchainFolder(cacheDir: string): string {
    return path.join(cacheDir, "toolchain");
}

/** Where the cache keeps this program. The name holds all that makes it different from another. */
export function cachedFile(cacheDir: string, name: BinaryName, version: string, platform: Platform): string {
    return path.join(toolchainFolder(cacheDir), `${name}-${version}-${platform}`);
}

/**
 * Looks for a program in the cache. A file that is not what was stored (truncated, overwritten, or without a
 * record because a run was killed between the two writes) is removed and reported as damaged, never used.
 */
export async function lookInCache(file: string): Promise<CacheLookup> {
    if (!fs.existsSync(file)) {
        return { state: "absent" };
    }
    const record = readRecord(file);
    if (record !== undefined) {
        if (sameStat(record.checked, statOf(file))) {
            return { state: "ok", file };
        }
        if (record.checked.size === statOf(file).size && record.sha256 === (await sha256OfFile(file))) {
            writeRecord(file, record.sha256);
            return { state: "ok", file };
        }
    }
    removeFromCache(file);
    return { state: "damaged" };
}

/**
 * Moves a finished program into the cache, in one step that either happens or does not. `temporary` must be
 * beside.
 */
export function storeInCache(temporary: string, file: string, sha256: string): void {
    fs.chmodSync(temporary, 0o755);
    fs.renameSync(temporary, file);
    writeRecord(file, sha256);
}

/**
 * A name beside `file` to write to until it is complete; {@link removeUnfinished} finds what a killed run
 * left.
 */
export function unfinishedName(file: string): string {
    return `${file}.unfinished-${process.pid}`;
}

/** Removes unfinished files. Only for the holder of the toolchain lock: nobody else writes there then. */
export function removeUnfinished(cacheDir: string): void {
    const folder = toolchainFolder(cacheDir);
    for (const name of fs.readdirSync(folder)) {
        if (name.includes(".unfinished-")) {
            fs.rmSync(path.join(folder, name), { recursive: true, force: true });
        }
    }
}

function removeFromCache(file: string): void {
    fs.rmSync(recordOf(file), { force: true });
    fs.rmSync(file, { force: true });
}

function readRecord(file: string): CacheRecord | undefined {
    try {
        const record: unknown = JSON.parse(fs.readFileSync(recordOf(file), "utf8"));
        return isCacheRecord(record) ? record : undefined;
    } catch {
        return undefined;
    }
}

function isCacheRecord(value: unknown): value is CacheRecord {
    const record = value as CacheRecord | null;
    return typeof record?.sha256 === "string" && typeof record.checked?.size === "number";
}

function writeRecord(file: string, sha256: string): void {
    const record: CacheRecord = { sha256, checked: statOf(file) };
    const temporary = unfinishedName(recordOf(file));
    fs.writeFileSync(temporary, `${JSON.stringify(record, null, 4)}\n`);
    fs.renameSync(temporary, recordOf(file));
}

function recordOf(file: string): string {
    return `${file}.json`;
}

function statOf(file: string): CacheRecord["checked"] {
    const { size, ctimeMs, ino } = fs.statSync(file);
    return { size, ctimeMs, ino };
}

function sameStat(a: CacheRecord["checked"], b: CacheRecord["checked"]): boolean {
    return a.size === b.size && a.ctimeMs === b.ctimeMs && a.ino === b.ino;
}
