import type { V1Node } from "@kubernetes/client-node";

import { POOL_LABEL } from "../../contracts";
import { currentPlatform } from "../toolchain/platform";
import { POWER_LABEL, POWER_ON, ZONE_LABEL } from "./zones";

/** What a simulated node offers, as Kubernetes quantities. */
export interface NodeCapacity {
    readonly cpu: string;
    readonly memory: string;
    readonly pods: string;
}

/**
 * A node of a machine type that people use for such a load (m7i.4xlarge), with the kubelet's default pod
 * limit.
 */
export const DEFAULT_NODE_CAPACITY: NodeCapacity = { cpu: "16", memory: "64Gi", pods: "110" };

/** More would not fit into the address ranges below. */
export const MAX_ZONES = 40;
/** See {@link MAX_ZONES}. */
export const MAX_NODES_PER_ZONE = 250;

/** Names of a zone's nodes. */
export function nodeNames(zone: string, nodesPerZone: number): string[] {
    return Array.from({ length: nodesPerZone }, (_, index) => `${zone}-${index + 1}`);
}

/** The Node objects of all zones. */
export function nodeObjects(zones: readonly string[], nodesPerZone: number, capacity: NodeCapacity): V1Node[] {
    return zones.flatMap((zone, zoneIndex) =>
        nodeNames(zone, nodesPerZone).map((name, nodeIndex) => nodeObject(name, zone, zoneIndex, nodeIndex, capacity)),
    );
}

function nodeObject(name: string, zone: string, zoneIndex: number, nodeIndex: number, capacity: NodeCapacity): V1Node {
    return {
        apiVersion: "v1",
        kind: "Node",
        metadata: {
            name,
            annotations: { "kwok.x-k8s.io/node": "fake" },
            labels: {
                [ZONE_LABEL]: zone,
                [POWER_LABEL]: POWER_ON,
                // Pods with volumes ask for it on clusters that the program makes; every simulated node has room for all.
                [POOL_LABEL]: "data",
                "topology.kubernetes.io/region": "embedded",
                "kubernetes.io/hostname": name,
                "kubernetes.io/os": "linux",
                "kubernetes.io/arch": currentPlatform()?.split("-")[1] ?? "amd64",
            },
        },
        // Each zone has a KWOK controller of its own, and without a range per node all of them hand out
        // 10.0.0.1, 10.0.0.2 …
        spec: {
            podCIDR: `10.${64 + zoneIndex}.${nodeIndex}.0/24`,
            podCIDRs: [`10.${64 + zoneIndex}.${nodeIndex}.0/24`],
        },
        status: {
            capacity: { ...capacity },
            allocatable: { ...capacity },
            addresses: [
                { type: "Hostname", address: name },
                { type: "InternalIP", address: `10.${16 + zoneIndex}.0.${nodeIndex + 1}` },
            ],
        },
    };
}
