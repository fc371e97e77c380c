import { MASK, maskedInputs, UNKNOWN, type PreviewFile, type ResourceGraph } from "../../analysis/graph";
import type { RawConfig } from "../../config";
import { mergeConfig } from "../../config/merge";
import { evaluateConfig, rawConfigOfStack, settingsOf } from "./evaluation";

/** A preview of the program as it is now, in the form of the recordings; the engine that wrote those is not at hand in tests. */

export interface PreviewedStack {
    readonly graph: ResourceGraph;
    readonly file: PreviewFile;
}

/** The first preview of a stack with a change: no resource has an id, namespaces are not known, secrets are masked. */
export async function previewOfStack(stack: string, change: RawConfig = {}): Promise<PreviewedStack> {
    const config = mergeConfig(rawConfigOfStack(stack), change);
    const graph = await evaluateConfig(stack, config);
    return { graph, file: previewFileOf(graph, settingsOf(config)) };
}

function previewFileOf(graph: ResourceGraph, config: Readonly<Record<string, string>>): PreviewFile {
    const stack = `urn:pulumi:${graph.stack}::${graph.project}::pulumi:pulumi:Stack::${graph.project}-${graph.stack}`;
    const steps = graph.resources.map((resource) => {
        const { urn, type, custom, parent = stack, provider, protect, retainOnDelete, dependencies } = resource;
        return {
            op: "create",
            urn,
            newState: {
                ...{ urn, custom, type, parent, dependencies },
                ...(protect ? { protect } : {}),
                ...(retainOnDelete ? { retainOnDelete } : {}),
                ...(provider === undefined ? {} : { provider: `${provider}::${UNKNOWN}` }),
                inputs: withoutNamespace(maskedInputs(resource)),
            },
        };
    });
    const root = { op: "create", urn: stack, newState: { urn: stack, type: "pulumi:pulumi:Stack", custom: false } };
    return { config, steps: [root, ...steps], changeSummary: { create: steps.length + 1 } };
}

/** The namespace of an object is an output of another resource. */
function withoutNamespace(inputs: Record<string, unknown>): Record<string, unknown> {
    const { metadata } = inputs as { readonly metadata?: { readonly namespace?: string } | typeof MASK };
    return typeof metadata === "object" && metadata.namespace !== undefined
        ? { ...inputs, metadata: { ...metadata, namespace: UNKNOWN } }
        : inputs;
}
