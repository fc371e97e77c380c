import { componentOf, ofType, scaledRangeOf, workloadsOf, type GraphResource, type ResourceGraph } from "../graph";
import type { Workload } from "../../contracts";

/** Reads from the graph what runs as pods. */

export interface Probes {
    readonly startupProbe?: unknown;
    readonly readinessProbe?: unknown;
    readonly livenessProbe?: unknown;
}

export interface EnvVar {
    readonly name: string;
    readonly value?: string;
}

export interface Container extends Probes {
    readonly name: string;
    readonly image?: string;
    readonly env?: readonly EnvVar[];
    readonly envFrom?: readonly { readonly configMapRef?: { readonly name: string } }[];
    readonly ports?: readonly unknown[];
    readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } };
    readonly resources?: {
        readonly requests?: Readonly<Record<string, string>>;
        readonly limits?: Readonly<Record<string, string>>;
    };
}

export interface PodSpec {
    readonly containers: readonly Container[];
    readonly terminationGracePeriodSeconds?: number;
    readonly topologySpreadConstraints?: readonly {
        readonly topologyKey: string;
        readonly whenUnsatisfiable: string;
        readonly labelSelector: { readonly matchLabels: Labels };
    }[];
}

export type Labels = Readonly<Record<string, string>>;

interface PodTemplate {
    readonly metadata: { readonly labels?: Labels };
    readonly spec: PodSpec;
}

/** An object that pods are made from. */
export interface PodOwner {
    readonly resource: GraphResource;
    readonly kind: string;
    readonly name: string;
    readonly namespace: string;
    /** Absent for what runs to its end. */
    readonly replicas?: number;
    readonly labels: Labels;
    readonly spec: PodSpec;
}

interface OwnerInputs {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly spec: {
        readonly replicas?: number;
        readonly template: PodTemplate;
        readonly jobTemplate: { readonly spec: { readonly template: PodTemplate } };
    };
}

/** Kinds whose pods go on running, and those whose pods come to an end. */
const SERVICES = ["kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet"];
const JOBS = ["kubernetes:batch/v1:Job", "kubernetes:batch/v1:CronJob"];

/** Everything that the program itself makes pods with; operators and charts make others. */
export function podOwners(graph: ResourceGraph): PodOwner[] {
    return [...podServices(graph), ...ownersOf(graph, JOBS)];
}

/** What goes on running. */
export function podServices(graph: ResourceGraph): PodOwner[] {
    return ownersOf(graph, SERVICES).map((owner) => ({ ...owner, replicas: owner.replicas ?? 1 }));
}

function ownersOf(graph: ResourceGraph, types: readonly string[]): PodOwner[] {
    return types
        .flatMap((type) => ofType(graph, type))
        .map((resource) => {
            const { kind, metadata, spec } = resource.inputs as unknown as OwnerInputs;
            const { metadata: pod, spec: podSpec } = spec.template ?? spec.jobTemplate.spec.template;
            return {
                resource,
                kind,
                name: metadata.name,
                namespace: metadata.namespace,
                ...(spec.replicas === undefined ? {} : { replicas: spec.replicas }),
                labels: pod.labels ?? {},
                spec: podSpec,
            };
        });
}

/** Whether a selector takes in pods with these labels. */
export function selects(matchLabels: Labels, labels: Labels): boolean {
    return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}

/** A workload, and the component that says so. */
export interface PlacedWorkload {
    readonly workload: Workload;
    /** Members at least: as the Deployment or StatefulSet of the same name has it, or what scales it, where there is one. */
    readonly members: number;
    readonly component: GraphResource;
}

const SCALER_TYPES = ["kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "kubernetes:keda.sh/v1alpha1:ScaledObject"];

/** The workloads of a graph. */
export function placedWorkloads(graph: ResourceGraph): PlacedWorkload[] {
    const services = podServices(graph);
    const scalers = SCALER_TYPES.flatMap((type) => ofType(graph, type)).map(({ inputs }) => inputs);
    return workloadsOf(graph).flatMap((workload) => {
        const component = componentOf(graph, workload.name);
        const own = services.find(
            ({ name, namespace }) => name === workload.name && namespace === workload.pods?.namespace,
        );
        const scaled = own && scaledRangeOf(own, scalers);
        const members = scaled?.min ?? own?.replicas ?? workload.members.min;
        return component === undefined ? [] : [{ workload, members, component }];
    });
}

/** The variables of a container: `env` wins over `envFrom`. Those from Secrets are left out. */
export function variablesOf(graph: ResourceGraph, { namespace, spec }: PodOwner): ReadonlyMap<string, string> {
    const maps = ofType(graph, "kubernetes:core/v1:ConfigMap");
    const [container] = spec.containers;
    const fromMaps = (container?.envFrom ?? []).flatMap(({ configMapRef }) => {
        const map = maps.find(({ inputs }) => {
            const metadata = inputs["metadata"] as OwnerInputs["metadata"];
            return metadata.name === configMapRef?.name && metadata.namespace === namespace;
        });
        return Object.entries((map?.inputs["data"] ?? {}) as Record<string, string>);
    });
    const own = (container?.env ?? []).flatMap(({ name, value }): [string, string][] =>
        value === undefined ? [] : [[name, value]],
    );
    return new Map([...fromMaps, ...own]);
}
