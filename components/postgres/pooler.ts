import {
    imageFrom,
    parseBytes,
    parseCpu,
    type ImageSource,
    type NamespaceRef,
    type Workload,
    type Zone,
} from "../../contracts";
import {
    failoverTolerations,
    spreadConstraints,
    spreadOf,
    zoneAffinity,
    zonesOf,
    type Toleration,
    type TopologySpreadConstraint,
    type ZoneAffinity,
} from "../shared/placement";
import { ENDPOINT_RECOVERY } from "../shared/recovery";
import type { Resources } from "../shared/replicatedService";
import { PGBOUNCER_IMAGE } from "./catalogue";

/** The CloudNativePG `Pooler` (PgBouncer), as plain data. */

export interface PoolerSpec {
    instances: number;
    template: {
        spec: {
            affinity: { nodeAffinity: ZoneAffinity };
            tolerations: Toleration[];
            topologySpreadConstraints: TopologySpreadConstraint[];
            containers: { name: string; image: string; resources: Resources }[];
        };
        [field: string]: unknown;
    };
    [field: string]: unknown;
}

/** PgBouncer only passes bytes on: one pod carries thousands of connections in this. */
const RESOURCES: Resources = { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "1", memory: "256Mi" } };

/** Databases that are reached through it. */
const DATABASES = 2;

/** Connections that are not for the poolers: superusers, operator, exporter. */
const RESERVED_CONNECTIONS = 20;

/** Server connections of one pod for one database; one at least, or its clients would wait for ever. */
function poolSize(maxConnections: number, instances: number): number {
    return Math.max(1, Math.floor((maxConnections - RESERVED_CONNECTIONS) / DATABASES / instances));
}

const labelsOf = (name: string) => ({ "cnpg.io/poolerName": name });

export function poolerSpec(
    name: string,
    args: {
        clusterName: string;
        instances: number;
        maxConnections: number;
        zones: readonly Zone[];
        images?: ImageSource;
    },
): PoolerSpec {
    return {
        cluster: { name: args.clusterName },
        type: "rw",
        instances: args.instances,
        pgbouncer: {
            // Session mode: Dify sets the time zone as a start-up option and keeps its own pool.
            poolMode: "session",
            parameters: {
                max_client_conn: String(args.maxConnections * 2),
                default_pool_size: String(poolSize(args.maxConnections, args.instances)),
                ignore_startup_parameters: "extra_float_digits,options",
                // DB_EXTRAS end here: without these a primary that goes dark hangs the pooler's connections, and with them its clients
                // (with PgBouncer 1.18: more than 32 s without, 10.5 to 12.8 s with them).
                tcp_keepidle: "10",
                tcp_keepintvl: "3",
                tcp_keepcnt: "3",
                tcp_user_timeout: "10000",
            },
        },
        template: {
            metadata: { labels: labelsOf(name) },
            spec: {
                tolerations: failoverTolerations(),
                affinity: { nodeAffinity: zoneAffinity(args.zones) },
                topologySpreadConstraints: spreadConstraints({ replicas: args.instances, matchLabels: labelsOf(name) }),
                containers: [
                    { name: "pgbouncer", image: imageFrom(PGBOUNCER_IMAGE, args.images), resources: RESOURCES },
                ],
            },
        },
    };
}

/** The Workload that a Pooler's `spec` amounts to. */
export function workloadOfPooler(
    name: string,
    clusterName: string,
    namespace: NamespaceRef,
    spec: PoolerSpec,
): Workload {
    const { affinity, topologySpreadConstraints, containers } = spec.template.spec;
    return {
        name,
        tier: "data",
        members: { min: spec.instances, max: spec.instances },
        quorum: 1,
        zones: zonesOf(affinity.nodeAffinity),
        spread: spreadOf(topologySpreadConstraints),
        requests: {
            cpu: containers.reduce((sum, { resources }) => sum + parseCpu(resources.requests.cpu), 0),
            memory: containers.reduce((sum, { resources }) => sum + parseBytes(resources.requests.memory), 0),
        },
        recovery: ENDPOINT_RECOVERY,
        dependsOn: [clusterName],
        zoneBound: false,
        pods: { namespace: namespace.name, matchLabels: labelsOf(name) },
        service: name,
    };
}
