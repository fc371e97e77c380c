import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { processesStartedFrom, type ListedProcess } from "../process/list";
import { ComponentFailure } from "./componentFailure";
import { killHard } from "./destroy";
import { NODE_LEASE_SECONDS } from "./kwokctlConfig";
import type { ClusterLayout } from "./layout";
import { clusterEnvironment } from "./programs";

/** Label of a node that names its zone. */
export const ZONE_LABEL = "topology.kubernetes.io/zone";

/** Label of a node whose kubelet is simulated. Without it the zone's controller leaves the node alone, as if it had no power. */
export const POWER_LABEL = "dify-ha/power";
/** Value of {@link POWER_LABEL}. */
export const POWER_ON = "on";

/**
 * Starts the KWOK controller that simulates the kubelets of one zone: it renews the leases of the zone's
 * nodes, makes and keeps pods there Ready, completes those of Jobs, and lets deleted ones go. Does nothing when it runs
 * already.
 */
export function startZoneController(layout: ClusterLayout, zone: string): void {
    if (zoneController(layout, zone) !== undefined) {
        return;
    }
    const log = fs.openSync(logFileOf(layout, zone), "a", 0o600);
    const child = spawn(
        path.join(layout.binDir, "kwok"),
        [
            `--kubeconfig=${layout.kubeconfig}`,
            `--config=${layout.kwokConfig}`,
            `--config=${layout.podStages}`,
            zoneArgument(zone),
            `--node-lease-duration-seconds=${NODE_LEASE_SECONDS}`,
        ],
        // Detached: Ctrl-C in a terminal goes to all of its processes, and the zones must not end before
        // their owner.
        { env: clusterEnvironment(layout), stdio: ["ignore", log, log], detached: true },
    );
    fs.closeSync(log);
    // A program that cannot be started at all shows as one that does not run, see checkZones.
    child.on("error", () => undefined);
    child.unref();
}

/** Kills the zone's controller as a power cut would: no goodbye to the API server, the leases just stop. */
export function killZoneController(layout: ClusterLayout, zone: string): void {
    const controller = zoneController(layout, zone);
    if (controller !== undefined) {
        killHard(controller.pid);
    }
}

/** Throws a {@link ComponentFailure} when the controller of one of these zones does not run. */
export function checkZones(layout: ClusterLayout, zones: readonly string[]): void {
    const dead = zones.find((zone) => zoneController(layout, zone) === undefined);
    if (dead !== undefined) {
        throw zoneFailure(layout, dead, "died while starting");
    }
}

/** The failure of a zone's controller, with the end of its log. */
export function zoneFailure(layout: ClusterLayout, zone: string, what: string): ComponentFailure {
    return new ComponentFailure(`kwok (${zone})`, what, logFileOf(layout, zone));
}

/** The running controller of a zone, or undefined. */
export function zoneController(layout: ClusterLayout, zone: string): ListedProcess | undefined {
    return processesStartedFrom(layout.dir).find(({ commandLine }) =>
        commandLine.split(" ").includes(zoneArgument(zone)),
    );
}

function zoneArgument(zone: string): string {
    return `--manage-nodes-with-label-selector=${ZONE_LABEL}=${zone},${POWER_LABEL}=${POWER_ON}`;
}

function logFileOf(layout: ClusterLayout, zone: string): string {
    return path.join(layout.dir, `kwok-${zone}.log`);
}
