import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { Toolchain } from "../toolchain/resolve";
import { ComponentFailure } from "./componentFailure";
import { checkAlive, COMPONENTS, firstDead, forgetComponent, isDead, logFileOf } from "./components";
import { writeKubeconfig } from "./kubeconfig";
import { kwokctlConfig } from "./kwokctlConfig";
import { KWOKCTL_NAME, type ClusterLayout } from "./layout";
import { podStages } from "./podStages";
import type { ClusterPorts } from "./ports";
import { clusterEnvironment, linkPrograms } from "./programs";

const START_TIMEOUT_MS = 120_000;
const POLL_MS = 100;

/**
 * Starts etcd, kube-apiserver, kube-controller-manager and kube-scheduler through kwokctl and returns when
 * the API server answers. Throws a {@link ComponentFailure} as soon as one of them dies, instead of waiting
 * for it in vain.
 */
export async function startControlPlane(
    layout: ClusterLayout,
    toolchain: Toolchain,
    ports: ClusterPorts,
): Promise<void> {
    linkPrograms(layout, toolchain);
    fs.writeFileSync(layout.kwokctlConfig, kwokctlConfig(toolchain.binaries, ports));
    fs.writeFileSync(layout.podStages, podStages());
    // An empty --kubeconfig: otherwise kwokctl adds a context to ~/.kube/config.
    await kwokctl(layout, ["create", "cluster", "--kubeconfig="], () => checkStorage(layout));
    const dead = firstDead(layout);
    if (dead !== undefined) {
        // On a busy machine kube-controller-manager gives up when the API server is not healthy within 10 s
        // of its own start. Now it is, and "start" starts only what does not run.
        forgetComponent(layout, dead);
        await kwokctl(layout, ["start", "cluster"], () => checkStorage(layout));
        checkAlive(layout);
    }
    writeKubeconfig(layout, ports.apiServer);
}

/** Starts those components again that were killed, and returns when they run. */
export async function startAgain(layout: ClusterLayout): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (let dead = firstDead(layout); dead !== undefined; dead = firstDead(layout)) {
        if (Date.now() > deadline) {
            throw new ComponentFailure(dead, "does not start again", logFileOf(layout, dead));
        }
        for (const component of COMPONENTS.filter((candidate) => isDead(layout, candidate))) {
            forgetComponent(layout, component);
        }
        await kwokctl(layout, ["start", "cluster"], () => undefined);
    }
}

/** While the API server is not there yet, only these two must live; the others may still be started again. */
function checkStorage(layout: ClusterLayout): void {
    const dead = firstDead(layout);
    if (dead === "etcd" || dead === "kube-apiserver") {
        checkAlive(layout);
    }
}

/** Runs kwokctl to its end; `watch` is called again and again and may throw to end it early. */
async function kwokctl(layout: ClusterLayout, args: readonly string[], watch: () => void): Promise<void> {
    const logFile = path.join(layout.dir, "kwokctl.log");
    const log = fs.openSync(logFile, "a", 0o600);
    const child = spawn(
        path.join(layout.binDir, "kwokctl"),
        [...args, "--name", KWOKCTL_NAME, "--config", layout.kwokctlConfig],
        { env: clusterEnvironment(layout), stdio: ["ignore", log, log], detached: true },
    );
    fs.closeSync(log);
    let ended: { code: number | null; error?: Error } | undefined;
    child.on("error", (error) => (ended = { code: null, error }));
    child.on("exit", (code) => (ended ??= { code }));

    const deadline = Date.now() + START_TIMEOUT_MS;
    try {
        while (ended === undefined) {
            watch();
            if (Date.now() > deadline) {
                const seconds = START_TIMEOUT_MS / 1_000;
                const what = `does not answer after ${seconds} s`;
                throw new ComponentFailure("kube-apiserver", what, logFileOf(layout, "kube-apiserver"));
            }
            await sleep(POLL_MS);
        }
    } finally {
        child.kill("SIGKILL");
    }
    if (ended.error !== undefined) {
        throw ended.error;
    }
    if (ended.code !== 0) {
        throw new ComponentFailure("kwokctl", `failed (exit code ${ended.code})`, logFile);
    }
}
