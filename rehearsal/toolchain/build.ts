import { spawn } from "node:child_process";
import * as fs from "node:fs";

import { onProcessEnd } from "../process/end";
import { storeInCache, unfinishedName } from "./cache";
import type { BinarySpec } from "./catalogue";
import type { GoInstallation } from "./go";
import { sha256OfFile } from "./sha256";

const STDERR_LINES_SHOWN = 15;

/**
 * Builds one program from its pinned Go modules into the cache. Go keeps every compiled package, so that a
 * build that was interrupted goes on where it was. Throws an `Error` with the reason.
 */
export async function buildBinary(go: GoInstallation, spec: BinarySpec, file: string): Promise<void> {
    const unfinished = unfinishedName(file);
    try {
        await goBuild(go, spec, unfinished);
        storeInCache(unfinished, file, await sha256OfFile(unfinished));
    } finally {
        fs.rmSync(unfinished, { force: true });
    }
}

function goBuild(go: GoInstallation, { build, name }: BinarySpec, target: string): Promise<void> {
    const args = [
        "build",
        "-trimpath",
        // go.sum is the pin: a build that would have to change it must fail, whatever GOFLAGS says.
        "-mod=readonly",
        "-buildvcs=false",
        "-ldflags",
        build.ldflags,
        "-o",
        target,
        build.packagePath,
    ];
    return new Promise((resolve, reject) => {
        const child = spawn(go.file, args, {
            cwd: build.moduleFolder,
            // A go.work above the checkout must not replace the pinned modules.
            env: { ...process.env, GOWORK: "off", GO111MODULE: "on" },
            stdio: ["ignore", "ignore", "pipe"],
        });
        const forget = onProcessEnd(() => child.kill("SIGKILL"));
        let stderr = "";
        child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
        child.on("error", (error) => {
            forget();
            reject(error);
        });
        child.on("close", (code) => {
            forget();
            if (code === 0) {
                resolve();
            } else {
                reject(new Error(`building ${name} failed: ${explain(stderr)}`));
            }
        });
    });
}

/**
 * Turns what the go command says into a reason: plain words for what happens to everybody, its last lines
 * otherwise.
 */
function explain(stderr: string): string {
    if (/no space left on device|disk quota exceeded/i.test(stderr)) {
        return "the disk is full (`go clean -cache` frees what earlier builds left)";
    }
    const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("go: downloading "));
    const shown = lines.slice(-STDERR_LINES_SHOWN).join("\n      ");
    if (/dial tcp|no such host|i\/o timeout|connection refused|TLS handshake|network is unreachable/.test(stderr)) {
        return `the Go module proxy cannot be reached (GOPROXY)\n      ${shown}`;
    }
    return `\n      ${shown}`;
}
