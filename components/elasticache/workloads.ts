import type { Recovery, Workload, Zone } from "../../contracts";
import { nodeTypeOf } from "./nodeTypes";

/** Where members run, and the Workloads that they are: pure. */

const GIBI = 1024 ** 3;

/**
 * AWS says that a promotion typically takes a few seconds ("Minimizing downtime in ElastiCache by using Multi-AZ"), and nothing of how
 * long it takes to find out and until the new address is known everywhere.
 */
const FAILOVER: Recovery = {
    kind: "managed",
    expectedSeconds: 30,
    source: "AWS, Minimizing downtime with Multi-AZ: promotion takes a few seconds; detection and DNS are estimated, not measured",
};

/** Zones of the members, in their order: one after the other, over again when there are no more. The first gets the primary. */
export function zonesOfMembers(zones: readonly Zone[], members: number): string[] {
    return Array.from({ length: members }, (_, index) => zones[index % zones.length]?.name ?? "");
}

/** The primary and its replicas, any of which takes over. */
export function groupWorkload(name: string, nodeType: string, memberZones: readonly string[]): Workload {
    return { ...workload(name, nodeType, memberZones), members: count(memberZones.length), quorum: 1 };
}

/**
 * All shards together. Both members of a shard are in different zones, so that the loss of a zone leaves each shard one: as many
 * members as there are shards.
 */
export function shardedWorkload(
    name: string,
    nodeType: string,
    zones: readonly Zone[],
    shards: number,
    nodesPerShard: number,
): Workload {
    const names = zones.map((zone) => zone.name);
    return { ...workload(name, nodeType, names), members: count(shards * nodesPerShard), quorum: shards };
}

const count = (members: number) => ({ min: members, max: members });

function workload(name: string, nodeType: string, zones: readonly string[]): Omit<Workload, "members" | "quorum"> {
    const { cpu, memoryGiB } = nodeTypeOf(nodeType);
    return {
        name,
        tier: "data",
        zones: [...new Set(zones)],
        spread: "hard",
        requests: { cpu, memory: Math.round(memoryGiB * GIBI) },
        recovery: FAILOVER,
        dependsOn: [],
        // AWS replaces a lost node in its own zone.
        zoneBound: true,
    };
}
