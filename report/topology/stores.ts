import type { GraphResource } from "../../analysis/graph";
import type { Copy, CopyMode, Seat } from "./model";
import { fieldsOf, listOf, sourceName, type Owned } from "./sources";

/** What keeps data in several zones: who of its members does what, and how they copy from each other. */
export interface Store {
    /** What runs it, in a few words. */
    readonly detail?: string;
    readonly first: string;
    readonly others: string;
    /** Zones of the members one by one, where the resource names them. */
    readonly zones?: readonly string[];
    /** How the others have what the first has; undefined where they have nothing in common. */
    readonly mode?: CopyMode;
    readonly what: string;
}

const ACKNOWLEDGED_BEFORE = "every write, after it is acknowledged";

const RDS_INSTANCE = "aws:rds/instance:Instance";
const REDIS_CLUSTER = "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster";

/** Ends the name of the workload that has the primaries of a Redis Cluster. */
const LEADER = "-leader";

/** By the type of the resource that a store is made from. */
const STORES: Readonly<Record<string, (resource: GraphResource, workload: string) => Store>> = {
    [RDS_INSTANCE]: ({ inputs }) => ({
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
        const mode = "asynchronous";
        const zones = listOf<string>(inputs["preferredCacheClusterAzs"]);
        return Number(inputs["numNodeGroups"] ?? 1) > 1
            ? { detail, first: "shard", others: "shard", mode, what: ACKNOWLEDGED_BEFORE }
            : {
                  detail,
                  first: "primary",
                  others: "replica",
                  mode,
                  what: ACKNOWLEDGED_BEFORE,
                  ...(zones.length === 0 ? {} : { zones }),
              };
    },
    "kubernetes:postgresql.cnpg.io/v1:Cluster": ({ inputs }) => {
        const { postgresql } = fieldsOf<{ readonly postgresql: unknown }>(inputs["spec"]);
        const { synchronous } = fieldsOf<{ readonly synchronous: { readonly number: number } }>(postgresql);
        const number = synchronous?.number;
        return {
            detail: "CloudNativePG",
            first: "primary",
            others: "standby",
            ...(number === undefined
                ? { mode: "asynchronous", what: ACKNOWLEDGED_BEFORE }
                : { mode: "synchronous", what: `every write, acknowledged by any ${number} of the standbys` }),
        };
    },
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisReplication": () => ({
        detail: "Redis with Sentinel",
        first: "primary",
        others: "replica",
        mode: "asynchronous",
        what: `${ACKNOWLEDGED_BEFORE}; Sentinel chooses which zone has the primary`,
    }),
    [REDIS_CLUSTER]: (_, workload) => {
        const role = workload.endsWith(LEADER) ? "primary" : "replica";
        return { detail: "Redis Cluster", first: role, others: role, what: ACKNOWLEDGED_BEFORE };
    },
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
    // An operator's resource is one of several workloads, of which that of the same name keeps the data.
    const isMain =
        main !== undefined &&
        (main.name === workload.name || workload.pods === undefined || main.type === REDIS_CLUSTER);
    const known = isMain ? STORES[main.type]?.(main, workload.name) : undefined;
    return known ?? (zoneBound && recovery.kind === "election" && quorum > 1 ? VOTERS : undefined);
}

/** The seats of a store with what its members do. */
export function withRoles(seats: readonly Seat[], { first, others }: Store): Seat[] {
    return seats.map((seat, index) => ({ ...seat, role: roleOf(seat.members, index === 0 ? first : others, others) }));
}

function roleOf(members: number, first: string, others: string): string {
    return members < 2 ? first : first === others ? `${members} ${first}s` : `${first} + ${members - 1} ${others}`;
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

/** Copies from one workload to another: to read replicas of RDS, and to the replicas of a Redis Cluster. */
export function copiesBetween(all: readonly Owned[]): Copy[] {
    return all.flatMap((replica) => {
        const source = all.find(
            (other) =>
                other.component === replica.component && (isReadReplica(replica, other) || isFollower(replica, other)),
        );
        const sources = replica.resources.map(sourceName);
        const [zone] = source?.workload.zones ?? [];
        if (source === undefined || zone === undefined) {
            return [];
        }
        const rest = { mode: "asynchronous", what: ACKNOWLEDGED_BEFORE, sources } as const;
        const [from, to] = [source.workload.name, replica.workload.name];
        return source.resources[0]?.type === RDS_INSTANCE
            ? replica.workload.zones.map((target): Copy => ({
                  from: { thing: from, zone },
                  to: { thing: to, zone: target },
                  ...rest,
              }))
            : [{ from: { thing: from }, to: { thing: to }, ...rest }];
    });
}

function isReadReplica({ resources }: Owned, source: Owned): boolean {
    return source.resources.some(({ urn, type }) => type === RDS_INSTANCE && resources[0]?.dependencies.includes(urn));
}

function isFollower({ resources, workload }: Owned, source: Owned): boolean {
    const [main] = resources;
    return (
        main?.type === REDIS_CLUSTER &&
        source.resources[0] === main &&
        source.workload.name.endsWith(LEADER) &&
        !workload.name.endsWith(LEADER)
    );
}
