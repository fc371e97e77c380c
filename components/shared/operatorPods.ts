import { parseBytes, parseCpu, type NodePool, type Workload, type Zone } from "../../contracts";
import {
    failoverTolerations,
    spreadConstraints,
    spreadOf,
    zoneAffinity,
    zonesOf,
    type Toleration,
    type TopologySpreadConstraint,
    type ZoneAffinity,
} from "./placement";
import type { Resources } from "./replicatedService";

/** Placement fields that operators copy from a custom resource into the pods of one role. */
export interface Placement {
    affinity: { nodeAffinity: ZoneAffinity };
    tolerations: Toleration[];
    topologySpreadConstraints: TopologySpreadConstraint[];
    nodeSelector?: Readonly<Record<string, string>>;
}

/** Where the pods of a role may run: in any of the zones, and on the nodes of a pool where one is given. */
export function placement(
    members: number,
    matchLabels: Record<string, string>,
    zones: readonly Zone[],
    pool?: NodePool,
): Placement {
    return {
        ...(pool === undefined ? {} : { nodeSelector: pool.nodeSelector }),
        affinity: { nodeAffinity: zoneAffinity(zones) },
        tolerations: failoverTolerations(),
        topologySpreadConstraints: spreadConstraints({ replicas: members, matchLabels }),
    };
}

/** Zones, spread and requests of one role, read back from what it was given. */
export function placed(where: Placement, resources: Resources): Pick<Workload, "zones" | "spread" | "requests"> {
    return {
        zones: zonesOf(where.affinity.nodeAffinity),
        spread: spreadOf(where.topologySpreadConstraints),
        requests: { cpu: parseCpu(resources.requests.cpu), memory: parseBytes(resources.requests.memory) },
    };
}

/** Votes that a decision needs. */
export function majority(members: number): number {
    return Math.floor(members / 2) + 1;
}
