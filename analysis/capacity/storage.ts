import { parseBytes } from "../../contracts";
import { disksOf, type Contents } from "../cost/volumes";
import { times, NOTHING, type Range } from "../cost/range";
import { dependencyOf, type GraphResource, type ResourceGraph } from "../graph";
import type { StorageGrowth } from "./types";
import { DUMP_SHARE, GIBI, GROWTH } from "./usage";

/** When disks are full. */
export function storageOf(graph: ResourceGraph): StorageGrowth[] {
    return graph.resources.flatMap((resource) => [
        ...(DATABASES[resource.type]?.(resource, graph) ?? []),
        ...disksOf(resource).flatMap(({ contents, size }) => disk(resource, contents, parseBytes(size))),
    ]);
}

/** What is added to a disk, and what keeps it from getting full. */
interface Filling {
    readonly what: string;
    readonly growth: Range;
    /** Whether something is deleted before the disk is full. */
    readonly bounded: boolean;
    readonly assumption: string;
}

function bounded(what: string, assumption: string): Filling {
    return { what, growth: NOTHING, bounded: true, assumption };
}

/** Named jobs hold a dump; those that try one hold what it is restored to. */
const RESTORES = "restore-check";

const FILLINGS: Readonly<Record<Contents, (resource: GraphResource) => Filling>> = {
    database: () => ({
        what: "database, each member",
        growth: GROWTH.database.value,
        bounded: false,
        assumption: GROWTH.database.text,
    }),
    writeAheadLog: () => bounded("write-ahead log, each member", "segments are deleted once they are archived"),
    jobFiles: ({ name }) => {
        const share = name.endsWith(RESTORES) ? 1 : DUMP_SHARE;
        return {
            what: share === 1 ? "database that a dump is tried in" : "dump of the database",
            growth: times(GROWTH.database.value, share),
            bounded: false,
            assumption: `a dump has ${DUMP_SHARE * 100} % of the size of the database; ${GROWTH.database.text}`,
        };
    },
    metadata: () => bounded("etcd, each member", "etcd keeps itself to its quota, and deletes old revisions"),
    metrics: () => ({
        what: "metrics, each Prometheus",
        growth: GROWTH.metrics.value,
        bounded: true,
        assumption: GROWTH.metrics.text,
    }),
    redis: () =>
        bounded("append-only file, each member", "the file is rewritten when it has doubled; maxmemory bounds it"),
    silences: () => bounded("silences and notifications", "Alertmanager deletes them after its retention"),
    volume: () => bounded("traces", "spans are deleted when their time is over"),
};

function disk(resource: GraphResource, contents: Contents, size: number): StorageGrowth[] {
    return [growing(resource, size, size, FILLINGS[contents](resource))];
}

function growing(
    { name }: GraphResource,
    size: number,
    limit: number,
    { what, growth, bounded: kept, assumption }: Filling,
): StorageGrowth {
    const months = (bytes: number) => Math.round((limit / bytes) * 10) / 10;
    return {
        resource: name,
        what,
        size,
        limit,
        growth,
        monthsUntilFull: kept
            ? null
            : { low: months(growth.high), likely: months(growth.likely), high: months(growth.low) },
        assumption,
    };
}

/** Bytes that the volume of an Aurora cluster grows to (user guide, "Amazon Aurora size limits"; newer versions have twice as much). */
const AURORA_LIMIT = 128 * 1024 * GIBI;

type DatabaseOf = (resource: GraphResource, graph: ResourceGraph) => readonly StorageGrowth[];

/** Databases that AWS runs: their storage grows by itself, to a bound. */
const DATABASES: Readonly<Record<string, DatabaseOf>> = {
    "aws:rds/instance:Instance": (resource, graph) => {
        const inputs = resource.inputs as { allocatedStorage?: number; maxAllocatedStorage?: number };
        // A replica begins with the storage of what it replicates.
        const source = dependencyOf(graph, resource, resource.type);
        const ordered = inputs.allocatedStorage ?? (source?.inputs["allocatedStorage"] as number | undefined);
        const bound = inputs.maxAllocatedStorage ?? ordered;
        return ordered === undefined || bound === undefined
            ? []
            : [growing(resource, ordered * GIBI, bound * GIBI, { ...FILLINGS.database(resource), what: "database" })];
    },
    "aws:rds/cluster:Cluster": (resource) => [
        growing(resource, 0, AURORA_LIMIT, { ...FILLINGS.database(resource), what: "database" }),
    ],
};
