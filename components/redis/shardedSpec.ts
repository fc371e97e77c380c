import { imageFrom, type ImageSource, type NamespaceRef, type Workload, type Zone } from "../../contracts";
import { majority, placed, placement } from "../shared/operatorPods";
import type { Resources } from "../shared/replicatedService";
import { REDIS_IMAGE } from "./catalogue";
import { operatorLabels, REDIS_POD_SECURITY, redisExporter, volumeClaim } from "./replicationSpec";

/** The operator's `RedisCluster` (hash slots), as plain data. */

type Role = ReturnType<typeof placement> & { replicas: number; resources: Resources; [field: string]: unknown };

export interface ShardedSpec {
    clusterSize: number;
    redisLeader: Role;
    redisFollower: Role;
    [field: string]: unknown;
}

export interface ShardedArgs {
    readonly name: string;
    readonly shards: number;
    readonly resources: Resources;
    readonly storage: string;
    readonly storageClass?: string;
    readonly zones: readonly Zone[];
    readonly passwordSecret: { name: string; key: string };
    readonly configMap: string;
    /** Where images are pulled from. Default: from the registries that publish them. */
    readonly images?: ImageSource;
}

/** Annotations of the custom resource: a primary and its replica never share a zone. */
export const ROLE_ANTI_AFFINITY = { "redisclusters.redis.redis.opstreelabs.in/role-anti-affinity": "true" };

export function shardedSpec(args: ShardedArgs): ShardedSpec {
    const role = (kind: "leader" | "follower"): Role => ({
        replicas: args.shards,
        resources: args.resources,
        redisConfig: { additionalRedisConfig: args.configMap },
        pdb: { enabled: true, maxUnavailable: 1 },
        terminationGracePeriodSeconds: 60,
        ...placement(args.shards, operatorLabels(`${args.name}-${kind}`, "cluster", kind), args.zones),
    });
    return {
        clusterSize: args.shards,
        clusterVersion: "v7",
        // Turns on the append-only file.
        persistenceEnabled: true,
        podSecurityContext: REDIS_POD_SECURITY,
        kubernetesConfig: {
            image: imageFrom(REDIS_IMAGE, args.images),
            imagePullPolicy: "IfNotPresent",
            redisSecret: args.passwordSecret,
        },
        redisExporter: redisExporter(args.images),
        storage: volumeClaim(args.storage, args.storageClass),
        redisLeader: role("leader"),
        redisFollower: role("follower"),
    };
}

/** The Workloads that a RedisCluster's `spec` amounts to: primaries and replicas. */
export function workloadsOfSharded(name: string, namespace: NamespaceRef, spec: ShardedSpec): Workload[] {
    const workload = (kind: "leader" | "follower", role: Role, quorum: number): Workload => ({
        ...placed(role, role.resources),
        name: `${name}-${kind}`,
        tier: "data",
        members: { min: role.replicas, max: role.replicas },
        quorum,
        recovery: {
            kind: "election",
            expectedSeconds: 20,
            source: "measured: 20 s, of which 15 are the cluster-node-timeout of the operator's configuration",
        },
        dependsOn: [],
        zoneBound: true,
        pods: { namespace: namespace.name, matchLabels: operatorLabels(`${name}-${kind}`, "cluster", kind) },
        service: `${name}-${kind}`,
    });
    return [
        // A majority of primaries must vote for a failover; a lost one is replaced by its replica in another zone.
        workload("leader", spec.redisLeader, majority(spec.redisLeader.replicas)),
        workload("follower", spec.redisFollower, 0),
    ];
}
