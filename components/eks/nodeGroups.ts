import type { NetworkZone } from "../../contracts";
import { canIdle, type IdleCapacity } from "../shared/capacitySchedule";

/** Which node groups a cluster has: pure. */

export type PoolName = "data" | "general";

export interface NodesArgs {
    /** Nodes for pods with volumes, of fixed number: a volume binds its pod to its zone, so a node elsewhere is of no use to it. */
    readonly data: {
        /** EC2 instance type, such as `r7i.xlarge`. */
        readonly instanceType: string;
        /** Nodes in each zone. */
        readonly perZone: number;
    };
    /** Nodes for everything else, scaled by the Cluster Autoscaler. */
    readonly general: {
        /** EC2 instance type, such as `m7i.xlarge`. */
        readonly instanceType: string;
        /** Nodes in each zone, at least. */
        readonly minPerZone: number;
        /** Nodes in each zone, at most: what is left of it when a zone is lost must hold the whole load. */
        readonly maxPerZone: number;
        /** Fewer nodes at least outside of working time. Default: always `minPerZone`. */
        readonly idle?: IdleCapacity;
    };
    /** Root volume of each node: images, logs and `emptyDir` volumes. GiB. */
    readonly volumeGiB: number;
}

/** One node group, in one zone. */
export interface NodeGroupPlan {
    readonly pool: PoolName;
    readonly zone: NetworkZone;
    readonly instanceType: string;
    readonly scaling: { readonly desiredSize: number; readonly minSize: number; readonly maxSize: number };
    /** Whether the Cluster Autoscaler, not the program, decides on the number of nodes. */
    readonly autoscaled: boolean;
    /** Fewer nodes at least at times; then a schedule, not the program, decides on the minimum. */
    readonly idle?: IdleCapacity;
}

/** A group of each pool in each zone, so that the autoscaler can add a node to the very zone that a volume is in. */
export function nodeGroupPlans(zones: readonly NetworkZone[], { data, general }: NodesArgs): NodeGroupPlan[] {
    return zones.flatMap((zone) => [
        {
            pool: "data" as const,
            zone,
            instanceType: data.instanceType,
            scaling: { desiredSize: data.perZone, minSize: data.perZone, maxSize: data.perZone },
            autoscaled: false,
        },
        {
            pool: "general" as const,
            zone,
            instanceType: general.instanceType,
            scaling: {
                desiredSize: general.minPerZone,
                minSize: general.minPerZone,
                maxSize: general.maxPerZone,
            },
            autoscaled: general.minPerZone < general.maxPerZone || canIdle(general.minPerZone, general.idle),
            ...(canIdle(general.minPerZone, general.idle) ? { idle: general.idle } : {}),
        },
    ]);
}

/** Families with a `g` after the generation (`m7g`, `c7gn`, `t4g`) have Graviton processors. */
const GRAVITON = /^[a-z]+\d+g[a-z]*\./;

/** EKS's own Amazon Linux 2023 image for the processor of an instance type. */
export function amiTypeOf(instanceType: string): string {
    return GRAVITON.test(instanceType) ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD";
}
