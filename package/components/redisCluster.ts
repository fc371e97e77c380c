import type * as pulumi from "@pulumi/pulumi";
import * as program from "../../components/redis/redisCluster";
import type { PackagedComponent } from "../component";
import * as rules from "../rules";
import { clusterHandle, type Cluster } from "../shapes/cluster";
import { shown, type RedisEndpoint } from "../shapes/endpoints";
import type { Resources } from "../shapes/resources";
import { shownTraffic, shownWorkloads, type Traffic, type Workload } from "../shapes/workload";

/** What a Redis is for. */
export const RedisContent = {
    /** None of which may be lost. */
    Tasks: "tasks",
    /** May be evicted and deleted. */
    Counters: "counters",
} as const;
export type RedisContent = (typeof RedisContent)[keyof typeof RedisContent];

export interface RedisClusterArgs {
    /** Where it runs. */
    readonly cluster: Cluster;
    /** Members of the primary/replica group, one of them the master. */
    readonly members: number;
    /** Sentinels, odd and at least 3. */
    readonly sentinels: number;
    /** Requests and limits of one member; `maxmemory` is three quarters of the memory limit. */
    readonly resources: Resources;
    /** Volume of one member, a byte quantity. */
    readonly storage: string;
    /** Primaries of a Redis Cluster beside the group, each with one replica; at least 3. Default: there is none. */
    readonly shards?: number;
    /** What it is for. Default: tasks. */
    readonly content?: RedisContent;
}

/**
 * Redis 7: a master with replicas, failed over by Sentinel, behind one address that follows the master (the only shape that all of
 * Dify can use); optionally a Redis Cluster beside it for clients that follow redirects.
 */
export declare class RedisCluster extends pulumi.ComponentResource {
    /** Address that follows the master. */
    readonly primary: RedisEndpoint;
    /** Redis Cluster; absent without `shards`. */
    readonly sharded?: RedisEndpoint;
    /** What runs, and how it fails and recovers. */
    readonly workloads: Workload[];
    /** Connections that network policies must allow. */
    readonly traffic: Traffic;
    constructor(name: string, args: RedisClusterArgs, opts?: pulumi.ComponentResourceOptions);
}

export const redisCluster: PackagedComponent<RedisClusterArgs, RedisCluster> = {
    problems: (args) => [
        ...rules.cluster(args.cluster),
        ...rules.count("members", args.members, 1),
        ...rules.oddCount("sentinels", args.sentinels, 3),
        ...rules.resources("resources", args.resources),
        ...rules.bytes("storage", args.storage),
        ...(args.shards === undefined ? [] : rules.count("shards", args.shards, 3)),
    ],
    construct: (name, { cluster, shards, ...args }, opts) => {
        const component = new program.RedisCluster(
            name,
            { ...args, cluster: clusterHandle(cluster), sharded: shards === undefined ? undefined : { shards } },
            opts,
        );
        const { primary, sharded, workloads, traffic } = component;
        return {
            component,
            outputs: {
                primary: shown(primary),
                sharded: sharded && shown(sharded),
                workloads: shownWorkloads(workloads),
                traffic: shownTraffic(traffic),
            },
        };
    },
};
