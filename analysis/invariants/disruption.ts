import { ofType, type GraphResource, type ResourceGraph } from "../graph";
import { placedWorkloads, podServices, selects, type Labels, type PodOwner } from "./pods";
import { finding, type Finding, type Invariant } from "./types";

/** Rules about what happens to pods that are stopped on purpose: drains, rollouts, deaths that probes find. */

interface Budget {
    readonly resource: GraphResource;
    readonly namespace: string;
    readonly matchLabels: Labels;
    readonly maxUnavailable?: number | string;
    readonly minAvailable?: number | string;
    readonly unhealthyPodEvictionPolicy?: string;
}

interface BudgetInputs {
    readonly metadata: { readonly namespace: string };
    readonly spec: Omit<Budget, "resource" | "namespace" | "matchLabels"> & {
        readonly selector: { readonly matchLabels: Labels };
    };
}

function budgetsOf(graph: ResourceGraph): Budget[] {
    return ofType(graph, "kubernetes:policy/v1:PodDisruptionBudget").map((resource) => {
        const { metadata, spec } = resource.inputs as unknown as BudgetInputs;
        return { ...spec, resource, namespace: metadata.namespace, matchLabels: spec.selector.matchLabels };
    });
}

interface Switch {
    readonly enabled?: boolean;
}

interface MilvusSpec {
    readonly dependencies: {
        readonly etcd: { readonly inCluster: { readonly values: { readonly pdb: { readonly create: boolean } } } };
    };
}

/** Workloads for which an operator makes a budget, by the type of its custom resource. */
const OPERATED: Readonly<Record<string, (name: string, spec: never) => string[]>> = {
    // CloudNativePG: on unless switched off.
    "kubernetes:postgresql.cnpg.io/v1:Cluster": (name, { enablePDB }: { readonly enablePDB?: boolean }) =>
        enablePDB === false ? [] : [name],
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisReplication": (name, { pdb }: { readonly pdb?: Switch }) =>
        pdb?.enabled === true ? [name] : [],
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster": (
        name,
        { redisLeader, redisFollower }: Record<"redisLeader" | "redisFollower", { readonly pdb?: Switch }>,
    ) => [
        ...(redisLeader.pdb?.enabled === true ? [`${name}-leader`] : []),
        ...(redisFollower.pdb?.enabled === true ? [`${name}-follower`] : []),
    ],
    "kubernetes:milvus.io/v1beta1:Milvus": (name, { dependencies }: MilvusSpec) =>
        dependencies.etcd.inCluster.values.pdb.create ? [`${name}-etcd`] : [],
};

/** Names of the workloads whose budget an operator makes. */
function operatedWorkloads(graph: ResourceGraph): string[] {
    return graph.resources.flatMap(({ type, inputs }) => {
        const { metadata, spec } = inputs as { metadata?: { name: string }; spec?: unknown };
        return OPERATED[type]?.(metadata?.name ?? "", spec as never) ?? [];
    });
}

/** A workload whose pods Kubernetes may be asked to evict, with what counts them. */
function countedWorkloads(graph: ResourceGraph) {
    const budgets = budgetsOf(graph);
    const operated = operatedWorkloads(graph);
    return placedWorkloads(graph).flatMap(({ workload, component }) => {
        const { name, pods } = workload;
        if (pods === undefined) {
            return [];
        }
        const own = budgets.filter(
            ({ namespace, matchLabels }) => namespace === pods.namespace && selects(matchLabels, pods.matchLabels),
        );
        return [{ resource: { ...component, name }, count: own.length + (operated.includes(name) ? 1 : 0) }];
    });
}

function withoutBudget(graph: ResourceGraph): Finding[] {
    return countedWorkloads(graph)
        .filter(({ count }) => count === 0)
        .map(({ resource }) => finding(resource, "no PodDisruptionBudget selects its pods"));
}

function blockingBudgets(graph: ResourceGraph): Finding[] {
    const budgets = budgetsOf(graph);
    return [
        ...countedWorkloads(graph)
            .filter(({ count }) => count > 1)
            .map(({ resource, count }) =>
                finding(resource, "Kubernetes evicts no pod that more than one budget counts", count),
            ),
        ...budgets
            .filter(({ maxUnavailable, minAvailable }) => minAvailable !== undefined || !allowsOne(maxUnavailable))
            .map(({ resource, maxUnavailable, minAvailable }) =>
                finding(resource, "may let no pod go: must have maxUnavailable of 1 or more, and no minAvailable", {
                    maxUnavailable,
                    minAvailable,
                }),
            ),
        ...budgets
            .filter(({ unhealthyPodEvictionPolicy: policy }) => policy !== "AlwaysAllow")
            .map(({ resource, unhealthyPodEvictionPolicy: policy }) =>
                finding(resource, "pods that are broken already keep their node from being drained", policy),
            ),
    ];
}

function allowsOne(maxUnavailable: number | string | undefined): boolean {
    return maxUnavailable !== undefined && Number.parseInt(String(maxUnavailable), 10) > 0;
}

interface ServiceInputs {
    readonly metadata: { readonly namespace: string };
    readonly spec: { readonly selector?: Labels };
}

function unprobed(graph: ResourceGraph): Finding[] {
    const services = ofType(graph, "kubernetes:core/v1:Service").map(
        ({ inputs }) => inputs as unknown as ServiceInputs,
    );
    const isSentTo = ({ namespace, labels }: PodOwner) =>
        services.some(
            ({ metadata, spec: { selector = {} } }) =>
                metadata.namespace === namespace && Object.keys(selector).length > 0 && selects(selector, labels),
        );
    return podServices(graph).flatMap((owner) =>
        owner.spec.containers.flatMap((container) => [
            ...(container.livenessProbe === undefined
                ? [finding(owner.resource, `container ${container.name} has no livenessProbe`)]
                : []),
            ...(container.readinessProbe === undefined && (container.ports ?? []).length > 0 && isSentTo(owner)
                ? [finding(owner.resource, `container ${container.name} has no readinessProbe`)]
                : []),
        ]),
    );
}

/** gunicorn's own drain, seconds. */
function ownDrainSeconds({ spec }: PodOwner): number {
    const args = spec.containers[0]?.env?.find(({ name }) => name === "GUNICORN_CMD_ARGS")?.value ?? "";
    return Number(/--graceful-timeout (\d+)/.exec(args)?.[1] ?? 0);
}

function stopSeconds(owner: PodOwner): number {
    const waits = owner.spec.containers.map(({ lifecycle }) => lifecycle?.preStop?.sleep?.seconds ?? 0);
    return Math.max(0, ...waits) + ownDrainSeconds(owner);
}

/** The gateway's pods are the chart's, and get their patience by a patch. */
interface GatewayPatch {
    readonly spec: { readonly template: { readonly spec: PodOwner["spec"] } };
}

interface TargetGroup {
    readonly deregistrationDelay?: number;
    readonly targetHealthStates?: readonly { readonly unhealthyDrainingInterval?: number }[];
}

/** Target groups of the gateway, and not of an API server. */
function gatewayTargets(graph: ResourceGraph): GraphResource[] {
    const publicOnes = ofType(graph, "dify-ha:index:PublicLoadBalancer").map(({ urn }) => urn);
    return ofType(graph, "aws:lb/targetGroup:TargetGroup").filter(({ parent = "" }) => publicOnes.includes(parent));
}

/** Kubernetes' own default of `terminationGracePeriodSeconds`. */
const DEFAULT_GRACE_SECONDS = 30;

function cutOff(graph: ResourceGraph): Finding[] {
    const services = podServices(graph);
    const longest = Math.max(0, ...services.map(ownDrainSeconds));
    const gateways = ofType(graph, "kubernetes:apps/v1:DeploymentPatch").map((resource) => {
        const { terminationGracePeriodSeconds: grace = DEFAULT_GRACE_SECONDS, containers } = (
            resource.inputs as unknown as GatewayPatch
        ).spec.template.spec;
        return { resource, grace, wait: containers[0]?.lifecycle?.preStop?.sleep?.seconds ?? 0 };
    });
    const patience = Math.max(0, ...gateways.map(({ grace }) => grace));
    return [
        ...services
            .map((owner) => ({
                resource: owner.resource,
                grace: owner.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS,
                stop: stopSeconds(owner),
            }))
            .filter(({ grace, stop }) => stop >= grace)
            .map(({ resource, grace, stop }) =>
                finding(resource, `is killed before its ${stop} s of drain are over`, grace),
            ),
        ...gateways
            .filter(({ grace, wait }) => grace - wait < longest)
            .map(({ resource, grace, wait }) =>
                finding(resource, `lets streams go on for ${grace - wait} s, pods behind it for ${longest} s`, grace),
            ),
        ...gatewayTargets(graph).flatMap((resource) => {
            const { deregistrationDelay = 300, targetHealthStates = [] } = resource.inputs as TargetGroup;
            const unhealthy = targetHealthStates.map(({ unhealthyDrainingInterval = 0 }) => unhealthyDrainingInterval);
            const least = Math.min(deregistrationDelay, ...unhealthy);
            return least < patience
                ? [finding(resource, `drops connections before its targets end theirs, after ${patience} s`, least)]
                : [];
        }),
    ];
}

export const DISRUPTION: readonly Invariant[] = [
    {
        id: "pdb-present",
        severity: "mandatory",
        title: "Every set of pods has a disruption budget",
        reason: "A drain evicts all members on its nodes at once, and an autoscaler drains by itself.",
        remedy: "Add a PodDisruptionBudget that selects the pods, or have the operator make one.",
        check: withoutBudget,
    },
    {
        id: "pdb-drains",
        severity: "mandatory",
        title: "No disruption budget keeps a node from being drained",
        reason: "A budget that lets no pod go, or two over one pod, stops node updates until somebody intervenes.",
        remedy: "One budget for each set, with maxUnavailable: 1 and unhealthyPodEvictionPolicy: AlwaysAllow.",
        check: blockingBudgets,
    },
    {
        id: "probes-present",
        severity: "mandatory",
        title: "Every container that goes on running is probed",
        reason: "Without a readiness probe requests go to pods that cannot answer; without a liveness probe a hung one stays.",
        remedy: "Add a livenessProbe, and a readinessProbe where a Service sends to the container.",
        check: unprobed,
    },
    {
        id: "drain-order",
        severity: "mandatory",
        title: "Whoever is nearer to the client waits at least as long as what is behind it",
        reason: "A load balancer or gateway that gives up first cuts answers that the pod behind it would have finished.",
        remedy: "Raise gateway.drainSeconds or lower dify.drainSeconds; give pods more grace than their drain takes.",
        check: cutOff,
    },
];
