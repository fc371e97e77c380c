import { ofType } from "./lookup";
import { inCreationOrder, type GraphResource, type ResourceGraph } from "./resourceGraph";
import { maskedInputs } from "./secrets";

/** A Kubernetes object as the API server takes it. */
export interface KubernetesObject {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: {
        readonly name: string;
        readonly namespace?: string;
        readonly labels?: Readonly<Record<string, string>>;
        readonly annotations?: Readonly<Record<string, string>>;
    };
    readonly [field: string]: unknown;
}

/** A Kubernetes object of the graph, with its place in the order of creation. */
export interface PlannedObject {
    readonly urn: string;
    readonly wave: number;
    readonly object: KubernetesObject;
}

/** A Helm chart of the graph. */
export interface PlannedChart {
    readonly name: string;
    readonly chart: string;
    readonly version: string;
    readonly repository: string;
    readonly namespace: string;
}

const RELEASE_TYPE = "kubernetes:helm.sh/v3:Release";

/** A patch names an object that something else makes, and says only a part of it. */
const PATCH_SUFFIX = "Patch";

/** Objects with their secrets masked. A graph does not change, and several analyses read all of them. */
const MASKED = new WeakMap<ResourceGraph, readonly PlannedObject[]>();

/** The Kubernetes objects that the program itself registers (not those inside charts, nor patches of them), in order of creation. */
export function kubernetesObjects(
    graph: ResourceGraph,
    { showSecrets }: { readonly showSecrets: boolean },
): readonly PlannedObject[] {
    if (showSecrets) {
        return objectsOf(graph, ({ inputs }) => inputs);
    }
    const masked = MASKED.get(graph) ?? objectsOf(graph, maskedInputs);
    MASKED.set(graph, masked);
    return masked;
}

function objectsOf(graph: ResourceGraph, shown: (resource: GraphResource) => GraphResource["inputs"]): PlannedObject[] {
    return inCreationOrder(graph)
        .filter(({ resource }) => isKubernetesObject(resource))
        .map(({ resource, wave }) => ({ urn: resource.urn, wave, object: shown(resource) as KubernetesObject }));
}

function isKubernetesObject({ type, inputs }: GraphResource): boolean {
    return (
        type.startsWith("kubernetes:") &&
        type !== RELEASE_TYPE &&
        !type.endsWith(PATCH_SUFFIX) &&
        "apiVersion" in inputs &&
        "kind" in inputs
    );
}

/** The Helm charts that the program installs. */
export function plannedCharts(graph: ResourceGraph): PlannedChart[] {
    return ofType(graph, RELEASE_TYPE).map(({ name, inputs }) => {
        const { chart, version, namespace, repositoryOpts } = inputs as unknown as {
            chart: string;
            version: string;
            namespace: string;
            repositoryOpts: { repo: string };
        };
        return { name, chart, version, namespace, repository: repositoryOpts.repo };
    });
}
