import type { GraphResource, KubernetesObject, ResourceGraph } from "../../analysis/graph";

/** Finds resources in an evaluated graph; every function throws when there is not exactly what was asked for. */

/** The one resource of a type (or the last part of it, such as `Deployment`) with a logical name. */
export function resourceOf(graph: ResourceGraph, kind: string, name: string): GraphResource {
    const found = resourcesOf(graph, kind).filter((resource) => resource.name === name);
    if (found.length !== 1 || found[0] === undefined) {
        throw new Error(`${found.length} resources are a ${kind} named ${name}`);
    }
    return found[0];
}

/** Every resource of a type, or of the last part of it. */
export function resourcesOf(graph: ResourceGraph, kind: string): GraphResource[] {
    return graph.resources.filter(({ type }) => type === kind || type.split(":").at(-1) === kind);
}

/** Inputs of the one resource of a kind with a logical name, as `T`. */
export function inputsOf<T = Record<string, unknown>>(graph: ResourceGraph, kind: string, name: string): T {
    return resourceOf(graph, kind, name).inputs as T;
}

/** `kind name` of everything below a component or at the top, sorted: `Deployment dify-api`. */
export function childNames(graph: ResourceGraph, parentUrn?: string): string[] {
    return graph.resources
        .filter(({ parent }) => parent === parentUrn)
        .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`)
        .sort();
}

/** `kind name` of everything below the one component of a class. */
export function childrenOfComponent(graph: ResourceGraph, className: string): string[] {
    const [component] = resourcesOf(graph, className);
    return childNames(graph, component?.urn);
}

/** URNs of all that must exist before a resource, at any distance. */
export function closureOf(graph: ResourceGraph, resource: GraphResource): Set<string> {
    const byUrn = new Map(graph.resources.map((entry) => [entry.urn, entry]));
    const seen = new Set<string>();
    const visit = (urns: readonly string[]) =>
        urns.forEach((urn) => {
            if (!seen.has(urn)) {
                seen.add(urn);
                visit(byUrn.get(urn)?.dependencies ?? []);
            }
        });
    visit(resource.dependencies);
    return seen;
}

/** A resource's inputs as a Kubernetes object with a `spec`. */
export type WithSpec<Spec> = KubernetesObject & { readonly spec: Spec };

/** The specs of all objects of a kind, by `metadata.name`. */
export function specsOf<Spec>(graph: ResourceGraph, kind: string): Map<string, Spec> {
    return new Map(
        resourcesOf(graph, kind).map(({ inputs }) => {
            const object = inputs as unknown as WithSpec<Spec>;
            return [object.metadata.name, object.spec];
        }),
    );
}
