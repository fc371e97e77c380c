import { ofType, type GraphResource, type ResourceGraph } from "../../analysis/graph";
import type { Copy, Link, Thing } from "./model";
import { regionOf } from "./regions";
import { fieldsOf, listOf, objectName, sourceName, textsOf, type Owned } from "./sources";

/** Buckets, secrets and backups: what belongs to a region as a whole, who uses it, and what of it is in another region. */

const BUCKET = "aws:s3/bucket:Bucket";
const REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
const BACKUP_COPIES = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication";
const SECRET = "aws:secretsmanager/secret:Secret";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";

export const SECRETS = "secrets";

/** A bucket that Dify uses. */
interface UsedBucket {
    readonly id: string;
    readonly name: string;
    readonly thing: Thing;
}

interface BucketOutputs {
    readonly buckets?: Readonly<Record<string, string>>;
}

/** Buckets that a component of object storage says it has, by purpose. Those in another region are copies. */
function usedBuckets(graph: ResourceGraph, copies: ReadonlySet<string>): UsedBucket[] {
    const made = new Map(ofType(graph, BUCKET).map((bucket) => [String(bucket.inputs["bucket"]), bucket]));
    const owners = graph.resources
        .filter(({ custom }) => !custom)
        .map((component) => {
            const { location, endpoint } = component.outputs ?? {};
            const { buckets = {} } = fieldsOf<BucketOutputs>(location ?? endpoint);
            return { source: sourceName(component), buckets };
        })
        .filter(({ buckets }) => Object.values(buckets).some((name) => !copies.has(name)));
    // Where another stack has made them, the stack itself says so.
    const adopted = { source: "output buckets", buckets: (graph.outputs as BucketOutputs).buckets ?? {} };
    return (owners.length === 0 ? [adopted] : owners).flatMap(({ source, buckets }) =>
        Object.entries(buckets)
            .filter(([, name]) => !copies.has(name))
            .map(([purpose, name]) => {
                const bucket = made.get(name);
                const id = `bucket-${purpose}`;
                return {
                    id,
                    name,
                    thing: regional(
                        id,
                        purpose,
                        bucket === undefined ? "bucket that this stack does not make" : "S3 bucket",
                        [bucket === undefined ? source : sourceName(bucket)],
                    ),
                };
            }),
    );
}

function regional(id: string, label: string, detail: string, sources: readonly string[]): Thing {
    return {
        id,
        label,
        detail,
        layer: "storage",
        shape: "store",
        members: { min: 1, max: 1 },
        seats: [],
        anywhere: 0,
        staysInZone: false,
        sources,
    };
}

function managerOf(secrets: readonly GraphResource[]): Thing {
    return {
        ...regional(SECRETS, "Secrets Manager", "Secrets Manager", secrets.map(sourceName)),
        members: { min: secrets.length, max: secrets.length },
    };
}

/** What of the graph lies in storage, and who uses and copies it. */
export interface Storage {
    readonly things: readonly Thing[];
    readonly links: readonly Link[];
    readonly copies: readonly Copy[];
}

export function storageOf(graph: ResourceGraph, owned: readonly Owned[], own: string | undefined): Storage {
    const find = regionOf(graph);
    const copyNames = new Set(
        ofType(graph, BUCKET)
            .filter((bucket) => find(bucket) !== own)
            .map(({ inputs }) => String(inputs["bucket"])),
    );
    const buckets = usedBuckets(graph, copyNames);
    const secrets = ofType(graph, SECRET);
    return {
        things: [...buckets.map(({ thing }) => thing), ...(secrets.length === 0 ? [] : [managerOf(secrets)])],
        links: buckets.flatMap(({ id, name }) =>
            owned.filter((one) => isUsedBy(graph, one, name)).map(({ workload }) => ({ from: workload.name, to: id })),
        ),
        copies: [
            ...buckets.flatMap((bucket) => [...bucketCopies(graph, bucket), ...backupsInto(graph, owned, bucket)]),
            ...databaseBackups(graph, owned),
            ...secretCopies(secrets),
        ],
    };
}

/** Whether a workload, or a ConfigMap that it takes its environment or files from, names a bucket. */
function isUsedBy(graph: ResourceGraph, { resources, workload }: Owned, bucket: string): boolean {
    const own = resources.filter(({ type }) => type.startsWith("kubernetes:") && !type.endsWith(":Release"));
    // An operator's custom resource names what the parts that it makes have in common; those that vote keep nothing elsewhere.
    const isVoter = workload.recovery.kind === "election" && workload.zoneBound;
    const texts = own.flatMap(({ inputs }) => textsOf(inputs));
    const configs = ofType(graph, CONFIG_MAP).filter(
        ({ inputs, parent }) => own.some((one) => one.parent === parent) && texts.includes(objectName(inputs) ?? ""),
    );
    return !isVoter && [...texts, ...configs.flatMap(({ inputs }) => textsOf(inputs))].includes(bucket);
}

interface ReplicationRule {
    readonly destination: {
        readonly bucket: string;
        readonly replicationTime?: { readonly time: { readonly minutes: number } };
    };
}

function bucketCopies(graph: ResourceGraph, { id, name }: UsedBucket): Copy[] {
    const find = regionOf(graph);
    const byName = new Map(ofType(graph, BUCKET).map((bucket) => [String(bucket.inputs["bucket"]), bucket]));
    return ofType(graph, REPLICATION)
        .filter(({ inputs }) => inputs["bucket"] === name)
        .flatMap((replication) =>
            listOf<ReplicationRule>(replication.inputs["rules"]).flatMap(({ destination }): Copy[] => {
                const target = byName.get(destination.bucket.split(":").at(-1) ?? "");
                const region = target === undefined ? undefined : find(target);
                const minutes = destination.replicationTime?.time.minutes;
                return target === undefined || region === undefined
                    ? []
                    : [
                          {
                              from: { thing: id },
                              to: { region },
                              mode: "backup",
                              what: minutes === undefined ? "objects" : `objects within ${minutes} min`,
                              sources: [sourceName(replication), sourceName(target)],
                          },
                      ];
            }),
        );
}

/** Archives and dumps of a store: what is named after it and names the bucket, but is none of its members. */
function backupsInto(graph: ResourceGraph, owned: readonly Owned[], { id, name }: UsedBucket): Copy[] {
    return owned
        .filter(({ workload }) => workload.tier === "data")
        .flatMap(({ workload }) => {
            const found = graph.resources.filter(
                (resource) =>
                    resource.name.startsWith(`${workload.name}-`) &&
                    BACKUPS.has(resource.type) &&
                    textsOf(resource.inputs).some((text) => text === name || text.startsWith(`s3://${name}/`)),
            );
            return found.length === 0 ? [] : [backup(workload.name, { thing: id }, found)];
        });
}

/** Types that write backups, and what they write. */
const BACKUPS = new Map([
    ["kubernetes:batch/v1:CronJob", "dumps"],
    ["kubernetes:barmancloud.cnpg.io/v1:ObjectStore", "base backups and log"],
]);

function backup(thing: string, to: Copy["to"], found: readonly GraphResource[]): Copy {
    const kinds = [...new Set(found.map(({ type }) => BACKUPS.get(type) ?? ""))].sort();
    return { from: { thing }, to, mode: "backup", what: kinds.join(", "), sources: found.map(sourceName) };
}

function databaseBackups(graph: ResourceGraph, owned: readonly Owned[]): Copy[] {
    const find = regionOf(graph);
    return ofType(graph, BACKUP_COPIES).flatMap((copies): Copy[] => {
        const region = find(copies);
        const source = owned.find(({ resources }) => resources.some(({ urn }) => copies.dependencies.includes(urn)));
        return region === undefined || source === undefined
            ? []
            : [
                  {
                      from: { thing: source.workload.name },
                      to: { region },
                      mode: "backup",
                      what: `backups of ${String(copies.inputs["retentionPeriod"])} days`,
                      sources: [sourceName(copies)],
                  },
              ];
    });
}

function replicasOf(inputs: GraphResource["inputs"]): string[] {
    return listOf<{ readonly region: string }>(inputs["replicas"]).map(({ region }) => region);
}

function secretCopies(secrets: readonly GraphResource[]): Copy[] {
    const regions = [...new Set(secrets.flatMap(({ inputs }) => replicasOf(inputs)))].sort();
    return regions.map((region) => {
        const there = secrets.filter(({ inputs }) => replicasOf(inputs).includes(region));
        return {
            from: { thing: SECRETS },
            to: { region },
            mode: "asynchronous",
            what: `${there.length} of ${secrets.length}, when changed`,
            sources: there.map(sourceName),
        };
    });
}
