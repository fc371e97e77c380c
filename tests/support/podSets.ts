import type { ResourceGraph } from "../../analysis/graph";
import { resourcesOf, specsOf, type WithSpec } from "./graph";

/**
 * Every set of pods that the objects of a graph lead to, read from the objects without any help of the code under test. What an
 * operator makes of its custom resource is written down here, from the operator's source.
 */
export interface PodSet {
    /** Name of the Workload that it should be. */
    readonly name: string;
    readonly namespace: string;
    readonly members: number;
    /** Under load, where something scales them. */
    readonly mostMembers?: number;
    readonly labels: Record<string, string>;
    readonly resources: Resources;
    readonly zones: string[];
    readonly constraints: readonly Constraint[];
    /** Required pod anti-affinity over zones, which CloudNativePG has instead of constraints. */
    readonly oneAZone: boolean;
    readonly tolerations: readonly unknown[];
    /** Whether the operator makes a PodDisruptionBudget for these pods. */
    readonly operatorMakesBudget: boolean;
    /** Whether pods come back only where their volume or their identity is. */
    readonly stateful: boolean;
}

export interface Resources {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly cpu: string; readonly memory: string };
}

export interface Constraint {
    readonly topologyKey: string;
    readonly whenUnsatisfiable: string;
    readonly maxSkew: number;
    readonly nodeTaintsPolicy?: string;
    readonly matchLabelKeys?: string[];
    readonly labelSelector: { readonly matchLabels: Record<string, string> };
}

interface Affinity {
    readonly nodeAffinity: {
        readonly requiredDuringSchedulingIgnoredDuringExecution: {
            readonly nodeSelectorTerms: {
                readonly matchExpressions: {
                    readonly key: string;
                    readonly operator: string;
                    readonly values: string[];
                }[];
            }[];
        };
    };
}

interface Placement {
    readonly affinity: Affinity;
    readonly tolerations: unknown[];
    readonly topologySpreadConstraints?: Constraint[];
}

function zonesIn({ nodeAffinity }: Affinity): string[] {
    const [term, ...others] = nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    const [expression, ...more] = term?.matchExpressions ?? [];
    if (others.length > 0 || more.length > 0 || expression?.operator !== "In") {
        throw new Error("not one term of one expression");
    }
    return expression.key === "topology.kubernetes.io/zone" ? expression.values : [];
}

const placed = ({ affinity, tolerations, topologySpreadConstraints }: Placement) => ({
    namespace: "dify" as const,
    zones: zonesIn(affinity),
    constraints: topologySpreadConstraints ?? [],
    tolerations,
    oneAZone: false,
});

/** All pod sets of a graph, sorted by name. */
export function podSetsOf(graph: ResourceGraph): PodSet[] {
    return [
        ...deployments(graph),
        ...gateways(graph),
        ...statefulSets(graph),
        ...postgresClusters(graph),
        ...poolers(graph),
        ...redisReplications(graph),
        ...redisClusters(graph),
        ...milvusClusters(graph),
        ...prometheusStack(graph),
    ].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export interface DeploymentSpec {
    readonly replicas: number;
    readonly template: {
        readonly metadata: { readonly labels: Record<string, string> };
        readonly spec: Placement & { readonly containers: { readonly resources: Resources }[] };
    };
}

function deployments(graph: ResourceGraph): PodSet[] {
    return ownSets(graph, "kubernetes:apps/v1:Deployment", false);
}

function statefulSets(graph: ResourceGraph): PodSet[] {
    return ownSets(graph, "kubernetes:apps/v1:StatefulSet", true);
}

function ownSets(graph: ResourceGraph, type: string, stateful: boolean): PodSet[] {
    const objects = resourcesOf(graph, type).map(({ inputs }) => inputs as unknown as WithSpec<DeploymentSpec>);
    return objects.map(({ metadata, spec: { replicas, template } }) => ({
        ...placed(template.spec),
        name: metadata.name,
        namespace: metadata.namespace === "monitoring" ? "monitoring" : "dify",
        members: replicas,
        labels: template.metadata.labels,
        resources: only(template.spec.containers).resources,
        operatorMakesBudget: false,
        stateful,
    }));
}

interface HigressValues {
    readonly gateway: Placement & {
        readonly name: string;
        readonly autoscaling: { readonly minReplicas: number; readonly maxReplicas: number };
        readonly resources: Resources;
    };
    readonly controller: Placement & {
        readonly name: string;
        readonly replicas: number;
        readonly resources: Resources;
    };
    readonly pilot: { readonly resources: Resources };
}

/** What chart higress-core makes of its values (templates/_helpers.tpl, hpa.yaml, controller-deployment.yaml). */
function gateways(graph: ResourceGraph): PodSet[] {
    const releases = resourcesOf(graph, "Release").filter(({ inputs }) => inputs["chart"] === "higress-core");
    return releases.flatMap(({ inputs }) => {
        const namespace = inputs["namespace"] as string;
        const { gateway, controller, pilot } = inputs["values"] as HigressValues;
        const common = { namespace, operatorMakesBudget: false, stateful: false };
        return [
            {
                ...placed(gateway),
                ...common,
                name: gateway.name,
                members: gateway.autoscaling.minReplicas,
                mostMembers: gateway.autoscaling.maxReplicas,
                labels: { app: gateway.name, higress: `${namespace}-${gateway.name}` },
                resources: gateway.resources,
            },
            {
                ...placed(controller),
                ...common,
                name: controller.name,
                members: controller.replicas,
                labels: { app: controller.name, higress: controller.name },
                resources: bothOf(controller.resources, pilot.resources),
            },
        ];
    });
}

/** Two containers of a pod, which are alike. */
function bothOf(one: Resources, other: Resources): Resources {
    expect(one).toEqual(other);
    const twice = (quantity: string) => quantity.replace(/^\d+/, (digits) => `${2 * Number(digits)}`);
    const twiceBoth = ({ cpu, memory }: Resources["requests"]) => ({ cpu: twice(cpu), memory: twice(memory) });
    return { requests: twiceBoth(one.requests), limits: twiceBoth(one.limits) };
}

interface PostgresCluster {
    readonly instances: number;
    readonly resources: Resources;
    readonly enablePDB: boolean;
    readonly affinity: Affinity & {
        readonly enablePodAntiAffinity: boolean;
        readonly podAntiAffinityType: string;
        readonly topologyKey: string;
        readonly tolerations: unknown[];
    };
}

function postgresClusters(graph: ResourceGraph): PodSet[] {
    return [...specsOf<PostgresCluster>(graph, "kubernetes:postgresql.cnpg.io/v1:Cluster")].map(([name, spec]) => ({
        name,
        namespace: "dify",
        members: spec.instances,
        labels: { "cnpg.io/cluster": name, "cnpg.io/podRole": "instance" },
        resources: spec.resources,
        zones: zonesIn(spec.affinity),
        constraints: [],
        oneAZone:
            spec.affinity.enablePodAntiAffinity &&
            spec.affinity.podAntiAffinityType === "required" &&
            spec.affinity.topologyKey === "topology.kubernetes.io/zone",
        tolerations: spec.affinity.tolerations,
        operatorMakesBudget: spec.enablePDB,
        stateful: true,
    }));
}

interface Pooler {
    readonly instances: number;
    readonly template: DeploymentSpec["template"];
}

function poolers(graph: ResourceGraph): PodSet[] {
    return [...specsOf<Pooler>(graph, "kubernetes:postgresql.cnpg.io/v1:Pooler")].map(
        ([name, { instances, template }]) => ({
            ...placed(template.spec),
            name,
            members: instances,
            labels: { "cnpg.io/poolerName": name },
            resources: only(template.spec.containers).resources,
            operatorMakesBudget: false,
            stateful: false,
        }),
    );
}

interface Budget {
    readonly pdb?: { readonly enabled: boolean };
}

interface RedisReplication extends Placement, Budget {
    readonly clusterSize: number;
    readonly kubernetesConfig: { readonly resources: Resources };
    readonly sentinel: Placement & { readonly size: number; readonly resources: Resources };
}

function redisReplications(graph: ResourceGraph): PodSet[] {
    return [
        ...specsOf<RedisReplication>(graph, "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisReplication"),
    ].flatMap(([name, spec]) => [
        {
            ...placed(spec),
            name,
            members: spec.clusterSize,
            labels: { app: name, redis_setup_type: "replication", role: "replication" },
            resources: spec.kubernetesConfig.resources,
            operatorMakesBudget: spec.pdb?.enabled === true,
            stateful: true,
        },
        {
            ...placed(spec.sentinel),
            name: `${name}-sentinel`,
            members: spec.sentinel.size,
            labels: { app: `${name}-s`, redis_setup_type: "sentinel", role: "sentinel" },
            resources: spec.sentinel.resources,
            operatorMakesBudget: false,
            stateful: true,
        },
    ]);
}

type RedisRole = Placement & Budget & { readonly replicas: number; readonly resources: Resources };

interface RedisClusterSpec {
    readonly redisLeader: RedisRole;
    readonly redisFollower: RedisRole;
}

function redisClusters(graph: ResourceGraph): PodSet[] {
    return [...specsOf<RedisClusterSpec>(graph, "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster")].flatMap(
        ([name, { redisLeader, redisFollower }]) =>
            (
                [
                    ["leader", redisLeader],
                    ["follower", redisFollower],
                ] as const
            ).map(([role, spec]) => ({
                ...placed(spec),
                name: `${name}-${role}`,
                members: spec.replicas,
                labels: { app: `${name}-${role}`, redis_setup_type: "cluster", role },
                resources: spec.resources,
                operatorMakesBudget: spec.pdb?.enabled === true,
                stateful: true,
            })),
    );
}

type MilvusComponent = Placement & { readonly replicas: number; readonly resources: Resources };

interface Milvus {
    readonly components: Record<string, unknown>;
    readonly dependencies: {
        readonly etcd: {
            readonly inCluster: {
                readonly values: Placement & {
                    readonly replicaCount: number;
                    readonly resources: Resources;
                    readonly pdb: { readonly create: boolean };
                };
            };
        };
    };
}

/** Field of `spec.components` and value of the label `app.kubernetes.io/component`. */
const MILVUS_COMPONENTS = {
    proxy: "proxy",
    mixCoord: "mixcoord",
    queryNode: "querynode",
    dataNode: "datanode",
    streamingNode: "streamingnode",
};

function milvusClusters(graph: ResourceGraph): PodSet[] {
    return [...specsOf<Milvus>(graph, "kubernetes:milvus.io/v1beta1:Milvus")].flatMap(
        ([name, { components, dependencies }]) => {
            const etcd = dependencies.etcd.inCluster.values;
            return [
                ...Object.entries(MILVUS_COMPONENTS).map(([field, label]) => {
                    const spec = components[field] as MilvusComponent;
                    return {
                        ...placed(spec),
                        name: `${name}-${label}`,
                        members: spec.replicas,
                        labels: {
                            "app.kubernetes.io/instance": name,
                            "app.kubernetes.io/name": "milvus",
                            "app.kubernetes.io/component": label,
                        },
                        resources: spec.resources,
                        operatorMakesBudget: false,
                        stateful: false,
                    };
                }),
                {
                    ...placed(etcd),
                    name: `${name}-etcd`,
                    members: etcd.replicaCount,
                    labels: { "app.kubernetes.io/instance": `${name}-etcd`, "app.kubernetes.io/name": "etcd" },
                    resources: etcd.resources,
                    operatorMakesBudget: etcd.pdb.create,
                    stateful: true,
                },
            ];
        },
    );
}

interface StackSection extends Placement {
    readonly replicas?: number;
    readonly resources: Resources;
}

interface StackValues {
    readonly prometheus: { readonly prometheusSpec: StackSection };
    readonly alertmanager: { readonly alertmanagerSpec: StackSection };
    readonly grafana: StackSection;
    readonly prometheusOperator: StackSection;
    readonly "kube-state-metrics": StackSection;
}

/** Chart kube-prometheus-stack, as a release or, on a simulated cluster, as an output. */
function prometheusStack(graph: ResourceGraph): PodSet[] {
    const charts = graph.resources.flatMap(
        ({ inputs, outputs }) =>
            ("chart" in inputs ? [inputs] : (outputs?.["charts"] ?? [])) as { chart: string; values: StackValues }[],
    );
    return charts
        .filter(({ chart }) => chart === "kube-prometheus-stack")
        .flatMap(({ values }) => {
            const chartLabels = (name: string) => ({
                "app.kubernetes.io/name": name,
                "app.kubernetes.io/instance": "monitoring",
            });
            const sets: [string, StackSection, Record<string, string>, boolean][] = [
                [
                    "prometheus",
                    values.prometheus.prometheusSpec,
                    { "app.kubernetes.io/name": "prometheus", prometheus: "monitoring" },
                    true,
                ],
                [
                    "alertmanager",
                    values.alertmanager.alertmanagerSpec,
                    { "app.kubernetes.io/name": "alertmanager", alertmanager: "monitoring" },
                    true,
                ],
                ["grafana", values.grafana, chartLabels("grafana"), false],
                ["kube-state-metrics", values["kube-state-metrics"], chartLabels("kube-state-metrics"), false],
                [
                    "prometheus-operator",
                    values.prometheusOperator,
                    { app: "kube-prometheus-stack-operator", release: "monitoring" },
                    false,
                ],
            ];
            return sets.map(([name, section, labels, stateful]) => ({
                ...placed(section),
                name,
                namespace: "monitoring" as const,
                // The chart's operator is always one, and a single pod has nothing to be spread from.
                members: section.replicas ?? 1,
                labels,
                resources: section.resources,
                operatorMakesBudget: false,
                stateful,
            }));
        });
}

function only<T>(list: readonly T[]): T {
    const [first] = list;
    if (list.length !== 1 || first === undefined) {
        throw new Error(`${list.length} where one was expected`);
    }
    return first;
}
