import * as k8s from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { parseBytes, parseCpu, type NamespaceRef, type Recovery, type Workload, type Zone } from "../../contracts";
import { needsKeda, type Scaling } from "./autoscaling";
import { dependenciesOf } from "./dependencies";
import { createDisruptionBudget } from "./disruptionBudget";
import {
    failoverTolerations,
    spreadConstraints,
    spreadOf,
    zoneAffinity,
    zonesOf,
    type TopologySpreadConstraint,
    type ZoneAffinity,
} from "./placement";
import { createHorizontalPodAutoscaler, horizontalPodAutoscalerSpec } from "./horizontalPodAutoscaler";
import { createScaledObject, scaledObjectSpec } from "./scaledObject";

/** A stateless service: identical pods, spread over zones, drained gracefully, behind one Service. */
export interface ReplicatedServiceArgs {
    readonly namespace: NamespaceRef;
    readonly zones: readonly Zone[];
    /** Labels that tell this service's pods from all others in the namespace. */
    readonly labels: Record<string, string>;
    /** Members; with `scaling`, those that there are until an autoscaler takes over. */
    readonly replicas: number;
    /** Hands the number of members to an autoscaler. Default: it is always `replicas`. */
    readonly scaling?: Scaling & {
        /** What must be there first: KEDA, where another trigger than CPU needs it. */
        readonly operator: pulumi.Input<pulumi.Resource>[];
    };
    readonly resources: Resources;
    /** The one container, without name and resources. */
    readonly container: Omit<k8s.core.v1.Container, "name" | "resources">;
    readonly ports: readonly Port[];
    /** Names of further Services of the same pods and ports, for who must tell some requests from others. Default: none. */
    readonly furtherServices?: readonly string[];
    /** Seconds between the pod's removal from endpoints and SIGTERM, so that every proxy has stopped sending to it. 0: no wait. */
    readonly preStopSeconds: number;
    /** Seconds from the start of termination until SIGKILL; longer than `preStopSeconds` plus the process's own drain. */
    readonly terminationSeconds: number;
    readonly podSecurityContext: k8s.core.v1.PodSecurityContext;
    readonly volumes?: k8s.core.v1.Volume[];
    /** Annotations of the service account. */
    readonly accountAnnotations?: Record<string, pulumi.Input<string>>;
    /** Annotations of the pods; a changed value rolls them. */
    readonly podAnnotations?: Record<string, pulumi.Input<string>>;
    /** `Recreate` for a singleton of which there must never be two; default: rolling, one more before one less. */
    readonly strategy?: "Recreate";
    /** Seconds that a new pod must be ready before the rollout goes on. Default 10. */
    readonly minReadySeconds?: number;
}

export interface Resources {
    readonly requests: { cpu: string; memory: string };
    readonly limits: { cpu: string; memory: string };
}

export interface Port {
    readonly name: string;
    readonly port: number;
}

/** What a Workload says beyond what the objects say themselves. */
export type WorkloadFacts = Pick<Workload, "tier" | "quorum" | "dependsOn"> & { readonly recovery: Recovery };

interface DeploymentSpec {
    replicas: number;
    template: {
        metadata: { labels: Record<string, string> };
        spec: {
            affinity: { nodeAffinity: ZoneAffinity };
            topologySpreadConstraints: TopologySpreadConstraint[];
            containers: { resources: Resources }[];
        };
    };
}

/** The Deployment's `spec`, as plain data that a Workload can be read back from. */
export function deploymentSpec(name: string, args: ReplicatedServiceArgs): DeploymentSpec & k8s.apps.v1.DeploymentSpec {
    return {
        replicas: args.replicas,
        revisionHistoryLimit: 3,
        minReadySeconds: args.minReadySeconds ?? 10,
        selector: { matchLabels: args.labels },
        strategy:
            args.strategy === "Recreate"
                ? { type: "Recreate" }
                : { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        template: {
            metadata: { labels: args.labels, annotations: args.podAnnotations },
            spec: {
                serviceAccountName: name,
                automountServiceAccountToken: false,
                enableServiceLinks: false,
                terminationGracePeriodSeconds: args.terminationSeconds,
                securityContext: args.podSecurityContext,
                tolerations: failoverTolerations(),
                affinity: { nodeAffinity: zoneAffinity(args.zones) },
                topologySpreadConstraints: spreadConstraints({
                    replicas: args.scaling?.most ?? args.replicas,
                    matchLabels: args.labels,
                    revisionLabels: ["pod-template-hash"],
                }),
                volumes: args.volumes,
                containers: [
                    {
                        ...args.container,
                        name: name,
                        resources: args.resources,
                        ports: args.ports.map((port) => ({ name: port.name, containerPort: port.port })),
                        lifecycle:
                            args.preStopSeconds > 0
                                ? { preStop: { sleep: { seconds: args.preStopSeconds } } }
                                : undefined,
                    },
                ],
            },
        },
    };
}

/** The Workload that a Deployment's `spec` amounts to, with how it is scaled where it is. */
export function workloadOfDeployment(
    name: string,
    namespace: string,
    spec: DeploymentSpec,
    facts: WorkloadFacts,
    { service, scaling }: { readonly service?: string; readonly scaling?: Pick<Scaling, "fewest" | "most"> } = {},
): Workload {
    const { containers, topologySpreadConstraints, affinity } = spec.template.spec;
    return {
        name,
        tier: facts.tier,
        members: { min: scaling?.fewest ?? spec.replicas, max: scaling?.most ?? spec.replicas },
        quorum: facts.quorum,
        zones: zonesOf(affinity.nodeAffinity),
        spread: spreadOf(topologySpreadConstraints),
        requests: {
            cpu: containers.reduce((sum, { resources }) => sum + parseCpu(resources.requests.cpu), 0),
            memory: containers.reduce((sum, { resources }) => sum + parseBytes(resources.requests.memory), 0),
        },
        recovery: facts.recovery,
        dependsOn: facts.dependsOn,
        zoneBound: false,
        pods: { namespace, matchLabels: spec.template.metadata.labels },
        service,
    };
}

/** Pulumi would wait for a Service's endpoints, which pods that are created later give. */
const DO_NOT_WAIT = { "pulumi.com/skipAwait": "true" };

/**
 * Requests stay in their zone while it has a ready pod: kube-proxy and Higress both heed it, and while a lost zone is not yet noticed
 * the others send nothing there. The name that every supported Kubernetes knows (GA in 1.33); later ones also call it `PreferSameZone`.
 */
const IN_ZONE_FIRST = "PreferClose";

/** How long Pulumi waits for a rollout. */
const ROLLOUT_TIMEOUT = "60m";

/** The objects of one stateless service, all named alike. */
export interface ReplicatedService {
    readonly deployment: Deployment;
    readonly service: Service | undefined;
    readonly workload: Workload;
}

/** What an autoscaler has the last word on: the program says how many there are at first, and never again. */
const LEFT_TO_AUTOSCALER = ["spec.replicas"];

/**
 * Registers ServiceAccount, Deployment, PodDisruptionBudget, Service where it has ports, and an autoscaler where it is scaled.
 * `name` is the Kubernetes name of all of them; logical names start with `parentName`. Further Services have names of their own.
 */
export function createReplicatedService(
    parentName: string,
    name: string,
    args: ReplicatedServiceArgs & { readonly facts: WorkloadFacts },
    opts: pulumi.CustomResourceOptions,
): ReplicatedService {
    const metadata = { name, namespace: args.namespace.created, labels: args.labels };
    const spec = deploymentSpec(name, args);
    const account = new ServiceAccount(
        `${parentName}-account`,
        { metadata: { ...metadata, annotations: args.accountAnnotations }, automountServiceAccountToken: false },
        withoutDependencies(opts),
    );
    const service = args.ports.length === 0 ? undefined : createService(parentName, name, args, opts);
    for (const further of args.furtherServices ?? []) {
        createService(further, further, args, opts);
    }
    createDisruptionBudget(
        `${parentName}-pdb`,
        { name, namespace: args.namespace, matchLabels: args.labels },
        withoutDependencies(opts),
    );
    const deployment = new Deployment(
        parentName,
        { metadata, spec },
        {
            ...opts,
            dependsOn: [account, ...dependenciesOf(opts)],
            ignoreChanges: args.scaling === undefined ? [] : LEFT_TO_AUTOSCALER,
            // One pod at a time, each with its start-up: Pulumi's 10 minutes would not do for a dozen.
            customTimeouts: { create: ROLLOUT_TIMEOUT, update: ROLLOUT_TIMEOUT },
        },
    );
    if (args.scaling !== undefined) {
        createAutoscaler(`${parentName}-scaling`, name, args.namespace, args.scaling, deployment, opts);
    }
    return {
        deployment,
        service,
        workload: workloadOfDeployment(name, args.namespace.name, spec, args.facts, {
            service: service === undefined ? undefined : name,
            scaling: args.scaling,
        }),
    };
}

/** Kubernetes' own autoscaler where that will do, KEDA elsewhere. */
function createAutoscaler(
    logicalName: string,
    name: string,
    namespace: NamespaceRef,
    scaling: NonNullable<ReplicatedServiceArgs["scaling"]>,
    deployment: Deployment,
    opts: pulumi.CustomResourceOptions,
): void {
    const alone = withoutDependencies(opts);
    if (needsKeda(scaling)) {
        const spec = scaledObjectSpec(name, scaling);
        const withOperator = { ...alone, dependsOn: scaling.operator };
        createScaledObject(logicalName, { name, namespace, spec }, deployment, withOperator);
    } else {
        const spec = horizontalPodAutoscalerSpec(name, scaling);
        createHorizontalPodAutoscaler(logicalName, { name, namespace, spec }, deployment, alone);
    }
}

function createService(
    logicalName: string,
    name: string,
    { namespace, labels, ports }: ReplicatedServiceArgs,
    opts: pulumi.CustomResourceOptions,
): Service {
    return new Service(
        logicalName,
        {
            metadata: { name, namespace: namespace.created, labels, annotations: DO_NOT_WAIT },
            spec: {
                selector: labels,
                trafficDistribution: IN_ZONE_FIRST,
                ports: ports.map(({ name: portName, port }) => ({ name: portName, port, targetPort: portName })),
            },
        },
        withoutDependencies(opts),
    );
}

function withoutDependencies(opts: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
    return { ...opts, dependsOn: undefined };
}
