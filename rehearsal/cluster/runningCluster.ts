import { setTimeout as sleep } from "node:timers/promises";

import { UserError } from "../userError";
import { killComponent, type Component } from "./components";
import { startAgain } from "./controlPlane";
import { destroyCluster } from "./destroy";
import type { ClusterLayout } from "./layout";
import { nodeNames } from "./nodeObjects";
import type { NodeApi } from "./nodes";
import { killZoneController, startZoneController, zoneController } from "./zones";

const ZONE_TIMEOUT_MS = 90_000;
const POLL_MS = 100;

/** A running Kubernetes control plane with simulated nodes. */
export interface EmbeddedCluster {
    readonly name: string;
    /** Path of a kubeconfig with administrator rights. */
    readonly kubeconfig: string;
    /** Folder of all its data and logs. */
    readonly dir: string;
    readonly zones: readonly string[];
    /** Seconds from the call until pods could be scheduled. */
    readonly readyAfterSeconds: number;
    /**
     * The zone goes dark: its nodes send no heartbeats any more and nothing happens on them. Kubernetes
     * notices after `NODE_MONITOR_GRACE_SECONDS`. Does nothing when it is dark already.
     */
    stopZone(zone: string): Promise<void>;
    /** The zone comes back: resolves when its nodes send heartbeats and are Ready again. */
    startZone(zone: string): Promise<void>;
    /** One node goes dark, as `stopZone` does with all of a zone. */
    stopNode(node: string): Promise<void>;
    /** The node comes back: resolves when it is Ready again. */
    startNode(node: string): Promise<void>;
    /** Kills components of the control plane, and starts them again after so many seconds: resolves when they run. */
    restart(components: readonly Component[], downSeconds: number): Promise<void>;
    /** Ends all processes and removes the folder. Can be called more than once. */
    stop(): Promise<void>;
}

/** What a running cluster must know about itself. */
export interface RunningPlan {
    readonly layout: ClusterLayout;
    readonly zones: readonly string[];
    readonly nodesPerZone: number;
    /** When its start began, from `performance.now()`, in milliseconds. */
    readonly beganAt: number;
}

/** The cluster as its starter handles it. */
export class RunningCluster implements EmbeddedCluster {
    readonly name: string;
    readonly kubeconfig: string;
    readonly dir: string;
    readonly zones: readonly string[];
    readonly readyAfterSeconds: number;
    private readonly plan: RunningPlan;
    private readonly api: NodeApi;
    private readonly forget: () => void;

    /**
     * @param api a client of its API server.
     * @param forget takes back what ends the cluster with this process.
     */
    constructor(plan: RunningPlan, api: NodeApi, forget: () => void) {
        this.name = plan.layout.name;
        this.kubeconfig = plan.layout.kubeconfig;
        this.dir = plan.layout.dir;
        this.zones = plan.zones;
        this.readyAfterSeconds = (performance.now() - plan.beganAt) / 1_000;
        this.plan = plan;
        this.api = api;
        this.forget = forget;
    }

    async stopZone(zone: string): Promise<void> {
        this.checkZone(zone);
        killZoneController(this.plan.layout, zone);
        await until(() => zoneController(this.plan.layout, zone) === undefined, `${zone} did not stop`);
    }

    async startZone(zone: string): Promise<void> {
        this.checkZone(zone);
        const { layout, nodesPerZone } = this.plan;
        if (zoneController(layout, zone) !== undefined) {
            return;
        }
        const nodes = nodeNames(zone, nodesPerZone);
        // A new controller would wait until the dead one's leases have expired, up to 40 s; a kubelet that
        // comes back goes on with its own at once.
        await Promise.all(nodes.map((node) => this.api.dropLease(node)));
        startZoneController(layout, zone);
        await until(async () => {
            const ready = await this.api.readyNodes();
            const leases = await Promise.all(nodes.map((node) => this.api.hasLease(node)));
            return leases.every(Boolean) && nodes.every((node) => ready.has(node));
        }, `${zone} did not come back`);
    }

    async stopNode(node: string): Promise<void> {
        await this.api.setPower(node, false);
    }

    async startNode(node: string): Promise<void> {
        // As with a zone: the old lease would be waited for.
        await this.api.dropLease(node);
        await this.api.setPower(node, true);
        await until(
            async () => (await this.api.hasLease(node)) && (await this.api.readyNodes()).has(node),
            `${node} did not come back`,
        );
    }

    async restart(components: readonly Component[], downSeconds: number): Promise<void> {
        const { layout } = this.plan;
        components.forEach((component) => killComponent(layout, component));
        await sleep(downSeconds * 1_000);
        await startAgain(layout);
        await until(async () => {
            try {
                return (await this.api.readyNodes()).size > 0;
            } catch {
                // The API server does not answer yet.
                return false;
            }
        }, "the control plane did not come back");
        if (components.includes("kube-apiserver")) {
            await this.reconnectZones();
        }
    }

    /** A kubelet asks for its pods again as soon as it can; KWOK 0.8 goes on renewing leases, but hears of no pod any more. */
    private async reconnectZones(): Promise<void> {
        const running = this.zones.filter((zone) => zoneController(this.plan.layout, zone) !== undefined);
        await Promise.all(running.map((zone) => this.stopZone(zone)));
        await Promise.all(running.map((zone) => this.startZone(zone)));
    }

    stop(): Promise<void> {
        return new Promise((resolve) => {
            this.forget();
            destroyCluster(this.dir);
            resolve();
        });
    }

    private checkZone(zone: string): void {
        if (!this.zones.includes(zone)) {
            throw new UserError(`There is no zone "${zone}" in ${this.name}; its zones are ${this.zones.join(", ")}.`);
        }
    }
}

async function until(condition: () => boolean | Promise<boolean>, failure: string): Promise<void> {
    const deadline = Date.now() + ZONE_TIMEOUT_MS;
    while (!(await condition())) {
        if (Date.now() > deadline) {
            throw new UserError(`${failure} within ${ZONE_TIMEOUT_MS / 1_000} s.`);
        }
        await sleep(POLL_MS);
    }
}
