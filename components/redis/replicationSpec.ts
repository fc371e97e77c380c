import {
    imageFrom,
    type ImageSource,
    type NamespaceRef,
    type NodePool,
    type Recovery,
    type Workload,
    type Zone,
} from "../../contracts";
import { majority, placed, placement, type Placement } from "../shared/operatorPods";
import type { Resources } from "../shared/replicatedService";
import { EXPORTER_IMAGE, REDIS_IMAGE, SENTINEL_IMAGE } from "./catalogue";

/** The operator's `RedisReplication` with inline Sentinel, as plain data. */

export interface RedisReplicationSpec extends Placement {
    clusterSize: number;
    kubernetesConfig: { image: string; resources: Resources; redisSecret: { name: string; key: string } };
    sentinel: Placement & { size: number; resources: Resources; [field: string]: unknown };
    [field: string]: unknown;
}

export interface RedisReplicationArgs {
    readonly name: string;
    readonly members: number;
    readonly sentinels: number;
    readonly resources: Resources;
    readonly storage: string;
    readonly storageClass?: string;
    readonly zones: readonly Zone[];
    /** Nodes for the members, which have volumes. */
    readonly dataNodes?: NodePool;
    readonly passwordSecret: { name: string; key: string };
    /** ConfigMap with the additional redis.conf. */
    readonly configMap: string;
    /** Where images are pulled from. Default: from the registries that publish them. */
    readonly images?: ImageSource;
}

/** A Sentinel only watches: these sizes hold for any Redis. */
const SENTINEL_RESOURCES: Resources = {
    requests: { cpu: "50m", memory: "64Mi" },
    limits: { cpu: "250m", memory: "128Mi" },
};

/** Labels that the operator gives to the pods of a role (internal/controller/common, `GetRedisLabels`). */
export function operatorLabels(app: string, setupType: string, role: string): Record<string, string> {
    return { app, redis_setup_type: setupType, role };
}

/** Name of the StatefulSet of Sentinels that the operator makes for a RedisReplication. */
function sentinelName(name: string): string {
    return `${name}-s`;
}

/** Labels of the Sentinels of a RedisReplication. */
export function sentinelLabels(name: string): Record<string, string> {
    return operatorLabels(sentinelName(name), "sentinel", "sentinel");
}

/** Volume of one member. */
export function volumeClaim(size: string, storageClass: string | undefined) {
    return {
        volumeClaimTemplate: {
            spec: {
                accessModes: ["ReadWriteOnce"],
                ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
                resources: { requests: { storage: size } },
            },
        },
    };
}

/** A sidecar of every member that tells Prometheus how it is. */
export function redisExporter(images: ImageSource | undefined) {
    return {
        enabled: true,
        image: imageFrom(EXPORTER_IMAGE, images),
        resources: { requests: { cpu: "20m", memory: "32Mi" }, limits: { cpu: "100m", memory: "64Mi" } },
    };
}

/** The user that the operator's images run as. */
export const REDIS_POD_SECURITY = { runAsUser: 1000, fsGroup: 1000, runAsNonRoot: true };

export function redisReplicationSpec(args: RedisReplicationArgs): RedisReplicationSpec {
    const memberLabels = operatorLabels(args.name, "replication", "replication");
    return {
        clusterSize: args.members,
        kubernetesConfig: {
            image: imageFrom(REDIS_IMAGE, args.images),
            imagePullPolicy: "IfNotPresent",
            resources: args.resources,
            redisSecret: args.passwordSecret,
        } as RedisReplicationSpec["kubernetesConfig"],
        redisConfig: { additionalRedisConfig: args.configMap },
        redisExporter: redisExporter(args.images),
        storage: volumeClaim(args.storage, args.storageClass),
        podSecurityContext: REDIS_POD_SECURITY,
        terminationGracePeriodSeconds: 60,
        pdb: { enabled: true, maxUnavailable: 1 },
        ...placement(args.members, memberLabels, args.zones, args.dataNodes),
        sentinel: {
            size: args.sentinels,
            image: imageFrom(SENTINEL_IMAGE, args.images),
            imagePullPolicy: "IfNotPresent",
            resources: SENTINEL_RESOURCES,
            redisSecret: args.passwordSecret,
            quorum: String(majority(args.sentinels)),
            // 2 s instead of the operator's 5: writes go on 3.5 s after a kill. No false alarm in 10 s of redis-benchmark
            // with 200 pipelining clients, nor when the master was stopped for 1.5 s (tests/services/redis/falseAlarm.test.ts).
            downAfterMilliseconds: "2000",
            failoverTimeout: "10000",
            parallelSyncs: "1",
            podSecurityContext: REDIS_POD_SECURITY,
            ...placement(args.sentinels, sentinelLabels(args.name), args.zones),
        },
    };
}

const ELECTION: Recovery = {
    kind: "election",
    expectedSeconds: 6,
    source: "measured: Redis 7.0.15, 3 Sentinels, HAProxy in front: writes go on 3.5 s after a kill, 3.9 s in a dark zone",
};

/** The Workloads that a RedisReplication's `spec` amounts to: the members and the Sentinels. */
export function workloadsOfReplication(name: string, namespace: NamespaceRef, spec: RedisReplicationSpec): Workload[] {
    const common = { tier: "data", recovery: ELECTION } as const;
    return [
        {
            ...common,
            ...placed(spec, spec.kubernetesConfig.resources),
            name,
            members: { min: spec.clusterSize, max: spec.clusterSize },
            quorum: 1,
            dependsOn: [`${name}-sentinel`],
            zoneBound: true,
            pods: { namespace: namespace.name, matchLabels: operatorLabels(name, "replication", "replication") },
            service: `${name}-headless`,
        },
        {
            ...common,
            ...placed(spec.sentinel, spec.sentinel.resources),
            name: `${name}-sentinel`,
            members: { min: spec.sentinel.size, max: spec.sentinel.size },
            quorum: majority(spec.sentinel.size),
            dependsOn: [],
            zoneBound: true,
            pods: { namespace: namespace.name, matchLabels: sentinelLabels(name) },
            service: `${sentinelName(name)}-hl`,
        },
    ];
}
