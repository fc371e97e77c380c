import { parseBytes } from "../../contracts";
import type { GraphResource } from "../graph";
import type { Line } from "./pricers";
import { exactly, times } from "./range";
import { USAGE } from "./usage";

/** Disks that Kubernetes orders for pods: how many of which size, by type of object. */

interface Claim {
    readonly resources: { readonly requests: { readonly storage: string } };
}

interface ClaimTemplate {
    readonly spec: Claim;
}

/** What fills a disk. */
export type Contents =
    "database" | "writeAheadLog" | "jobFiles" | "metadata" | "metrics" | "redis" | "silences" | "volume";

/** Disks of one size. */
export interface Disks {
    readonly contents: Contents;
    readonly size: string;
    readonly count: number;
    /** They are there while a job runs. */
    readonly ofJob?: true;
}

const sizeOf = ({ spec }: ClaimTemplate) => spec.resources.requests.storage;

type ClaimsOf = (inputs: Readonly<Record<string, unknown>>) => readonly Disks[];

const CLAIMS: Readonly<Record<string, ClaimsOf>> = {
    "kubernetes:apps/v1:StatefulSet": (inputs) => {
        const { spec } = inputs as unknown as {
            spec: { replicas: number; volumeClaimTemplates?: readonly ClaimTemplate[] };
        };
        return (spec.volumeClaimTemplates ?? []).map((claim) => ({
            contents: "volume",
            size: sizeOf(claim),
            count: spec.replicas,
        }));
    },
    "kubernetes:batch/v1:CronJob": (inputs) => {
        const { spec } = inputs as unknown as {
            spec: { jobTemplate: { spec: { template: { spec: { volumes?: readonly Volume[] } } } } };
        };
        return (spec.jobTemplate.spec.template.spec.volumes ?? []).flatMap(({ ephemeral }) =>
            ephemeral === undefined
                ? []
                : [
                      {
                          contents: "jobFiles",
                          size: sizeOf(ephemeral.volumeClaimTemplate),
                          count: 1,
                          ofJob: true as const,
                      },
                  ],
        );
    },
    "kubernetes:postgresql.cnpg.io/v1:Cluster": (inputs) => {
        const { spec } = inputs as unknown as {
            spec: { instances: number; storage: { size: string }; walStorage?: { size: string } };
        };
        const { instances: count, storage, walStorage } = spec;
        return [
            { contents: "database", size: storage.size, count },
            ...(walStorage === undefined ? [] : [{ contents: "writeAheadLog" as const, size: walStorage.size, count }]),
        ];
    },
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisReplication": (inputs) => redisMembers(inputs, 1),
    // Each shard has a leader and a follower.
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster": (inputs) => redisMembers(inputs, 2),
    "kubernetes:milvus.io/v1beta1:Milvus": (inputs) => {
        const { spec } = inputs as unknown as {
            spec: {
                dependencies: {
                    etcd: { inCluster?: { values: { replicaCount: number; persistence: { size: string } } } };
                };
            };
        };
        const etcd = spec.dependencies.etcd.inCluster?.values;
        return etcd === undefined
            ? []
            : [{ contents: "metadata", size: etcd.persistence.size, count: etcd.replicaCount }];
    },
    // The chart of the Prometheus operator; other charts have no disks.
    "kubernetes:helm.sh/v3:Release": (inputs) => {
        const { values = {} } = inputs as unknown as { values?: MonitoringValues };
        return [
            {
                contents: "metrics" as const,
                spec: values.prometheus?.prometheusSpec,
                storage: values.prometheus?.prometheusSpec?.storageSpec,
            },
            {
                contents: "silences" as const,
                spec: values.alertmanager?.alertmanagerSpec,
                storage: values.alertmanager?.alertmanagerSpec?.storage,
            },
        ].flatMap(({ contents, spec, storage }) =>
            storage === undefined
                ? []
                : [{ contents, size: sizeOf(storage.volumeClaimTemplate), count: spec?.replicas ?? 1 }],
        );
    },
};

interface Volume {
    readonly ephemeral?: { readonly volumeClaimTemplate: ClaimTemplate };
}

interface WithClaim {
    readonly volumeClaimTemplate: ClaimTemplate;
}

interface MonitoringValues {
    readonly prometheus?: {
        readonly prometheusSpec?: { readonly replicas?: number; readonly storageSpec?: WithClaim };
    };
    readonly alertmanager?: {
        readonly alertmanagerSpec?: { readonly replicas?: number; readonly storage?: WithClaim };
    };
}

function redisMembers(inputs: Readonly<Record<string, unknown>>, membersOfEach: number): Disks[] {
    const { spec } = inputs as unknown as { spec: { clusterSize: number; storage?: WithClaim } };
    return spec.storage === undefined
        ? []
        : [
              {
                  contents: "redis",
                  size: sizeOf(spec.storage.volumeClaimTemplate),
                  count: spec.clusterSize * membersOfEach,
              },
          ];
}

const GIB = 2 ** 30;

/** Disks that an object orders; none for most. */
export function disksOf({ type, inputs }: GraphResource): readonly Disks[] {
    return CLAIMS[type]?.(inputs) ?? [];
}

/** What the disks of an object are paid for. */
export function volumeLines(resource: GraphResource): Line[] {
    return disksOf(resource).map(({ size, count, ofJob }) => {
        const gigabytes = (parseBytes(size) / GIB) * count;
        return {
            what: `disks of ${size} for pods`,
            price: "ebs:gp3",
            ...(ofJob === true
                ? { quantity: times(USAGE.jobHours.quantity, gigabytes), assumption: USAGE.jobHours.text }
                : { quantity: exactly(gigabytes) }),
        };
    });
}

/** Whether an object orders a disk by a field that every claim has. */
export function ordersDisks(value: unknown): boolean {
    if (typeof value !== "object" || value === null) {
        return false;
    }
    const { requests } = value as { requests?: { storage?: unknown } | null };
    return requests?.storage !== undefined || Object.values(value).some(ordersDisks);
}
