import type { Problem } from "../../contracts";
import { DEFAULT_SNAPSHOT_RETENTION_DAYS, type ElastiCacheRedisArgs } from "./args";
import { NODE_TYPES } from "./nodeTypes";

/** What is wrong with the arguments, by the keys that a person would write. Pure. */

/** A replica is the least that a failover needs; AWS allows five. */
const MEMBERS = { min: 2, max: 6 };

/** AWS allows 500 nodes in a cluster-mode group once it is asked to; each shard has two. */
const SHARDS = { min: 1, max: 250 };

const RETENTION_DAYS = { min: 1, max: 35 };

/** ElastiCache: a letter first, letters, digits and single hyphens. The longest ending is `-redis-sharded-final`. */
const IDENTIFIER_PREFIX = /^[a-z]([a-z0-9]|-(?=[a-z0-9])){0,39}$/;

type Check = (args: ElastiCacheRedisArgs) => Problem[];

const problem = (holds: boolean, path: string, value: unknown, message: string): Problem[] =>
    holds ? [{ path: `redis.${path}`, value, message }] : [];

const outside = (value: number, { min, max }: { min: number; max: number }) =>
    !Number.isInteger(value) || value < min || value > max;

const checkIdentifier: Check = ({ identifierPrefix }) =>
    problem(
        !IDENTIFIER_PREFIX.test(identifierPrefix),
        "identifierPrefix",
        identifierPrefix,
        "must be lower-case letters, digits and single hyphens, a letter first, at most 40 characters: snapshots are named with it",
    );

const checkNodeType: Check = ({ nodeType }) =>
    problem(
        NODE_TYPES[nodeType] === undefined,
        "nodeType",
        nodeType,
        `must be one of ${Object.keys(NODE_TYPES).join(", ")}`,
    );

const checkMembers: Check = ({ members }) =>
    problem(
        outside(members, MEMBERS),
        "replicas",
        members,
        `must be a whole number from ${MEMBERS.min} to ${MEMBERS.max}: one primary, at least one to take over, five at most`,
    );

const checkZones: Check = ({ network }) =>
    problem(
        network.zones.length < 2,
        "zones",
        network.zones.map(({ name }) => name),
        "must be at least two: the one that takes over must be in another zone",
    );

const checkShards: Check = ({ sharded }) =>
    problem(
        sharded !== undefined && outside(sharded.shards, SHARDS),
        "cluster.shards",
        sharded?.shards,
        `must be a whole number from ${SHARDS.min} to ${SHARDS.max}`,
    );

const checkDurability: Check = ({ sharded, nodeType }) =>
    problem(
        sharded?.durability !== undefined && NODE_TYPES[nodeType]?.burstable === true,
        "cluster.durability",
        sharded?.durability,
        `is not available on the burstable ${nodeType}; take a larger type or leave it out`,
    );

const checkRetention: Check = ({ snapshotRetentionDays = DEFAULT_SNAPSHOT_RETENTION_DAYS }) =>
    problem(
        outside(snapshotRetentionDays, RETENTION_DAYS),
        "snapshotRetentionDays",
        snapshotRetentionDays,
        `must be a whole number from ${RETENTION_DAYS.min} to ${RETENTION_DAYS.max}; 0 would mean no snapshots at all`,
    );

const CHECKS: readonly Check[] = [
    checkIdentifier,
    checkNodeType,
    checkMembers,
    checkZones,
    checkShards,
    checkDurability,
    checkRetention,
];

export function elastiCacheProblems(args: ElastiCacheRedisArgs): Problem[] {
    return CHECKS.flatMap((check) => check(args));
}
