import type * as pulumi from "@pulumi/pulumi";
import * as program from "../../components/postgres/postgresHa";
import type { PackagedComponent } from "../component";
import * as rules from "../rules";
import { clusterHandle, type Cluster } from "../shapes/cluster";
import { objectStoreEndpoint, shown, type ObjectStore, type PostgresEndpoint } from "../shapes/endpoints";
import type { Resources } from "../shapes/resources";
import { shownTraffic, shownWorkloads, type Traffic, type Workload } from "../shapes/workload";

export interface PostgresHAArgs {
    /** Where it runs. */
    readonly cluster: Cluster;
    /** Instances, each in a zone of its own; at most as many as there are zones. From 3 on no acknowledged write is lost. */
    readonly instances: number;
    /** Requests and limits of one instance. */
    readonly resources: Resources;
    /** Data volume of one instance, a byte quantity such as `50Gi`. */
    readonly storage: string;
    /** Write-ahead-log volume of one instance, a byte quantity. */
    readonly walStorage: string;
    /** `max_connections`, shared by both databases. */
    readonly maxConnections: number;
    /** Whether there is a database of the plugin daemon beside Dify's own. Default: `true`. */
    readonly pluginDatabase?: boolean;
    /** Instances of PgBouncer, in session mode in front of the primary. Default: none. */
    readonly poolerInstances?: number;
    /** Base backups and write-ahead log in the object store. Default: none, and then nothing can be restored. */
    readonly backup?: Backup;
    /**
     * Run on a server restored from the archive of the first one, which goes on beside it until it is removed by hand. Needs `backup`.
     * Default: run on the first one.
     */
    readonly restore?: Restore;
    /** Further queries for the exporter, in a ConfigMap that may come later. Default: none. */
    readonly queries?: Queries;
}

/** Base backups at night, write-ahead log all the time. */
export interface Backup {
    /** Its bucket `backups` takes them. */
    readonly objectStore: ObjectStore;
    /** Time of day of the base backup, `HH:MM` in UTC. */
    readonly at: string;
    /** Every moment of so many days back can be restored. */
    readonly retentionDays: number;
}

/** A restored server, and where it comes from. Neither `time` nor `backup`: the newest state there is. */
export interface Restore {
    /** Name of the restored server. */
    readonly as: string;
    /** A moment, ISO 8601 with time zone. Default: the newest. */
    readonly time?: string;
    /** Id of a base backup, such as `20261123T020000`. Default: the newest. */
    readonly backup?: string;
}

/** Queries of an exporter. */
export interface Queries {
    /** Name of the ConfigMap in the namespace. */
    readonly configMap: string;
    /** Key under `data`. */
    readonly key: string;
}

/** PostgreSQL 15 by CloudNativePG: one primary, standbys in the other zones, automatic failover, two databases. */
export declare class PostgresHA extends pulumi.ComponentResource {
    /** Database of Dify's API and workers. */
    readonly app: PostgresEndpoint;
    /** Database of the plugin daemon; absent without `pluginDatabase`. */
    readonly plugins?: PostgresEndpoint;
    /** What runs, and how it fails and recovers. */
    readonly workloads: Workload[];
    /** Connections that network policies must allow. */
    readonly traffic: Traffic;
    constructor(name: string, args: PostgresHAArgs, opts?: pulumi.ComponentResourceOptions);
}

export const postgresHa: PackagedComponent<PostgresHAArgs, PostgresHA> = {
    problems: (args) => [
        ...rules.cluster(args.cluster),
        ...rules.count("instances", args.instances, 1),
        ...tooManyInstances(args),
        ...rules.resources("resources", args.resources),
        ...rules.bytes("storage", args.storage),
        ...rules.bytes("walStorage", args.walStorage),
        ...rules.count("maxConnections", args.maxConnections, 1),
        ...(args.poolerInstances === undefined ? [] : rules.count("poolerInstances", args.poolerInstances, 1)),
        ...(args.backup === undefined ? [] : backupProblems(args.backup)),
        ...restoreProblems(args),
    ],
    construct: (name, { cluster, backup, poolerInstances, ...args }, opts) => {
        const component = new program.PostgresHA(
            name,
            {
                ...args,
                cluster: clusterHandle(cluster),
                pooler: poolerInstances === undefined ? undefined : { instances: poolerInstances },
                backup: backup && { ...backup, objectStore: objectStoreEndpoint(backup.objectStore) },
            },
            opts,
        );
        return {
            component,
            outputs: {
                app: shown(component.app),
                ...(component.plugins === undefined ? {} : { plugins: shown(component.plugins) }),
                workloads: shownWorkloads(component.workloads),
                traffic: shownTraffic(component.traffic),
            },
        };
    },
};

function tooManyInstances({ instances, cluster: { zones } }: Pick<PostgresHAArgs, "instances" | "cluster">) {
    return rules.when(
        instances > zones.length,
        "instances",
        instances,
        `must be at most ${zones.length}, the number of zones: no zone has two of them`,
    );
}

function backupProblems({ objectStore, at, retentionDays }: Backup) {
    return [
        ...rules.objectStore("backup.objectStore", objectStore),
        ...rules.timeOfDay("backup.at", at),
        ...rules.count("backup.retentionDays", retentionDays, 1),
    ];
}

function restoreProblems({ restore, backup }: Pick<PostgresHAArgs, "restore" | "backup">) {
    return [
        ...rules.when(
            restore !== undefined && backup === undefined,
            "restore",
            undefined,
            "needs backup: the archive says what can be restored",
        ),
        ...rules.when(
            restore?.time !== undefined && restore.backup !== undefined,
            "restore.time",
            restore?.time,
            "excludes restore.backup",
        ),
    ];
}
