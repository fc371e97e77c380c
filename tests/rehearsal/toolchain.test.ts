import { execFileSync } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import type { Progress } from "../../rehearsal/progress";
import { BuildClock } from "../../rehearsal/toolchain/buildClock";
import { cachedFile, lookInCache, storeInCache, unfinishedName } from "../../rehearsal/toolchain/cache";
import {
    BINARY_NAMES,
    CATALOGUE,
    type BinaryName,
    type Catalogue,
    type ChecksumSource,
} from "../../rehearsal/toolchain/catalogue";
import { readChecksum } from "../../rehearsal/toolchain/checksum";
import { describeToolchain } from "../../rehearsal/toolchain/describe";
import { missingDiskSpace } from "../../rehearsal/toolchain/diskSpace";
import { roughDuration, shortDuration } from "../../rehearsal/toolchain/duration";
import { decidePath, lookOnPath, type PathFinding } from "../../rehearsal/toolchain/pathBinaries";
import { currentPlatform } from "../../rehearsal/toolchain/platform";
import { resolveToolchain, type Toolchain } from "../../rehearsal/toolchain/resolve";
import { UserError } from "../../rehearsal/userError";

const PLATFORM = currentPlatform() ?? "linux-amd64";

/** The first executable line of what each program prints for its version. */
const VERSION_OUTPUT: { readonly [name in BinaryName]: (version: string) => string } = {
    etcd: (version) => `etcd Version: ${version}`,
    kwok: (version) => `kwok version v${version} go1.26.8 (linux/amd64)`,
    kwokctl: (version) => `kwokctl version v${version} go1.26.8 (linux/amd64)`,
    kubectl: (version) => `Client Version: v${version}`,
    "kube-scheduler": (version) => `Kubernetes v${version}`,
    "kube-controller-manager": (version) => `Kubernetes v${version}`,
    "kube-apiserver": (version) => `Kubernetes v${version}`,
};

let work: string;
let cacheDir: string;
let pathDir: string;

beforeEach(() => {
    work = fs.mkdtempSync(path.join(os.tmpdir(), "toolchain-test-"));
    cacheDir = path.join(work, "cache");
    pathDir = path.join(work, "path");
    fs.mkdirSync(pathDir);
});

afterEach(() => fs.rmSync(work, { recursive: true, force: true }));

describe("catalogue", () => {
    test.each([
        ["kubernetes", "kube-apiserver", "k8s.io/kubernetes"],
        ["etcd", "etcd", "go.etcd.io/etcd/server/v3"],
        ["kwok", "kwokctl", "sigs.k8s.io/kwok"],
    ] as const)("pins the same %s version as its go.mod", (folder, name, module) => {
        const { build, version } = CATALOGUE[name];
        expect(path.basename(build.moduleFolder)).toBe(folder);
        const goMod = fs.readFileSync(path.join(build.moduleFolder, "go.mod"), "utf8");
        expect(goMod.split("\n").map((line) => line.trim().split(" // ")[0])).toContain(`${module} v${version}`);
    });

    test.each([
        ["kube-apiserver", "linux-arm64", "https://dl.k8s.io/release/v1.37.2/bin/linux/arm64/kube-apiserver"],
        ["kube-apiserver", "darwin-arm64", undefined],
        ["kubectl", "darwin-arm64", "https://dl.k8s.io/release/v1.37.2/bin/darwin/arm64/kubectl"],
        [
            "etcd",
            "linux-amd64",
            "https://github.com/etcd-io/etcd/releases/download/v3.7.3/etcd-v3.7.3-linux-amd64.tar.gz",
        ],
        [
            "etcd",
            "darwin-arm64",
            "https://github.com/etcd-io/etcd/releases/download/v3.7.3/etcd-v3.7.3-darwin-arm64.zip",
        ],
        ["kwok", "linux-amd64", "https://github.com/kubernetes-sigs/kwok/releases/download/v0.8.0/kwok-linux-amd64"],
    ] as const)("downloads %s for %s from the publisher", (name, platform, url) => {
        expect(CATALOGUE[name].downloads[platform]?.url).toBe(url);
    });

    test("adds up to the measured cold build of 14 minutes", () => {
        expect(BINARY_NAMES.reduce((sum, name) => sum + CATALOGUE[name].build.coldSeconds, 0)).toBe(840);
    });
});

describe("programs on PATH", () => {
    const kubernetes = ["kubectl", "kube-scheduler", "kube-controller-manager", "kube-apiserver"] as const;

    function findings(versions: { readonly [name in BinaryName]?: string | null }): PathFinding[] {
        return Object.entries(versions).map(([name, version]) => ({
            name: name as BinaryName,
            file: `/bin/${name}`,
            version: version ?? undefined,
        }));
    }

    function allKubernetes(version: string): { [name in BinaryName]?: string } {
        return Object.fromEntries(kubernetes.map((name) => [name, version]));
    }

    test.each([
        ["the pinned version", { etcd: "3.7.3" }, ["etcd"]],
        ["an etcd that is old enough", { etcd: "3.5.0" }, ["etcd"]],
        ["an etcd that is too old", { etcd: "3.4.37" }, []],
        ["an etcd of the next major", { etcd: "4.0.0" }, []],
        ["a kwok pair of one minor", { kwok: "0.8.1", kwokctl: "0.8.0" }, ["kwok", "kwokctl"]],
        ["a newer kwok pair", { kwok: "0.9.0", kwokctl: "0.9.2" }, ["kwok", "kwokctl"]],
        ["a kwok pair of two minors: only the pinned minor", { kwok: "0.9.0", kwokctl: "0.8.0" }, ["kwokctl"]],
        ["a kwok that is too old", { kwok: "0.7.0", kwokctl: "0.7.0" }, []],
        ["kubectl alone, pinned minor", { kubectl: "1.37.0" }, ["kubectl"]],
        ["kubectl alone, another minor", { kubectl: "1.36.4" }, []],
        ["a whole older Kubernetes", allKubernetes("1.34.0"), kubernetes],
        ["a whole Kubernetes, different patches", { ...allKubernetes("1.36.1"), kubectl: "1.36.9" }, kubernetes],
        ["a whole Kubernetes that is too old", allKubernetes("1.33.9"), []],
        ["a whole Kubernetes that is too new", allKubernetes("1.38.0"), []],
        ["one member of another minor", { ...allKubernetes("1.36.1"), kubectl: "1.37.2" }, ["kubectl"]],
        ["a vendor's build", { kubectl: "1.37.1-eks-abc123" }, ["kubectl"]],
        ["a program that does not tell its version", { etcd: null }, []],
    ])("%s", (_title, versions, used) => {
        expect([...decidePath(CATALOGUE, findings(versions)).used.keys()]).toEqual(used);
    });

    test("says why a program is skipped", () => {
        const { skipped } = decidePath(
            CATALOGUE,
            findings({ etcd: "3.4.0", kwok: "1.0.0", kwokctl: null, kubectl: "1.36.0" }),
        );
        expect(skipped).toEqual([
            { name: "etcd", file: "/bin/etcd", reason: "3.4.0 is older than supported (>=3.5.0 <4.0.0)" },
            { name: "kwok", file: "/bin/kwok", reason: "1.0.0 is newer than supported (>=0.8.0 <1.0.0)" },
            { name: "kwokctl", file: "/bin/kwokctl", reason: "it does not tell its version (--version)" },
            {
                name: "kubectl",
                file: "/bin/kubectl",
                reason: "1.36.0 does not go with the 1.37 of the other kubernetes programs",
            },
        ]);
    });

    test("reads the version of every program from its own output", async () => {
        BINARY_NAMES.forEach((name) => putOnPath(name, CATALOGUE[name].version));
        const found = await lookOnPath(CATALOGUE, pathDir);
        expect(found).toEqual(
            BINARY_NAMES.map((name) => ({ name, file: path.join(pathDir, name), version: CATALOGUE[name].version })),
        );
    });
});

describe("cache", () => {
    let file: string;

    beforeEach(() => {
        fs.mkdirSync(path.join(cacheDir, "toolchain"), { recursive: true });
        file = cachedFile(cacheDir, "etcd", "3.7.3", "linux-arm64");
        store("the program");
    });

    function store(content: string): void {
        const unfinished = unfinishedName(file);
        fs.writeFileSync(unfinished, content);
        storeInCache(unfinished, file, sha256(content));
    }

    test("gives back what was stored, executable, under a name that says what it is", async () => {
        expect(path.relative(cacheDir, file)).toBe("toolchain/etcd-3.7.3-linux-arm64");
        expect(await lookInCache(file)).toEqual({ state: "ok", file });
        expect(fs.statSync(file).mode & 0o777).toBe(0o755);
    });

    test("refuses and removes a truncated file", async () => {
        fs.truncateSync(file, 5);
        expect(await lookInCache(file)).toEqual({ state: "damaged" });
        expect(await lookInCache(file)).toEqual({ state: "absent" });
    });

    test("refuses a file of the same size with another content", async () => {
        fs.writeFileSync(file, "the qrogram");
        expect(await lookInCache(file)).toEqual({ state: "damaged" });
    });

    test("refuses a file without a record", async () => {
        fs.rmSync(`${file}.json`);
        expect(await lookInCache(file)).toEqual({ state: "damaged" });
    });

    test("accepts the same content after it was copied to another machine", async () => {
        const content = fs.readFileSync(file);
        fs.rmSync(file);
        fs.writeFileSync(file, content, { mode: 0o755 });
        expect(await lookInCache(file)).toEqual({ state: "ok", file });
    });
});

describe("published checksums", () => {
    const digest = "ab".repeat(32);
    const release = JSON.stringify({
        assets: [
            { name: "kwok-linux-arm64", digest: `sha256:${"cd".repeat(32)}` },
            { name: "kwok-linux-amd64", digest: `sha256:${digest}` },
            { name: "kwok-old", digest: null },
        ],
    });

    test.each<[string, ChecksumSource, string]>([
        ["a file with the digest only", { kind: "sha256-file", url: "u" }, `${digest}\n`],
        ["a file with digest and name", { kind: "sha256-file", url: "u" }, `${digest.toUpperCase()}  kubectl\n`],
        ["a list", { kind: "sha256-list", url: "u", entry: "b.zip" }, `${"0".repeat(64)}  a.zip\n${digest}  b.zip\n`],
        ["a list in binary mode", { kind: "sha256-list", url: "u", entry: "b.zip" }, `${digest} *b.zip\n`],
        ["a GitHub release", { kind: "github-digest", url: "u", asset: "kwok-linux-amd64" }, release],
    ])("%s", (_title, source, text) => {
        expect(readChecksum(source, text)).toBe(digest);
    });

    test.each<[string, ChecksumSource, string]>([
        ["an error page", { kind: "sha256-file", url: "https://x/y" }, "<html>Not found</html>"],
        ["a list without the entry", { kind: "sha256-list", url: "https://x/y", entry: "c.zip" }, `${digest}  b.zip`],
        [
            "an asset from before GitHub had digests",
            { kind: "github-digest", url: "https://x/y", asset: "kwok-old" },
            release,
        ],
    ])("refuses %s", (_title, source, text) => {
        expect(() => readChecksum(source, text)).toThrow("no SHA-256 is published at https://x/y");
    });
});

describe("resolveToolchain", () => {
    let server: FileServer;

    beforeEach(async () => {
        server = await serveFiles();
    });

    afterEach(() => server.close());

    test("takes each program in the first way that works: PATH, cache, download, build", async () => {
        putOnPath("kubectl", "1.37.1");
        putIntoCache("etcd");
        server.publish("kwok", "downloaded kwok");
        putFakeGoOnPath();

        const { toolchain } = await resolve(server.catalogue(["kwok"]));

        expect(sourcesOf(toolchain)).toEqual({
            etcd: "cache",
            kwok: "download",
            kwokctl: "go-build",
            kubectl: "path",
            "kube-scheduler": "go-build",
            "kube-controller-manager": "go-build",
            "kube-apiserver": "go-build",
        });
        expect(toolchain.binaries.kubectl).toEqual({
            file: path.join(pathDir, "kubectl"),
            version: "1.37.1",
            source: "path",
        });
        expect(fs.readFileSync(toolchain.binaries.kwok.file, "utf8")).toBe("downloaded kwok");
        expect(fs.readdirSync(toolchain.binDir).sort()).toEqual([...BINARY_NAMES].sort());
        expect(fs.realpathSync(path.join(toolchain.binDir, "kwok"))).toBe(
            fs.realpathSync(toolchain.binaries.kwok.file),
        );
    });

    test("finds everything in the cache the second time, without network and Go", async () => {
        putFakeGoOnPath();
        const first = await resolve(server.catalogue([]));
        fs.rmSync(path.join(pathDir, "go"));
        const second = await resolve(server.catalogue([]));
        expect(new Set(Object.values(sourcesOf(second.toolchain)))).toEqual(new Set(["cache"]));
        expect(second.toolchain.binDir).toBe(first.toolchain.binDir);
        expect(second.said).toEqual([]);
    });

    test("says what it skips on PATH and what was damaged in the cache", async () => {
        putOnPath("etcd", "3.4.1");
        putIntoCache("kwok");
        fs.truncateSync(cachedFile(cacheDir, "kwok", "0.8.0", PLATFORM), 3);
        putFakeGoOnPath();
        const { toolchain, said } = await resolve(server.catalogue([]));
        expect(said.slice(0, 2)).toEqual([
            `etcd on PATH is not used (${pathDir}/etcd): 3.4.1 is older than supported (>=3.5.0 <4.0.0)`,
            "the cached kwok was damaged and has been removed",
        ]);
        expect(toolchain.binaries.etcd.source).toBe("go-build");
        expect(toolchain.binaries.kwok.source).toBe("go-build");
    });

    test("unpacks a program from an archive", async () => {
        const folder = path.join(work, "etcd-v3.7.3");
        fs.mkdirSync(folder);
        fs.writeFileSync(path.join(folder, "etcd"), "etcd from the archive");
        execFileSync("tar", ["-czf", path.join(work, "etcd.tar.gz"), "-C", work, "etcd-v3.7.3"]);
        server.publish("etcd", fs.readFileSync(path.join(work, "etcd.tar.gz")));
        putFakeGoOnPath();
        const { toolchain } = await resolve(server.catalogue(["etcd"], { etcd: "etcd-v3.7.3/etcd" }));
        expect(toolchain.binaries.etcd.source).toBe("download");
        expect(fs.readFileSync(toolchain.binaries.etcd.file, "utf8")).toBe("etcd from the archive");
        expect(unfinishedFiles()).toEqual([]);
    });

    test("follows redirects", async () => {
        server.publish("kwok", "kwok from the mirror");
        server.redirect("/kwok", "/mirror/kwok");
        putFakeGoOnPath();
        const { toolchain } = await resolve(server.catalogue(["kwok"]));
        expect(fs.readFileSync(toolchain.binaries.kwok.file, "utf8")).toBe("kwok from the mirror");
    });

    test("refuses a download with a wrong checksum, keeps nothing of it and goes on to the build", async () => {
        server.publish("kwok", "kwok", { checksum: sha256("something else") });
        putFakeGoOnPath();
        const { toolchain } = await resolve(server.catalogue(["kwok"]));
        expect(toolchain.binaries.kwok.source).toBe("go-build");
        expect(fs.readFileSync(toolchain.binaries.kwok.file, "utf8")).toBe("built kwok");
        expect(unfinishedFiles()).toEqual([]);
    });

    test("refuses a download that ends early", async () => {
        server.publish("kwok", "kwok", { announcedLength: 400 });
        putFakeGoOnPath();
        const { toolchain } = await resolve(server.catalogue(["kwok"]));
        expect(toolchain.binaries.kwok.source).toBe("go-build");
    });

    test("goes on where an interrupted build was", async () => {
        putFakeGoOnPath({ failAt: "kube-scheduler" });
        await expect(resolve(server.catalogue([]))).rejects.toThrow("building kube-scheduler failed");
        expect(builtBinaries()).toEqual(["etcd", "kwok", "kwokctl", "kubectl", "kube-scheduler"]);
        putFakeGoOnPath();
        const { toolchain } = await resolve(server.catalogue([]));
        expect(sourcesOf(toolchain).kubectl).toBe("cache");
        expect(builtBinaries()).toEqual(["kube-scheduler", "kube-controller-manager", "kube-apiserver"]);
    });

    test("builds with the pinned modules, whatever the user's Go settings are", async () => {
        putFakeGoOnPath();
        await resolve(server.catalogue([]));
        const call = fs.readFileSync(path.join(work, "go-calls"), "utf8").split("\n")[0];
        expect(call).toBe(
            `GOWORK=off ${CATALOGUE.etcd.build.moduleFolder} build -trimpath -mod=readonly -buildvcs=false ` +
                `-ldflags -s -w -o ${unfinishedName(cachedFile(cacheDir, "etcd", "3.7.3", PLATFORM))} ` +
                "go.etcd.io/etcd/server/v3",
        );
    });

    test("lets a second run wait for the first and use what it built", async () => {
        putFakeGoOnPath({ seconds: 0.1 });
        const both = await Promise.all([resolve(server.catalogue([])), resolve(server.catalogue([]))]);
        expect(builtBinaries()).toEqual([...BINARY_NAMES]);
        expect(both.map(({ toolchain }) => toolchain.binaries.etcd.source).sort()).toEqual(["cache", "go-build"]);
        expect(both.flatMap(({ said }) => said)).toContain(
            `waiting for another run that is obtaining them (pid ${process.pid})`,
        );
    });

    test("takes over the lock and removes the unfinished files of a killed run", async () => {
        const folder = path.join(cacheDir, "toolchain");
        fs.mkdirSync(folder, { recursive: true });
        const host =
            `${os.hostname()} ${process.platform === "linux" ? fs.readlinkSync("/proc/self/ns/pid") : ""}`.trim();
        fs.writeFileSync(path.join(folder, "lock"), JSON.stringify({ pid: process.pid, identity: "another", host }));
        fs.writeFileSync(path.join(folder, "kwok-0.8.0-linux-amd64.unfinished-123"), "half");
        putFakeGoOnPath();
        await resolve(server.catalogue([]));
        expect(unfinishedFiles()).toEqual([]);
        expect(fs.existsSync(path.join(folder, "lock"))).toBe(false);
    });

    test("says everything that was tried and what can be done when nothing works", async () => {
        putOnPath("kubectl", "1.32.4");
        BINARY_NAMES.filter((name) => name !== "kubectl" && name !== "kwok").forEach(putIntoCache);
        server.publish("kwok", "kwok", { status: 404 });
        const catalogue = server.catalogue(["kwok"]);
        const error = await resolve(catalogue).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(UserError);
        expect((error as UserError).message.split("\n")).toEqual([
            "The embedded control plane needs 2 programs that could not be obtained: kwok, kubectl.",
            "",
            "Tried:",
            `  PATH      ${pathDir}/kubectl: 1.32.4 is older than supported (>=1.34.0 <1.38.0); not found: kwok`,
            `  cache     not in ${cacheDir}/toolchain`,
            `  download  kwok: ${server.host} answers 404 for /kwok.sha256`,
            "  download  kubectl: no official download for this system",
            "  go build  Go is not installed (no `go` on PATH)",
            "",
            "What can be done:",
            "  - npm run plan works without a cluster: the plan and its checks.",
            "  - Install Go 1.26 or newer, then run the command again; it builds them once (7 GB of disk, a Go module proxy).",
            "      macOS: brew install go        Linux: https://go.dev/dl, or your package manager",
            "  - Or put them on PATH yourself (they are used from there when the version fits):",
            `      kwok 0.8.0 (>=0.8.0 <1.0.0): http://${server.host}/kwok`,
            "      kubectl 1.37.2 (>=1.34.0 <1.38.0): no official download for this system",
        ]);
    });

    test.each([
        ["an old Go that stays local", { version: "go1.22.1", toolchain: "local" }, /Go 1\.22\.1 is too old/],
        ["a full disk", { stderr: "write /x: no space left on device" }, /building etcd failed: the disk is full/],
        [
            "no module proxy",
            { stderr: "dial tcp: lookup proxy.golang.org: no such host" },
            /building etcd failed: the Go module proxy cannot be reached/,
        ],
        ["a compiler error", { stderr: "x.go:1: undefined: y" }, /building etcd failed: \n {6}x\.go:1: undefined: y/],
    ])("explains %s", async (_title, go, message) => {
        putFakeGoOnPath({ failAt: "etcd", ...go });
        await expect(resolve(server.catalogue([]))).rejects.toThrow(message);
    });

    test("does not build when that is not allowed", async () => {
        putFakeGoOnPath();
        await expect(resolve(server.catalogue([]), { allowBuild: false })).rejects.toThrow(
            "go build  not allowed for this run",
        );
        expect(builtBinaries()).toEqual([]);
    });

    test("an unreachable host is refused at once, with its name", async () => {
        await server.close();
        const began = performance.now();
        await expect(resolve(server.catalogue(["kwok"]))).rejects.toThrow(`${server.host} cannot be reached`);
        expect(performance.now() - began).toBeLessThan(3_000);
    });

    test("a folder that cannot be written to is a user's error", async () => {
        fs.writeFileSync(cacheDir, "");
        putFakeGoOnPath();
        await expect(resolve(server.catalogue([]))).rejects.toThrow(
            `Cannot write below ${cacheDir}: a part of this path is not a folder.\n` +
                "Make room there, or set DIFY_HA_CACHE to a folder on another disk.\n" +
                "`npm run plan` works without it.",
        );
    });
});

describe("describeToolchain", () => {
    test("forecasts a build without starting it", async () => {
        const forecast = await describeToolchain({ cacheDir, path: pathDir, catalogue: CATALOGUE });
        expect(forecast).toEqual({
            ready: false,
            coldBuildSeconds: 840,
            summary:
                "control plane: 7 of 7 programs to obtain once (etcd, kwok, kwokctl, kubectl, kube-scheduler, " +
                "kube-controller-manager, kube-apiserver): official downloads, or else a build from Go modules " +
                "(about 14m on two cores)",
        });
        expect(fs.existsSync(cacheDir)).toBe(false);
    });

    test("says where they are when all are at hand", async () => {
        BINARY_NAMES.forEach((name) => (name === "etcd" ? putOnPath(name, "3.6.0") : putIntoCache(name)));
        expect(await describeToolchain({ cacheDir, path: pathDir })).toEqual({
            ready: true,
            coldBuildSeconds: 0,
            summary: "control plane: 7 programs at hand (PATH and the cache)",
        });
    });
});

describe("time of a build", () => {
    test("is estimated from the table first, then from the pace seen", () => {
        let seconds = 0;
        const specs = (["kubectl", "kube-scheduler", "kube-apiserver"] as const).map((name) => CATALOGUE[name]);
        const clock = new BuildClock(specs, 4, () => seconds);
        clock.begin();
        seconds = 20;
        expect(clock.text("kubectl")).toBe("building kubectl (5 of 7), 20s elapsed, about 7m left");
        seconds = 220;
        clock.finish(CATALOGUE.kubectl);
        clock.begin();
        seconds = 280;
        // kubectl took twice its estimate of 110 s: (240 + 100) * 2 - 60 s are left.
        expect(clock.text("kube-scheduler")).toBe("building kube-scheduler (6 of 7), 4m40s elapsed, about 10m left");
    });

    test.each([
        [0, "0s", "less than a minute"],
        [59.6, "1m00s", "about 1m"],
        [190, "3m10s", "about 3m"],
        [3_900, "1h05m", "about 65m"],
    ])("%d s", (seconds, short, rough) => {
        expect(shortDuration(seconds)).toBe(short);
        expect(roughDuration(seconds)).toBe(rough);
    });
});

describe("disk space", () => {
    test("is short when all folders of one disk together need more than it has", () => {
        const { bavail, bsize } = fs.statfsSync(work);
        const most = bavail * bsize * 0.6;
        expect(missingDiskSpace([{ folder: path.join(work, "a", "b"), bytes: most }])).toBeUndefined();
        expect(
            missingDiskSpace([
                { folder: path.join(work, "a", "b"), bytes: most },
                { folder: path.join(work, "c"), bytes: most },
            ]),
        ).toMatch(/^the disk of .*\/a\/b has [\d.]+ GB free, about [\d.]+ GB are needed$/);
    });
});

async function resolve(
    catalogue: Catalogue,
    options: { allowBuild?: boolean } = {},
): Promise<{ toolchain: Toolchain; said: string[] }> {
    const said: string[] = [];
    const progress = recordingProgress(said);
    const toolchain = await resolveToolchain({ cacheDir, path: pathDir, catalogue, progress, ...options });
    return { toolchain, said };
}

function recordingProgress(said: string[]): Progress {
    const say = (text: string | undefined): void => void (text !== undefined && said.push(text));
    return { note: say, step: () => ({ update: say, done: say, fail: say }) };
}

function sourcesOf(toolchain: Toolchain): { [name: string]: string } {
    return Object.fromEntries(Object.entries(toolchain.binaries).map(([name, { source }]) => [name, source]));
}

function script(file: string, ...lines: string[]): void {
    fs.writeFileSync(file, ["#!/bin/sh", ...lines, ""].join("\n"), { mode: 0o755 });
}

function putOnPath(name: BinaryName, version: string): void {
    script(path.join(pathDir, name), `echo "${VERSION_OUTPUT[name](version)}"`);
}

function putIntoCache(name: BinaryName): void {
    const file = cachedFile(cacheDir, name, CATALOGUE[name].version, PLATFORM);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(unfinishedName(file), `cached ${name}`);
    storeInCache(unfinishedName(file), file, sha256(`cached ${name}`));
}

/** A `go` that writes "built <name>" instead of building, and notes every call. */
function putFakeGoOnPath(
    fake: { failAt?: string; stderr?: string; seconds?: number; version?: string; toolchain?: string } = {},
): void {
    const calls = path.join(work, "go-calls");
    fs.rmSync(calls, { force: true });
    const settings = {
        GOVERSION: fake.version ?? "go1.26.8",
        GOTOOLCHAIN: fake.toolchain ?? "auto",
        GOCACHE: path.join(work, "go-build"),
        GOMODCACHE: path.join(work, "go-mod"),
    };
    script(
        path.join(pathDir, "go"),
        `PATH=/usr/bin:/bin`,
        `if [ "$1" = env ]; then echo '${JSON.stringify(settings)}'; exit 0; fi`,
        `echo "GOWORK=$GOWORK $PWD $*" >> '${calls}'`,
        `for last; do [ "$previous" = -o ] && target=$last; previous=$last; done`,
        `name=$(basename "$last"); [ "$name" = v3 ] && name=etcd`,
        `sleep ${fake.seconds ?? 0}`,
        `if [ "$name" = "${fake.failAt ?? ""}" ]; then echo '${fake.stderr ?? "failed"}' >&2; exit 1; fi`,
        `printf "built $name" > "$target"`,
    );
}

function builtBinaries(): string[] {
    const calls = path.join(work, "go-calls");
    if (!fs.existsSync(calls)) {
        return [];
    }
    const lines = fs.readFileSync(calls, "utf8").trim().split("\n");
    return lines.map((line) => path.basename(line.split(" ").at(-1) ?? "").replace(/^v3$/, "etcd"));
}

function unfinishedFiles(): string[] {
    return fs.readdirSync(path.join(cacheDir, "toolchain")).filter((name) => name.includes("unfinished"));
}

function sha256(content: string | Buffer): string {
    return crypto.createHash("sha256").update(content).digest("hex");
}

interface FileServer {
    readonly host: string;
    publish(
        name: BinaryName,
        content: string | Buffer,
        faults?: { checksum?: string; announcedLength?: number; status?: number },
    ): void;
    redirect(from: string, to: string): void;
    /** The real catalogue, with downloads of the named programs from here and no others. */
    catalogue(downloadable: readonly BinaryName[], archives?: { readonly [name in BinaryName]?: string }): Catalogue;
    close(): Promise<void>;
}

async function serveFiles(): Promise<FileServer> {
    const files = new Map<string, { content: string | Buffer; announcedLength?: number; status?: number }>();
    const redirects = new Map<string, string>();
    const server = http.createServer((request, response) => {
        const url = request.url ?? "";
        const target = redirects.get(url);
        const file = files.get(url);
        if (target !== undefined) {
            response.writeHead(302, { location: target }).end();
        } else if (file === undefined || file.status !== undefined) {
            response.writeHead(file?.status ?? 404).end();
        } else {
            response.writeHead(200, { "content-length": file.announcedLength ?? file.content.length });
            response.write(file.content, () =>
                file.announcedLength === undefined ? response.end() : response.destroy(),
            );
        }
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
        host,
        publish(name, content, { checksum, announcedLength, status } = {}) {
            files.set(`/${name}`, { content, announcedLength, status });
            files.set(`/${name}.sha256`, { content: checksum ?? sha256(content), status });
        },
        redirect(from, to) {
            const file = files.get(from);
            if (file !== undefined) {
                files.set(to, file);
                redirects.set(from, to);
            }
        },
        catalogue(downloadable, archives = {}) {
            const entries = BINARY_NAMES.map((name) => {
                const url = `http://${host}/${name}`;
                const download = {
                    url,
                    checksum: { kind: "sha256-file", url: `${url}.sha256` },
                    archiveMember: archives[name],
                } as const;
                const downloads = downloadable.includes(name) ? { [PLATFORM]: download } : {};
                return [name, { ...CATALOGUE[name], downloads }];
            });
            return Object.fromEntries(entries) as Catalogue;
        },
        close: () =>
            new Promise((done) => {
                server.closeAllConnections();
                server.close(() => done());
            }),
    };
}
