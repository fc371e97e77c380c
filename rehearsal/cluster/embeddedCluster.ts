import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { withPlainFileErrors } from "../fileError";
import { onProcessEnd } from "../process/end";
import { hostIdentity } from "../process/identity";
import type { Progress, Step } from "../progress";
import type { Toolchain } from "../toolchain/resolve";
import { UserError } from "../userError";
import { ComponentFailure } from "./componentFailure";
import { checkAlive, logFileOf } from "./components";
import { startControlPlane } from "./controlPlane";
import { destroyCluster } from "./destroy";
import { clustersFolder, layoutOf, type ClusterLayout } from "./layout";
import { removeLeftovers } from "./leftovers";
import { randomClusterName, validateCluster } from "./names";
import { DEFAULT_NODE_CAPACITY, nodeNames, nodeObjects, type NodeCapacity } from "./nodeObjects";
import type { NodeApi } from "./nodes";
import { pickPorts, type ClusterPorts } from "./ports";
import { createFolder, ownerSelf, writeRecord, type StoredRecord } from "./record";
import { RunningCluster, type EmbeddedCluster } from "./runningCluster";
import { checkZones, startZoneController, zoneFailure } from "./zones";

export type { EmbeddedCluster } from "./runningCluster";

/** Zones of a cluster whose caller names none. */
export const DEFAULT_ZONES = ["zone-a", "zone-b", "zone-c"] as const;

/** Usual seconds from the call until the cluster is ready, on two cores. */
export const EXPECTED_START_SECONDS = 5;

const PORT_ATTEMPTS = 3;
const READY_TIMEOUT_MS = 90_000;
const POLL_MS = 100;

/** Options of {@link startEmbeddedCluster}. */
export interface EmbeddedClusterOptions {
    /** The programs to run, see `toolchain/resolve.ts`. */
    readonly toolchain: Toolchain;
    /** Zone names, DNS labels; default {@link DEFAULT_ZONES}. */
    readonly zones?: readonly string[];
    /** Simulated nodes in each zone, default 2. They are called `<zone>-1`, `<zone>-2` … */
    readonly nodesPerZone?: number;
    /** What each node offers, default {@link DEFAULT_NODE_CAPACITY}. */
    readonly nodeCapacity?: NodeCapacity;
    readonly progress: Progress;
    /** Name, a DNS label; default one that nobody else has. */
    readonly name?: string;
    /**
     * True: it stays when this process ends, until it is stopped by name. Default false: it ends with this
     * process.
     */
    readonly detached?: boolean;
    /** Folder for its data, default the cache folder. */
    readonly cacheDir?: string;
    /**
     * Where its ports come from, default free ones at random. Asked again when a port turns out to be taken.
     */
    readonly choosePorts?: () => Promise<ClusterPorts>;
}

/**
 * Starts etcd, kube-apiserver, kube-controller-manager, kube-scheduler and one KWOK controller per zone as
 * processes of this user, on random ports of 127.0.0.1, and returns when pods can be scheduled. Removes the
 * leftovers of killed runs first. The cluster ends with this process (also on Ctrl-C and on an uncaught
 * error) unless it is `detached`.
 *
 * @throws UserError that names the component which did not come up, with the end of its log.
 */
export async function startEmbeddedCluster(options: EmbeddedClusterOptions): Promise<EmbeddedCluster> {
    const plan = toPlan(options);
    validateCluster(plan);
    return withPlainFileErrors(plan.layout.dir, async () => {
        removeLeftovers(options.progress, options.cacheDir);
        const step = options.progress.step("starting the embedded control plane", {
            expectedSeconds: EXPECTED_START_SECONDS,
        });
        try {
            const cluster = await startWithFreePorts(plan, step);
            step.done(`embedded control plane ${plan.name} ready after ${cluster.readyAfterSeconds.toFixed(1)} s`);
            return cluster;
        } catch (error) {
            step.fail();
            throw error instanceof ComponentFailure ? error.toUserError() : error;
        }
    });
}

/** The options with every default filled in. */
interface Plan {
    readonly name: string;
    readonly layout: ClusterLayout;
    readonly zones: readonly string[];
    readonly nodesPerZone: number;
    readonly nodeCapacity: NodeCapacity;
    readonly toolchain: Toolchain;
    readonly detached: boolean;
    readonly choosePorts: () => Promise<ClusterPorts>;
    /** From `performance.now()`, in milliseconds. */
    readonly beganAt: number;
}

function toPlan(options: EmbeddedClusterOptions): Plan {
    const name = options.name ?? randomClusterName();
    return {
        name,
        layout: layoutOf(name, path.join(clustersFolder(options.cacheDir), name)),
        zones: options.zones ?? DEFAULT_ZONES,
        nodesPerZone: options.nodesPerZone ?? 2,
        nodeCapacity: options.nodeCapacity ?? DEFAULT_NODE_CAPACITY,
        toolchain: options.toolchain,
        detached: options.detached ?? false,
        choosePorts: options.choosePorts ?? pickPorts,
        beganAt: performance.now(),
    };
}

/**
 * A port can be taken between the moment it was seen free and the moment it is used: then all are chosen
 * again.
 */
async function startWithFreePorts(plan: Plan, step: Step): Promise<EmbeddedCluster> {
    for (let attempt = 1; ; attempt++) {
        try {
            return await startOnce(plan, step);
        } catch (error) {
            if (!(error instanceof ComponentFailure && error.portTaken && attempt < PORT_ATTEMPTS)) {
                throw error;
            }
            step.update(`a port of ${error.component} was taken, trying others`);
        }
    }
}

async function startOnce(plan: Plan, step: Step): Promise<EmbeddedCluster> {
    const { layout, zones } = plan;
    const record = newRecord(plan);
    if (!createFolder(layout, record)) {
        throw new UserError(
            `There is a cluster with the name ${plan.name} already.\n` +
                `Look at it with \`npm run cluster -- status\`, or end it: npm run cluster -- stop --name ${plan.name}`,
        );
    }
    // From here on there is something to clean up, so also a cluster that is to stay has an owner until it is
    // ready.
    const forget = onProcessEnd(() => destroyCluster(layout.dir));
    try {
        step.update("starting etcd, kube-apiserver, kube-controller-manager, kube-scheduler");
        const ports = await plan.choosePorts();
        const [{ NodeApi }] = await Promise.all([
            // Loading the client takes 0.6 s, which commands that start no cluster must not pay.
            import("./nodes"),
            startControlPlane(layout, plan.toolchain, ports),
        ]);
        const api = new NodeApi(layout.kubeconfig);
        step.update(`starting ${zones.length} zones with ${plan.nodesPerZone} nodes each`);
        zones.forEach((zone) => startZoneController(layout, zone));
        await api.createNodes(nodeObjects(zones, plan.nodesPerZone, plan.nodeCapacity));
        await untilReady(plan, api);
        writeRecord(layout, { ...record, ready: true, owner: plan.detached ? undefined : record.owner });
        if (plan.detached) {
            forget();
        }
        return new RunningCluster(plan, api, forget);
    } catch (error) {
        forget();
        destroyCluster(layout.dir);
        throw error;
    }
}

function newRecord({ name, layout, zones }: Plan): StoredRecord {
    return {
        name,
        dir: layout.dir,
        kubeconfig: layout.kubeconfig,
        zones,
        startedAt: new Date().toISOString(),
        host: hostIdentity(),
        ready: false,
        owner: ownerSelf(),
    };
}

/**
 * Waits until all nodes can be used and pods can be created; throws a `ComponentFailure` of what keeps it
 * from that.
 */
async function untilReady({ layout, zones, nodesPerZone }: Plan, api: NodeApi): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    for (;;) {
        checkAlive(layout);
        checkZones(layout, zones);
        const ready = await api.readyNodes();
        const waiting = zones.find((zone) => nodeNames(zone, nodesPerZone).some((node) => !ready.has(node)));
        if (waiting === undefined && (await api.hasDefaultServiceAccount())) {
            return;
        }
        if (Date.now() > deadline) {
            const seconds = READY_TIMEOUT_MS / 1_000;
            if (waiting !== undefined) {
                throw zoneFailure(layout, waiting, `did not make its nodes ready within ${seconds} s`);
            }
            const component = "kube-controller-manager";
            const what = `made no service account within ${seconds} s`;
            throw new ComponentFailure(component, what, logFileOf(layout, component));
        }
        await sleep(POLL_MS);
    }
}
