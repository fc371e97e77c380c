import { type Recovery, type Workload, type Zone } from "../../contracts";
import { instanceClassOf } from "./instanceClasses";

/** Where members run, and the Workloads that they are: pure. */

const GIBI = 1024 ** 3;

/** Zones of the primary: with a standby the first two, otherwise the first. */
export function primaryZones<Z extends Zone>(zones: readonly Z[], multiAz: boolean): Z[] {
    return zones.slice(0, multiAz ? 2 : 1);
}

/** Zones of `count` members that begin behind the first `used` zones, one after the other, and start over when there are no more. */
export function zonesFrom<Z extends Zone>(zones: readonly Z[], used: number, count: number): Z[] {
    return Array.from({ length: count }, (_, index) => zones[(used + index) % zones.length]).filter(
        (zone) => zone !== undefined,
    );
}

/** Instances of an Aurora cluster: a writer, the readers asked for, and one at least where another zone must take over. */
export function auroraInstances(multiAz: boolean, readReplicas: number): number {
    return 1 + Math.max(readReplicas, multiAz ? 1 : 0);
}

const STANDBY_RECOVERY: Recovery = {
    kind: "managed",
    expectedSeconds: 120,
    source: "AWS, Multi-AZ DB instance deployments: failover typically takes 60 to 120 s",
};

const AURORA_RECOVERY: Recovery = {
    kind: "managed",
    expectedSeconds: 60,
    source: "AWS, high availability for Aurora: promotion of a reader typically takes less than 60 s",
};

const ALONE_RECOVERY: Recovery = {
    kind: "restart",
    expectedSeconds: 600,
    source: "AWS, high availability for Aurora: a new instance typically takes less than 10 minutes; RDS publishes none, taken alike",
};

function workload(
    name: string,
    instanceClass: string,
    zones: readonly Zone[],
    quorum: number,
    recovery: Recovery,
    zoneBound: boolean,
): Workload {
    const { cpu, memoryGiB } = instanceClassOf(instanceClass);
    const names = [...new Set(zones.map(({ name: zone }) => zone))];
    return {
        name,
        tier: "data",
        members: { min: zones.length, max: zones.length },
        quorum,
        zones: names,
        spread: names.length > 1 ? "hard" : "none",
        requests: { cpu, memory: memoryGiB * GIBI },
        recovery,
        dependsOn: [],
        zoneBound,
    };
}

/** A primary of RDS and its standby, where it has one. An instance alone comes back with its zone: its storage is there. */
export function primaryWorkload(name: string, instanceClass: string, zones: readonly Zone[]): Workload {
    const alone = zones.length === 1;
    return workload(name, instanceClass, zones, 1, alone ? ALONE_RECOVERY : STANDBY_RECOVERY, alone);
}

/** Read replicas of RDS: nothing of Dify waits for them. */
export function replicaWorkload(name: string, instanceClass: string, zones: readonly Zone[]): Workload {
    return workload(name, instanceClass, zones, 0, ALONE_RECOVERY, true);
}

/** The instances of an Aurora cluster, any of which can write; their storage is in three zones. */
export function auroraWorkload(name: string, instanceClass: string, zones: readonly Zone[]): Workload {
    return workload(name, instanceClass, zones, 1, zones.length === 1 ? ALONE_RECOVERY : AURORA_RECOVERY, false);
}
