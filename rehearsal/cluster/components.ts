import * as fs from "node:fs";
import * as path from "node:path";

import { processIdentity } from "../process/identity";
import { ComponentFailure } from "./componentFailure";
import { killHard } from "./destroy";
import type { ClusterLayout } from "./layout";

/** The processes that kwokctl starts, in the order they depend on each other. */
export const COMPONENTS = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;

/** Name of a process that kwokctl starts. */
export type Component = (typeof COMPONENTS)[number];

/** Log file of a component. It may not exist yet. */
export function logFileOf(layout: ClusterLayout, component: Component): string {
    return path.join(layout.controlPlane, "logs", `${component}.log`);
}

/** The first component that was started and no longer runs, or undefined. */
export function firstDead(layout: ClusterLayout): Component | undefined {
    return COMPONENTS.find((component) => isDead(layout, component));
}

/** Whether a component was started and no longer runs. */
export function isDead(layout: ClusterLayout, component: Component): boolean {
    const pid = pidOf(layout, component);
    return pid !== undefined && processIdentity(pid) === undefined;
}

/**
 * Removes the pid file of a component that died, so that kwokctl starts it again: to kwokctl a dead process
 * that nobody has collected yet is a running one.
 */
export function forgetComponent(layout: ClusterLayout, component: Component): void {
    fs.rmSync(pidFileOf(layout, component), { force: true });
}

/** Kills a component as a crash of its machine would; one that does not run is fine. */
export function killComponent(layout: ClusterLayout, component: Component): void {
    const pid = pidOf(layout, component);
    if (pid !== undefined) {
        killHard(pid);
    }
}

/** Throws a {@link ComponentFailure} when a component has died. */
export function checkAlive(layout: ClusterLayout): void {
    const dead = firstDead(layout);
    if (dead !== undefined) {
        throw new ComponentFailure(dead, "died while starting", logFileOf(layout, dead));
    }
}

function pidOf(layout: ClusterLayout, component: Component): number | undefined {
    try {
        const pid = Number(fs.readFileSync(pidFileOf(layout, component), "utf8"));
        return Number.isInteger(pid) && pid > 0 ? pid : undefined;
    } catch {
        return undefined;
    }
}

function pidFileOf(layout: ClusterLayout, component: Component): string {
    return path.join(layout.controlPlane, "pids", `${component}.pid`);
}
