import type { GraphResource } from "../../analysis/graph";
import type { Copy, CopyMode, Seat } from "./model";
import { sourceName, type Owned } from "./sources";

/** What keeps data in several zones: who of its members does what, and how they copy from each other. */
export interface Store {
    /** What runs it, in a few words. */
    readonly detail?: string;
    readonly first?: string;
    readonly others?: string;
    /** How the others have what the first has; undefined where they have nothing in common. */
    readonly mode?: CopyMode;
    readonly what: string;
}

/** By the type of the resource that a store is made from. */
const STORES: Readonly<Record<string, (resource: GraphResource) => Store>> = {
    "aws:rds/instance:Instance": ({ inputs }) => ({
        detail: `RDS ${String(inputs["instanceClass"])}`,
        ...(inputs["replicateSourceDb"] === undefined
            ? { first: "primary", others: "standby", mode: "synchronous" }
            : { first: "read replica", others: "read replica" }),
        what: "every write; RDS chooses which zone has the primary",
    }),
    "aws:rds/cluster:Cluster": () => ({
        detail: "Aurora",
        first: "writer",
        others: "reader",
        mode: "quorum",
        what: "every write; the storage is in three zones, instances share it",
    }),
    "aws:rds/clusterInstance:ClusterInstance": ({ inputs }) => ({
        detail: `Aurora ${String(inputs["instanceClass"])}`,
        first: "writer",
        others: "reader",
        mode: "quorum",
        what: "every write; the storage is in three zones, instances share it",
    }),
    "aws:elasticache/replicationGroup:ReplicationGroup": ({ inputs }) => {
        const detail = `ElastiCache ${String(inputs["nodeType"])}`;
        const what = "every write, after it is acknowledged";
        return Number(inputs["numNodeGroups"] ?? 1) > 1
            ? { detail, first: "shards", others: "shards", mode: "asynchronous", what }
            : { detail, first: "primary", others: "replica", mode: "asynchronous", what };
    },
    "kubernetes:postgresql.cnpg.io/v1:Cluster": ({ inputs }) => {
        const { postgresql } = inputs["spec"] as {
            readonly postgresql?: { readonly synchronous?: { readonly number: number } };
        };
        const number = postgresql?.synchronous?.number;
        return {
            detail: "CloudNativePG",
            first: "primary",
            others: "standby",
            ...(number === undefined
                ? { mode: "asynchronous", what: "every write, after it is acknowledged" }
                : { mode: "synchronous", what: `every write, acknowledged by any ${number} of the standbys` }),
        };
    },
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisReplication": () => ({
        detail: "Redis with Sentinel",
        first: "primary",
        others: "replica",
        mode: "asynchronous",
        what: "every write, after it is acknowledged; Sentinel chooses which zone has the primary",
    }),
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster": () => ({
        detail: "Redis Cluster",
        first: "shards",
        others: "shards",
        mode: "asynchronous",
        what: "every write of a shard, after it is acknowledged",
    }),
};

/** Members that agree by majority. */
const VOTERS: Store = { first: "voter", others: "voter", mode: "quorum", what: "what most of them have agreed on" };

/** Undefined for what keeps nothing, such as a proxy in front of a store. */
export function storeOf({ workload, resources }: Owned): Store | undefined {
    const { tier, recovery, zoneBound, quorum } = workload;
    if (tier !== "data") {
        return undefined;
    }
    const [main] = resources;
    const isNamedLike = main !== undefined && (main.name === workload.name || workload.pods === undefined);
    const known = isNamedLike ? STORES[main.type]?.(main) : undefined;
    return known ?? (zoneBound && recovery.kind === "election" && quorum > 1 ? VOTERS : undefined);
}

/** The seats of a store with what its members do. */
export function withRoles(seats: readonly Seat[], { first, others }: Store): Seat[] {
    return seats.map((seat, index) => {
        const role = index === 0 ? first : others;
        return role === undefined ? seat : { ...seat, role };
    });
}

/** Copies between the members of a store in different zones. */
export function copiesWithin(owned: Owned, { mode, what }: Store, seats: readonly Seat[]): Copy[] {
    const thing = owned.workload.name;
    const [first, ...others] = seats;
    if (mode === undefined || first === undefined) {
        return [];
    }
    return others.map(({ zone }) => ({
        from: { thing, zone: first.zone },
        to: { thing, zone },
        mode,
        what,
        sources: owned.resources.map(sourceName),
    }));
}
