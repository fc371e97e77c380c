import * as fs from "node:fs";
import * as path from "node:path";

import type { Progress } from "../progress";
import { destroyCluster } from "./destroy";
import { clusterFolders, listClusters, readRecord } from "./record";

/** A folder without a readable record is somebody's start in progress until it is this old. Milliseconds. */
const UNRECORDED_AGE_MS = 10 * 60 * 1_000;

/**
 * Removes what killed runs left behind: clusters whose owner is gone (processes and folder), and folders that
 * never got a record. Clusters that stay until they are stopped by name, those of other live processes and
 * those of other machines are not touched. Says one line about each.
 */
export function removeLeftovers(progress: Progress, cacheDir?: string): void {
    for (const { name, dir, state, owner } of listClusters(cacheDir)) {
        if (state === "left over") {
            destroyCluster(dir);
            progress.note(`removed the cluster ${name}, left over by a run that was killed (pid ${owner?.pid})`);
        }
    }
    for (const dir of clusterFolders(cacheDir)) {
        if (readRecord(dir) === undefined && ageOf(dir) > UNRECORDED_AGE_MS) {
            destroyCluster(dir);
            progress.note(`removed ${path.basename(dir)}, the folder of a cluster that never started`);
        }
    }
}

function ageOf(dir: string): number {
    try {
        return Date.now() - fs.statSync(dir).mtimeMs;
    } catch {
        // Another process removed it in the meantime.
        return 0;
    }
}
