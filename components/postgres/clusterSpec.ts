import type * as pulumi from "@pulumi/pulumi";
import {
    imageFrom,
    parseBytes,
    parseCpu,
    type ImageSource,
    type NamespaceRef,
    type Workload,
    type Zone,
    ZONE_LABEL,
} from "../../contracts";
import { failoverTolerations, zoneAffinity, zonesOf, type Toleration, type ZoneAffinity } from "../shared/placement";
import type { Resources } from "../shared/replicatedService";
import type { archiver, recoveryFields } from "./backup";
import { POSTGRES_IMAGE } from "./catalogue";

/** The CloudNativePG `Cluster`, as plain data. */

export interface PostgresSpecArgs {
    readonly instances: number;
    readonly resources: Resources;
    readonly storage: string;
    readonly walStorage: string;
    readonly maxConnections: number;
    readonly storageClass?: string;
    readonly zones: readonly Zone[];
    /** First database and the role that owns it, which have the same name. */
    readonly database: string;
    /** basic-auth Secret of that role. */
    readonly ownerSecret: string;
    /** Fields that take the place of `bootstrap.initdb`: how a restored server begins. */
    readonly recovery?: ReturnType<typeof recoveryFields>;
    /** Further queries for the exporter. */
    readonly queries?: { readonly configMap: string; readonly key: string };
    /** Archives the write-ahead log. */
    readonly archiver?: ReturnType<typeof archiver>;
    /** Annotations of the instances' service account: who they are to the archive. */
    readonly accountAnnotations?: Record<string, pulumi.Input<string>>;
    /** Labels of the nodes that the instances run on. */
    readonly nodeSelector?: Readonly<Record<string, string>>;
    /** Where images are pulled from. Default: from the registries that publish them. */
    readonly images?: ImageSource;
    /** Further login roles and their basic-auth Secrets. */
    readonly roles: readonly { readonly name: string; readonly secret: string }[];
}

export interface PostgresClusterSpec {
    instances: number;
    resources: Resources;
    affinity: {
        enablePodAntiAffinity: boolean;
        podAntiAffinityType: "required";
        topologyKey: string;
        nodeAffinity: ZoneAffinity;
        tolerations: Toleration[];
        nodeSelector?: Readonly<Record<string, string>>;
    };
    postgresql: {
        parameters: Record<string, string>;
        synchronous: {
            method: "any";
            number: number;
            dataDurability: "required" | "preferred";
            failoverQuorum: boolean;
        };
    };
    [field: string]: unknown;
}

/** Standbys that must confirm a commit. */
const SYNCHRONOUS_STANDBYS = 1;

const MEBI = 1024 ** 2;

export function postgresClusterSpec(args: PostgresSpecArgs): PostgresClusterSpec {
    const volume = (size: string) => ({
        size,
        ...(args.storageClass === undefined ? {} : { storageClass: args.storageClass }),
        resizeInUseVolumes: true,
    });
    return {
        instances: args.instances,
        imageName: imageFrom(POSTGRES_IMAGE, args.images),
        resources: args.resources,
        affinity: {
            enablePodAntiAffinity: true,
            podAntiAffinityType: "required",
            topologyKey: ZONE_LABEL,
            nodeAffinity: zoneAffinity(args.zones),
            tolerations: failoverTolerations(),
            ...(args.nodeSelector === undefined ? {} : { nodeSelector: args.nodeSelector }),
        },
        ...(args.accountAnnotations === undefined
            ? {}
            : { serviceAccountTemplate: { metadata: { annotations: args.accountAnnotations } } }),
        postgresql: {
            parameters: serverParameters(args.maxConnections, parseBytes(args.resources.requests.memory)),
            synchronous: {
                method: "any",
                number: SYNCHRONOUS_STANDBYS,
                // With one standby left over, no acknowledged write may be lost; with a single standby, its loss must not stop writes.
                dataDurability: args.instances > SYNCHRONOUS_STANDBYS + 1 ? "required" : "preferred",
                failoverQuorum: args.instances > SYNCHRONOUS_STANDBYS + 1,
            },
        },
        ...(args.recovery ?? {
            bootstrap: {
                initdb: {
                    database: args.database,
                    owner: args.database,
                    secret: { name: args.ownerSecret },
                    dataChecksums: true,
                    encoding: "UTF8",
                },
            },
        }),
        ...(args.archiver === undefined ? {} : { plugins: [args.archiver] }),
        ...(args.queries === undefined
            ? {}
            : { monitoring: { customQueriesConfigMap: [{ name: args.queries.configMap, key: args.queries.key }] } }),
        managed: {
            roles: args.roles.map(({ name, secret }) => ({
                name,
                ensure: "present",
                login: true,
                passwordSecret: { name: secret },
            })),
        },
        storage: volume(args.storage),
        // WAL on its own volume: a full WAL volume stops writes, a full data volume corrupts the way back.
        walStorage: volume(args.walStorage),
        replicationSlots: { highAvailability: { enabled: true } },
        primaryUpdateStrategy: "unsupervised",
        primaryUpdateMethod: "switchover",
        enableSuperuserAccess: false,
        enablePDB: true,
    };
}

function serverParameters(maxConnections: number, memoryBytes: number): Record<string, string> {
    return {
        max_connections: String(maxConnections),
        shared_buffers: `${Math.floor(memoryBytes / 4 / MEBI)}MB`,
        effective_cache_size: `${Math.floor((memoryBytes * 3) / 4 / MEBI)}MB`,
        wal_level: "replica",
        max_wal_senders: "10",
        max_replication_slots: "10",
        hot_standby_feedback: "on",
        // The server notices clients that went dark with their zone, and frees their connections and locks.
        tcp_keepalives_idle: "10",
        tcp_keepalives_interval: "5",
        tcp_keepalives_count: "3",
        tcp_user_timeout: "15000",
    };
}

/** Members that must run so that the cluster takes writes. */
export function postgresQuorum({ postgresql }: PostgresClusterSpec): number {
    const { number, dataDurability } = postgresql.synchronous;
    return dataDurability === "required" ? 1 + number : 1;
}

/** The Workload that a Cluster's `spec` amounts to. */
export function workloadOfCluster(name: string, namespace: NamespaceRef, spec: PostgresClusterSpec): Workload {
    return {
        name,
        tier: "data",
        members: { min: spec.instances, max: spec.instances },
        quorum: postgresQuorum(spec),
        zones: zonesOf(spec.affinity.nodeAffinity),
        spread:
            spec.affinity.podAntiAffinityType === "required" && spec.affinity.topologyKey === ZONE_LABEL
                ? "hard"
                : "soft",
        requests: { cpu: parseCpu(spec.resources.requests.cpu), memory: parseBytes(spec.resources.requests.memory) },
        recovery: {
            kind: "election",
            expectedSeconds: 60,
            source: "CloudNativePG docs/src/failover.md (lease 15 s since 1.30) plus node detection; to be measured",
        },
        dependsOn: [],
        zoneBound: true,
        pods: { namespace: namespace.name, matchLabels: { "cnpg.io/cluster": name, "cnpg.io/podRole": "instance" } },
        service: `${name}-r`,
    };
}
