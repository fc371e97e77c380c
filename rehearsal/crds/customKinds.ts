import type { KubernetesObject } from "../../analysis/graph";

/** A kind that Kubernetes does not know by itself. */
export interface CustomKind {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
}

/** API groups of Kubernetes itself end in `.k8s.io` or have no dot. */
function isBuiltIn(group: string): boolean {
    return !group.includes(".") || group.endsWith(".k8s.io");
}

/** The custom kinds among some objects, each once. */
export function customKindsOf(objects: readonly KubernetesObject[]): CustomKind[] {
    const kinds = new Map<string, CustomKind>();
    for (const { apiVersion, kind } of objects) {
        const [group = "", version = ""] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
        if (!isBuiltIn(group)) {
            kinds.set(`${group}/${kind}`, { group, version, kind });
        }
    }
    return [...kinds.values()];
}

/** A definition that accepts any object of the kind: it checks names and versions, not fields. */
export function permissiveDefinition({ group, version, kind }: CustomKind): KubernetesObject {
    const singular = kind.toLowerCase();
    const plural = /(s|x|ch|sh)$/.test(singular) ? `${singular}es` : `${singular}s`;
    return {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: `${plural}.${group}` },
        spec: {
            group,
            scope: "Namespaced",
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
