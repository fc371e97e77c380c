import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { clustersFolder, layoutOf } from "../../rehearsal/cluster/layout";
import { removeLeftovers } from "../../rehearsal/cluster/leftovers";
import {
    createFolder,
    listClusters,
    ownerSelf,
    type ClusterOwner,
    type StoredRecord,
} from "../../rehearsal/cluster/record";
import { stopAllClusters, stopClusterByName } from "../../rehearsal/cluster/stopCluster";
import { hostIdentity, isSameProcess, processIdentity } from "../../rehearsal/process/identity";
import type { Progress } from "../../rehearsal/progress";

/** The pid of this process, but a start time that it never had: what a reused pid looks like. */
const GONE: ClusterOwner = { pid: process.pid, identity: "an earlier process" };

let cacheDir: string;
let children: ChildProcess[];

beforeEach(() => {
    cacheDir = fs.mkdtempSync(path.join(os.tmpdir(), "leftovers-test-"));
    children = [];
});

afterEach(() => {
    children.forEach((child) => child.kill("SIGKILL"));
    fs.rmSync(cacheDir, { recursive: true, force: true });
});

describe("leftovers of killed runs", () => {
    test("are removed with their processes, and said in one line", async () => {
        const dir = makeCluster("killed", { owner: GONE });
        const process1 = await startFrom(dir, "etcd");
        const process2 = await startFrom(layoutOf("killed", dir).controlPlane, "kube-apiserver");
        expect(removeAndListen()).toEqual([
            `removed the cluster killed, left over by a run that was killed (pid ${process.pid})`,
        ]);
        expect([process1, process2].map(isAlive)).toEqual([false, false]);
        expect(fs.readdirSync(clustersFolder(cacheDir))).toEqual([]);
    });

    test("are only what was started from the cluster's folder, not what just mentions it", async () => {
        const dir = makeCluster("killed", { owner: GONE });
        const reader = await start(process.execPath, ["-e", "setInterval(() => 0, 1000)", `${dir}/kubeconfig`]);
        const neighbour = await startFrom(`${dir}-2`, "etcd");
        removeAndListen();
        expect([reader, neighbour].map(isAlive)).toEqual([true, true]);
    });

    test("are not the clusters of a run that still lives", async () => {
        const dir = makeCluster("mine", { owner: ownerSelf() });
        const child = await startFrom(dir, "etcd");
        expect(removeAndListen()).toEqual([]);
        expect(isAlive(child)).toBe(true);
        expect(listClusters(cacheDir).map(({ name, state }) => [name, state])).toEqual([["mine", "running"]]);
    });

    test("are not the clusters that stay until they are stopped", async () => {
        const dir = makeCluster("staying", { owner: undefined });
        const child = await startFrom(dir, "etcd");
        expect(removeAndListen()).toEqual([]);
        expect(isAlive(child)).toBe(true);
    });

    test("are not the clusters of another machine that shares the folder", () => {
        makeCluster("remote", { owner: GONE, host: "another machine" });
        expect(removeAndListen()).toEqual([]);
        expect(listClusters(cacheDir).map(({ state }) => state)).toEqual(["elsewhere"]);
    });

    test("may lack a record: such a folder is removed when it is old", () => {
        const young = path.join(clustersFolder(cacheDir), ".new-young");
        const old = path.join(clustersFolder(cacheDir), ".new-old");
        [young, old].forEach((dir) => fs.mkdirSync(dir, { recursive: true }));
        const anHourAgo = Date.now() / 1_000 - 3_600;
        fs.utimesSync(old, anHourAgo, anHourAgo);
        expect(removeAndListen()).toEqual(["removed .new-old, the folder of a cluster that never started"]);
        expect(fs.readdirSync(clustersFolder(cacheDir))).toEqual([".new-young"]);
    });

    test("are none when nothing was ever started", () => {
        expect(removeAndListen()).toEqual([]);
        expect(listClusters(cacheDir)).toEqual([]);
    });
});

describe("state of a cluster", () => {
    test.each<[string, Partial<StoredRecord>, boolean, string]>([
        ["it is coming up", { ready: false, owner: ownerSelf() }, false, "starting"],
        ["its owner lives", { owner: ownerSelf() }, true, "running"],
        ["its owner was killed", { owner: GONE }, true, "left over"],
        ["its owner was killed while it came up", { ready: false, owner: GONE }, false, "left over"],
        ["it stays", { owner: undefined }, true, "running"],
        ["it stayed, and the machine was restarted", { owner: undefined }, false, "stopped"],
    ])("when %s", async (_title, record, withProcess, state) => {
        const dir = makeCluster("one", record);
        if (withProcess) {
            await startFrom(dir, "etcd");
        }
        expect(listClusters(cacheDir)).toEqual([{ ...recordOf("one", record), state }]);
    });
});

describe("a name", () => {
    test("is used once: the first to make the folder has it", () => {
        const dir = makeCluster("one", {});
        expect(createFolder(layoutOf("one", dir), recordOf("one", { zones: ["other"] }))).toBe(false);
        expect(listClusters(cacheDir).map(({ zones }) => zones)).toEqual([["zone-a"]]);
        expect(fs.readdirSync(clustersFolder(cacheDir))).toEqual(["one"]);
    });

    test("stops the cluster that has it, even one that stays", async () => {
        const dir = makeCluster("one", { owner: undefined });
        const child = await startFrom(dir, "etcd");
        stopClusterByName("one", cacheDir);
        expect(isAlive(child)).toBe(false);
        expect(fs.existsSync(dir)).toBe(false);
    });

    test("that nobody has is answered with those there are", () => {
        expect(() => stopClusterByName("one", cacheDir)).toThrow(
            "There is no embedded cluster with the name one. There is none at all.",
        );
        makeCluster("two", {});
        expect(() => stopClusterByName("one", cacheDir)).toThrow("There are: two.");
    });

    test("of another machine's cluster cannot be stopped here", () => {
        makeCluster("remote", { host: "another machine" });
        expect(() => stopClusterByName("remote", cacheDir)).toThrow(
            "remote runs on another machine or in another container (another machine): stop it there.",
        );
    });
});

test("stopping all leaves the clusters of live runs and of other machines alone", () => {
    makeCluster("live", { owner: ownerSelf() });
    makeCluster("remote", { owner: undefined, host: "another machine" });
    makeCluster("staying", { owner: undefined });
    makeCluster("killed", { owner: GONE });
    expect(stopAllClusters(cacheDir).sort()).toEqual(["killed", "staying"]);
    expect(fs.readdirSync(clustersFolder(cacheDir)).sort()).toEqual(["live", "remote"]);
});

describe("identity of a process", () => {
    test("is the same as long as it lives, and none afterwards, also before its parent has noticed", async () => {
        const child = await start(process.execPath, ["-e", "setInterval(() => 0, 1000)"]);
        const identity = processIdentity(child) ?? "";
        expect(identity).not.toBe("");
        expect(identity).not.toBe(processIdentity(process.pid));
        expect(isSameProcess(child, identity)).toBe(true);
        process.kill(child, "SIGKILL");
        // Blocks, so that this process cannot collect the child: it stays a zombie.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
        expect(processIdentity(child)).toBeUndefined();
    });
});

function recordOf(name: string, changes: Partial<StoredRecord>): StoredRecord {
    const dir = path.join(clustersFolder(cacheDir), name);
    const record: StoredRecord = {
        name,
        dir,
        kubeconfig: path.join(dir, "kubeconfig"),
        zones: ["zone-a"],
        startedAt: "2026-11-23T12:00:00.000Z",
        host: hostIdentity(),
        ready: true,
        owner: ownerSelf(),
        ...changes,
    };
    // As JSON has it: without what is undefined.
    return JSON.parse(JSON.stringify(record)) as StoredRecord;
}

function makeCluster(name: string, changes: Partial<StoredRecord>): string {
    const record = recordOf(name, changes);
    expect(createFolder(layoutOf(name, record.dir), record)).toBe(true);
    return record.dir;
}

function removeAndListen(): string[] {
    const notes: string[] = [];
    const progress: Progress = {
        note: (text) => notes.push(text),
        step: () => ({ update: () => undefined, done: () => undefined, fail: () => undefined }),
    };
    removeLeftovers(progress, cacheDir);
    return notes;
}

/** Starts a process through a link in `dir/bin`, as the cluster's programs are. Returns its pid. */
async function startFrom(dir: string, name: string): Promise<number> {
    const program = path.join(dir, "bin", name);
    fs.mkdirSync(path.dirname(program), { recursive: true });
    fs.symlinkSync(process.execPath, program);
    return start(program, ["-e", "setInterval(() => 0, 1000)"]);
}

async function start(program: string, args: readonly string[]): Promise<number> {
    const child = spawn(program, [...args], { stdio: "ignore" });
    children.push(child);
    await new Promise((resolve) => child.once("spawn", resolve));
    return child.pid ?? 0;
}

function isAlive(pid: number): boolean {
    return processIdentity(pid) !== undefined;
}
