import { expectedSwitchSeconds } from "../../components/dns/failover";
import { ofType, type ResourceGraph } from "../graph";
import { DATA_READY, DATABASE_LOSS, DATABASE_READY, DIFY_READY, type DatabasePath, type Estimate } from "./estimates";

/** What losing the region of a stack costs (RPO) and how long it takes (RTO), from what the stack creates. Pure. */

/** A kind of data, and how much of the newest of it is lost. */
export interface Loss {
    readonly data: string;
    /** Minutes; `null` where there is no copy. */
    readonly minutes: number | null;
    readonly source: string;
}

/** One thing that takes time. Steps of one wave go on side by side. */
export interface Step {
    readonly wave: number;
    readonly what: string;
    readonly minutes: number;
    readonly source: string;
}

/** A way back into service, from the moment that somebody decides on it. */
export interface WayBack {
    readonly database: DatabasePath;
    readonly steps: readonly Step[];
    /** Sum of the longest steps of all waves. */
    readonly minutes: number;
}

export interface RegionLoss {
    /** `primary`: this region may be lost; `secondary`: this one takes over. */
    readonly role: "primary" | "secondary";
    readonly losses: readonly Loss[];
    readonly ways: readonly WayBack[];
}

const BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication";
const REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
const SECRET = "aws:secretsmanager/secret:Secret";

/** Undefined for a stack without a second region. */
export function regionLossOf(graph: ResourceGraph): RegionLoss | undefined {
    const takesOver = graph.outputs["takesOver"] as { readonly database: DatabasePath } | undefined;
    if (takesOver !== undefined) {
        const { database } = takesOver;
        return { role: "secondary", losses: [databaseLoss(database), ...UNCOPIED], ways: [wayBack(database)] };
    }
    if (ofType(graph, BACKUPS).length === 0) {
        return undefined;
    }
    return {
        role: "primary",
        losses: [
            databaseLoss("backups"),
            databaseLoss("replica"),
            ...bucketLosses(graph),
            ...secretLosses(graph),
            ...UNCOPIED,
        ],
        ways: [wayBack("backups"), wayBack("replica")],
    };
}

const DATABASE_NAMES: Readonly<Record<DatabasePath, string>> = {
    backups: "database, restored from backups",
    replica: "database, from a replica",
};

function databaseLoss(path: DatabasePath): Loss {
    return { data: DATABASE_NAMES[path], ...DATABASE_LOSS[path] };
}

interface ReplicationRule {
    readonly destination: { readonly replicationTime?: { readonly time: { readonly minutes: number } } };
}

/** A bucket without replication time control is copied at some time: no figure can be promised. */
function bucketLosses(graph: ResourceGraph): Loss[] {
    return ofType(graph, REPLICATION).map(({ name, inputs }) => {
        const minutes = (inputs["rules"] as ReplicationRule[]).map(
            ({ destination }) => destination.replicationTime?.time.minutes ?? Infinity,
        );
        const longest = Math.max(...minutes);
        return {
            data: `bucket ${name}`,
            minutes: Number.isFinite(longest) ? longest : null,
            source: "S3 Replication Time Control: 99.9 % of the objects, in writing",
        };
    });
}

function secretLosses(graph: ResourceGraph): Loss[] {
    return ofType(graph, SECRET)
        .filter(({ inputs }) => ((inputs["replicas"] as unknown[] | undefined) ?? []).length > 0)
        .map(({ name }) => ({
            data: `secret ${name}`,
            minutes: 0,
            source: "copied by Secrets Manager when it changes",
        }));
}

/** What has no copy, and why that can be lived with. */
const UNCOPIED: readonly Loss[] = [
    { data: "Redis", minutes: null, source: "tasks under way, rate limits, caches: run again, or filled again" },
    {
        data: "vector indexes",
        minutes: null,
        source: "their catalogue is in etcd, which is not copied; made again from the documents",
    },
];

const NAME_MOVED: Estimate = {
    minutes: Math.ceil(expectedSwitchSeconds() / 60),
    source: `Route 53: ${expectedSwitchSeconds()} s for health checks and resolvers`,
};

function wayBack(database: DatabasePath): WayBack {
    const steps: Step[] = [
        {
            wave: 1,
            what: database === "backups" ? "restore the database" : "promote the replica",
            ...DATABASE_READY[database],
        },
        { wave: 1, what: "create Redis, nodes, Milvus", ...DATA_READY },
        { wave: 2, what: "start Dify", ...DIFY_READY },
        { wave: 3, what: "move the public name", ...NAME_MOVED },
    ];
    const waves = [...new Set(steps.map(({ wave }) => wave))];
    const longest = waves.map((wave) =>
        Math.max(...steps.filter((step) => step.wave === wave).map(({ minutes }) => minutes)),
    );
    return { database, steps, minutes: longest.reduce((sum, minutes) => sum + minutes, 0) };
}

/** Minutes until another region serves, by the longer of its ways. */
export const TAKEOVER_MINUTES = Math.max(wayBack("backups").minutes, wayBack("replica").minutes);
