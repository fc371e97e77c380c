import * as fs from "node:fs";
import * as path from "node:path";

/** Folders that a build writes to, and the bytes that each needs. */
export interface DiskNeed {
    readonly folder: string;
    readonly bytes: number;
}

/**
 * The first file system that has less room than the folders on it need together, in plain words; undefined
 * when there is room. Folders need not exist yet.
 */
export function missingDiskSpace(needs: readonly DiskNeed[]): string | undefined {
    const disks = new Map<number, { folder: string; needed: number; free: number }>();
    for (const { folder, bytes } of needs) {
        const existing = nearestExisting(folder);
        const { dev } = fs.statSync(existing);
        const { bavail, bsize } = fs.statfsSync(existing);
        const disk = disks.get(dev) ?? { folder, needed: 0, free: bavail * bsize };
        disks.set(dev, { ...disk, needed: disk.needed + bytes });
    }
    const short = [...disks.values()].find(({ needed, free }) => free < needed);
    return (
        short &&
        `the disk of ${short.folder} has ${gigabytes(short.free)} free, about ${gigabytes(short.needed)} are needed`
    );
}

/** The folder itself, or the nearest one above it that exists. */
export function nearestExisting(folder: string): string {
    return fs.existsSync(folder) ? folder : nearestExisting(path.dirname(folder));
}

function gigabytes(bytes: number): string {
    return `${(bytes / 1e9).toFixed(1)} GB`;
}
