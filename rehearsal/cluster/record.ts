import * as fs from "node:fs";
import * as path from "node:path";

import { errorCode } from "../errorText";
import { hostIdentity, isSameProcess, processIdentity } from "../process/identity";
import { processesStartedFrom } from "../process/list";
import { clustersFolder, layoutOf, type ClusterLayout } from "./layout";

/** The process that a cluster lives and dies with. */
export interface ClusterOwner {
    readonly pid: number;
    /** Tells it from a later process with the same pid, see `process/identity.ts`. */
    readonly identity: string;
}

/** What is stored about a cluster in its folder. */
export interface StoredRecord {
    readonly name: string;
    /** Absolute path of the cluster's folder, as its processes were started with it. */
    readonly dir: string;
    /** Path of a kubeconfig for it. */
    readonly kubeconfig: string;
    readonly zones: readonly string[];
    /** ISO 8601. */
    readonly startedAt: string;
    /** Machine (and pid namespace) it runs on. */
    readonly host: string;
    /** Whether it is up; false while it starts. */
    readonly ready: boolean;
    /** Absent for a cluster that stays until it is stopped by name. */
    readonly owner?: ClusterOwner;
}

/**
 * - `starting`, `running`: as they say.
 * - `left over`: its owner is gone without having stopped it; the next start removes it.
 * - `stopped`: stays until it is stopped by name, but its processes are gone (the machine was restarted).
 * - `elsewhere`: of another machine or container that shares this folder; nothing can be said about it here.
 */
export type ClusterState = "starting" | "running" | "left over" | "stopped" | "elsewhere";

/** A cluster found in the clusters folder. */
export interface ClusterRecord extends StoredRecord {
    readonly state: ClusterState;
}

/**
 * All embedded clusters of this user, oldest first, whatever their state. Unreadable folders are not listed.
 */
export function listClusters(cacheDir?: string): ClusterRecord[] {
    return clusterFolders(cacheDir)
        .flatMap((dir) => readRecord(dir) ?? [])
        .map((record) => ({ ...record, state: stateOf(record) }))
        .sort((a, b) => a.startedAt.localeCompare(b.startedAt));
}

/** Paths of all folders below the clusters folder. */
export function clusterFolders(cacheDir?: string): string[] {
    const folder = clustersFolder(cacheDir);
    if (!fs.existsSync(folder)) {
        return [];
    }
    return fs
        .readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => path.join(folder, entry.name));
}

/** The record in a cluster's folder, or undefined when there is none that can be read. */
export function readRecord(dir: string): StoredRecord | undefined {
    try {
        const value = JSON.parse(fs.readFileSync(layoutOf("", dir).recordFile, "utf8")) as StoredRecord | null;
        return typeof value?.name === "string" && typeof value.dir === "string" ? value : undefined;
    } catch {
        return undefined;
    }
}

/**
 * Creates a cluster's folder with its record in one step, so that nobody finds the one without the other.
 * Returns false when a cluster of that name exists.
 */
export function createFolder(layout: ClusterLayout, record: StoredRecord): boolean {
    const parent = path.dirname(layout.dir);
    fs.mkdirSync(parent, { recursive: true });
    const draft = fs.mkdtempSync(path.join(parent, ".new-"));
    try {
        writeRecord(layoutOf(layout.name, draft), record);
        // Fails when the target exists and has anything in it, which a cluster's folder always has.
        fs.renameSync(draft, layout.dir);
        return true;
    } catch (error) {
        fs.rmSync(draft, { recursive: true, force: true });
        if (["ENOTEMPTY", "EEXIST"].includes(errorCode(error) ?? "")) {
            return false;
        }
        throw error;
    }
}

/** Replaces the record in one step. */
export function writeRecord(layout: ClusterLayout, record: StoredRecord): void {
    const draft = `${layout.recordFile}.draft`;
    fs.writeFileSync(draft, `${JSON.stringify(record, null, 4)}\n`, { mode: 0o600 });
    fs.renameSync(draft, layout.recordFile);
}

/** This process, as the owner of what it starts. */
export function ownerSelf(): ClusterOwner {
    return { pid: process.pid, identity: processIdentity(process.pid) ?? "" };
}

function stateOf(record: StoredRecord): ClusterState {
    if (record.host !== hostIdentity()) {
        return "elsewhere";
    }
    if (record.owner !== undefined && !isSameProcess(record.owner.pid, record.owner.identity)) {
        return "left over";
    }
    if (!record.ready) {
        return "starting";
    }
    return processesStartedFrom(record.dir).length === 0 ? "stopped" : "running";
}
