import type { KubernetesObject } from "../../analysis/graph";

/** A kind that Kubernetes does not know by itself. */
export interface CustomKind {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
    /** Whether its objects are in a namespace. */
    readonly namespaced: boolean;
}

/** API groups of Kubernetes itself end in `.k8s.io` or have no dot. */
function isBuiltIn(group: string): boolean {
    return !group.includes(".") || group.endsWith(".k8s.io");
}

/** The custom kinds among some objects, each once. */
export function customKindsOf(objects: readonly KubernetesObject[]): CustomKind[] {
    const kinds = new Map<string, CustomKind>();
    for (const { apiVersion, kind, metadata } of objects) {
        const [group = "", version = ""] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
        if (!isBuiltIn(group)) {
            kinds.set(`${group}/${kind}`, { group, version, kind, namespaced: metadata.namespace !== undefined });
        }
    }
    return [...kinds.values()];
}

/** A definition that accepts any object of the kind: it checks names and versions, not fields. */
export function permissiveDefinition({ group, version, kind, namespaced }: CustomKind): KubernetesObject {
    const singular = kind.toLowerCase();
    const plural = /(s|x|ch|sh)$/.test(singular) ? `${singular}es` : `${singular}s`;
    return {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: `${plural}.${group}` },
        spec: {
            group,
            scope: namespaced ? "Namespaced" : "Cluster",
            names: { kind, plural, singular, listKind: `${kind}List` },
            versions: [
                {
                    name: version,
                    served: true,
                    storage: true,
                    schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
                    subresources: { status: {} },
                },
            ],
        },
    };
}
