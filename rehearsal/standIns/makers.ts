import type { KubernetesObject } from "../../analysis/graph";
import { standInObjects, type StandInArgs } from "./objects";

/**
 * What each operator makes of its custom resource, as far as placement, size and number go. Read from the resource itself, so that
 * the rehearsal shows what is really asked for, not what we believe.
 */
type Maker = (resource: CustomObject) => StandInArgs[];

interface CustomObject extends KubernetesObject {
    readonly spec: Fields;
}

/** A part of a custom resource, of which we know only the fields that we read. */
type Fields = Readonly<Record<string, unknown>>;

const MAKERS: Readonly<Record<string, Maker>> = {
    "postgresql.cnpg.io/v1 Cluster": postgresInstances,
    "postgresql.cnpg.io/v1 Pooler": postgresPooler,
    "redis.redis.opstreelabs.in/v1beta2 RedisReplication": redisMembers,
    "redis.redis.opstreelabs.in/v1beta2 RedisCluster": redisShards,
    "milvus.io/v1beta1 Milvus": milvusComponents,
};

/** Stand-ins for what an operator would create for an object; none for objects that no operator looks at. */
export function standInsFor(object: KubernetesObject): KubernetesObject[] {
    const make = MAKERS[`${object.apiVersion} ${object.kind}`];
    return make === undefined ? [] : make(object as CustomObject).flatMap(standInObjects);
}

function common({ kind, metadata }: KubernetesObject) {
    return { namespace: metadata.namespace ?? "default", source: `${kind} ${metadata.name}` };
}

function placementOf({ affinity, tolerations, topologySpreadConstraints }: Fields): StandInArgs["placement"] {
    return { affinity, tolerations, topologySpreadConstraints };
}

/** CloudNativePG turns its short form of anti-affinity into the pods' own (docs/src/scheduling.md). */
function postgresInstances(cluster: CustomObject): StandInArgs[] {
    const { metadata, spec } = cluster;
    const labels = { "cnpg.io/cluster": metadata.name, "cnpg.io/podRole": "instance" };
    const affinity = spec.affinity as Fields;
    const term = { labelSelector: { matchLabels: labels }, topologyKey: affinity.topologyKey };
    const antiAffinity =
        affinity.podAntiAffinityType === "required"
            ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
            : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] };
    return [
        {
            ...common(cluster),
            name: metadata.name,
            labels,
            replicas: spec.instances as number,
            resources: spec.resources,
            placement: {
                tolerations: affinity.tolerations,
                affinity: {
                    nodeAffinity: affinity.nodeAffinity,
                    ...(affinity.enablePodAntiAffinity === true ? { podAntiAffinity: antiAffinity } : {}),
                },
            },
            kind: "StatefulSet",
            service: `${metadata.name}-r`,
            disruptionBudget: spec.enablePDB === true,
        },
    ];
}

function postgresPooler(pooler: CustomObject): StandInArgs[] {
    const { metadata, spec } = pooler;
    const template = (spec.template as { spec: Fields }).spec;
    const [container] = template.containers as { resources: unknown }[];
    return [
        {
            ...common(pooler),
            name: metadata.name,
            labels: { "cnpg.io/poolerName": metadata.name },
            replicas: spec.instances as number,
            resources: container?.resources,
            placement: placementOf(template),
            kind: "Deployment",
            service: metadata.name,
            disruptionBudget: false,
        },
    ];
}

function redisMembers(replication: CustomObject): StandInArgs[] {
    const { metadata, spec } = replication;
    const { name } = metadata;
    const sentinel = spec.sentinel as Fields;
    return [
        {
            ...common(replication),
            name,
            labels: { app: name, redis_setup_type: "replication", role: "replication" },
            replicas: spec.clusterSize as number,
            resources: (spec.kubernetesConfig as Fields).resources,
            placement: placementOf(spec),
            kind: "StatefulSet",
            service: `${name}-headless`,
            disruptionBudget: (spec.pdb as Fields).enabled === true,
        },
        {
            ...common(replication),
            name: `${name}-s`,
            labels: { app: `${name}-s`, redis_setup_type: "sentinel", role: "sentinel" },
            replicas: sentinel.size as number,
            resources: sentinel.resources,
            placement: placementOf(sentinel),
            kind: "StatefulSet",
            service: `${name}-s-hl`,
            disruptionBudget: false,
        },
    ];
}

function redisShards(cluster: CustomObject): StandInArgs[] {
    const { metadata, spec } = cluster;
    return (["leader", "follower"] as const).map((kind) => {
        const role = spec[kind === "leader" ? "redisLeader" : "redisFollower"] as Fields;
        const name = `${metadata.name}-${kind}`;
        return {
            ...common(cluster),
            name,
            labels: { app: name, redis_setup_type: "cluster", role: kind },
            replicas: role.replicas as number,
            resources: role.resources,
            placement: placementOf(role),
            kind: "StatefulSet",
            service: name,
            disruptionBudget: (role.pdb as Fields).enabled === true,
        };
    });
}

/** Names of the components in a Milvus resource, and what the operator calls their pods. */
const MILVUS_COMPONENTS = {
    proxy: "proxy",
    mixCoord: "mixcoord",
    queryNode: "querynode",
    dataNode: "datanode",
    streamingNode: "streamingnode",
} as const;

function milvusComponents(milvus: CustomObject): StandInArgs[] {
    const { metadata, spec } = milvus;
    const components = spec.components as Readonly<Record<string, Fields>>;
    const etcd = (spec.dependencies as { etcd: { inCluster: { values: Fields } } }).etcd.inCluster.values;
    const etcdName = `${metadata.name}-etcd`;
    return [
        ...Object.entries(MILVUS_COMPONENTS).map(([field, label]): StandInArgs => {
            const component = components[field] ?? {};
            return {
                ...common(milvus),
                name: `${metadata.name}-milvus-${label}`,
                labels: {
                    "app.kubernetes.io/instance": metadata.name,
                    "app.kubernetes.io/name": "milvus",
                    "app.kubernetes.io/component": label,
                },
                replicas: component.replicas as number,
                resources: component.resources,
                placement: placementOf(component),
                kind: "Deployment",
                service: label === "proxy" ? `${metadata.name}-milvus` : undefined,
                disruptionBudget: false,
            };
        }),
        {
            ...common(milvus),
            name: etcdName,
            labels: { "app.kubernetes.io/instance": etcdName, "app.kubernetes.io/name": "etcd" },
            replicas: etcd.replicaCount as number,
            resources: etcd.resources,
            placement: placementOf(etcd),
            kind: "StatefulSet",
            service: `${etcdName}-headless`,
            disruptionBudget: false,
        },
    ];
}
