import type { Workload } from "../../contracts";
import { childrenOf, type GraphResource, type ResourceGraph } from "../../analysis/graph";

/** Finds what of a graph stands for something in the picture. */

/** A workload with the component that says it has it, and the resources that make it. */
export interface Owned {
    readonly workload: Workload;
    readonly component: GraphResource;
    /** The component itself where nothing below it can be told to be the workload's. */
    readonly resources: readonly GraphResource[];
}

/** Every workload of a graph, by the order of URNs of their components and the component's own order. */
export function ownedWorkloads(graph: ResourceGraph): Owned[] {
    return graph.resources.flatMap((component) => {
        const workloads = (component.outputs?.["workloads"] ?? []) as Workload[];
        const below = workloads.length === 0 ? [] : descendants(graph, component);
        return workloads.map((workload) => {
            const found = resourcesOf(workload.name, below);
            return { workload, component, resources: found.length === 0 ? [component] : found };
        });
    });
}

function descendants(graph: ResourceGraph, component: GraphResource): GraphResource[] {
    const inside = new Set([component.urn]);
    // A set is visited in the order of its growth.
    for (const urn of inside) {
        childrenOf(graph, urn).forEach((child) => inside.add(child.urn));
    }
    return graph.resources.filter(({ urn, custom }) => custom && inside.has(urn));
}

/** Kinds that members are made of, whoever makes their pods. The first that fits is taken. */
const MAKERS: readonly ((name: string, resource: GraphResource) => boolean)[] = [
    (name, { type, inputs }) => /:(Deployment|StatefulSet)$/.test(type) && objectName(inputs) === name,
    (name, { type, name: own }) => MANAGED.has(type) && (own === name || isNumbered(own, name)),
    (name, { type, name: own }) => OPERATED.has(type) && (own === name || name.startsWith(`${own}-`)),
    (_, { type }) => type === "kubernetes:helm.sh/v3:Release",
];

/** Types of which a provider makes members. */
const MANAGED = new Set([
    "aws:rds/instance:Instance",
    "aws:rds/cluster:Cluster",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:elasticache/replicationGroup:ReplicationGroup",
]);

/** Types of which an operator makes members. */
const OPERATED = new Set([
    "kubernetes:postgresql.cnpg.io/v1:Cluster",
    "kubernetes:postgresql.cnpg.io/v1:Pooler",
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisReplication",
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster",
    "kubernetes:milvus.io/v1beta1:Milvus",
]);

function resourcesOf(name: string, below: readonly GraphResource[]): GraphResource[] {
    for (const makes of MAKERS) {
        const found = below.filter((resource) => makes(name, resource));
        if (found.length > 0) {
            return found;
        }
    }
    return [];
}

function isNumbered(own: string, name: string): boolean {
    return own.startsWith(`${name}-`) && /^\d+$/.test(own.slice(name.length + 1));
}

export function objectName(inputs: GraphResource["inputs"]): string | undefined {
    return fieldsOf<{ readonly name: string }>(inputs["metadata"]).name;
}

/** How a resource is named beside what comes from it, such as `Deployment dify-api`. */
export function sourceName({ type, name }: GraphResource): string {
    return `${type.split(":").at(-1)} ${name}`;
}

/** Every text in the inputs of a resource. */
export function textsOf(value: unknown): string[] {
    if (typeof value === "string") {
        return [value];
    }
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** Entries of a list; none where it is missing or, in a preview, not known yet. */
export function listOf<T>(value: unknown): readonly T[] {
    return Array.isArray(value) ? (value as T[]) : [];
}

/** Fields of an object; none where it is missing or not known yet. */
export function fieldsOf<T extends object>(value: unknown): Partial<T> {
    return typeof value === "object" && value !== null ? value : {};
}
