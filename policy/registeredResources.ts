import { UnknownValueError, type PolicyResource, type PolicyResourceOptions } from "@pulumi/policy";
import { isDefaultProvider, partsOfUrn, UNKNOWN, type GraphResource, type ResourceGraph } from "../analysis/graph";

/** What the engine tells a policy pack, as the resource graph that the rules know. */

/** What the engine tells of a resource before it registers it. */
export interface Registration {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly props: Readonly<Record<string, unknown>>;
    readonly opts: Pick<PolicyResourceOptions, "protect" | "parent">;
}

/** What it tells of a resource when all of them are registered. */
export type RegisteredResource = Pick<PolicyResource, "urn" | "type" | "name" | "props" | "opts"> & {
    readonly parent?: { readonly urn: string };
    readonly provider?: { readonly urn: string };
    readonly dependencies: readonly { readonly urn: string }[];
};

const STACK_TYPE = "pulumi:pulumi:Stack";

/** Components of this program, whose type begins with its name. */
const COMPONENT = /^dify-ha:/;

/**
 * The graph of a deployment. `inputs`, by URN, are what the program asked for; `resources` come with what became of it, where a provider
 * has filled in what nobody asked for.
 */
export function graphOf(
    resources: readonly RegisteredResource[],
    inputs: ReadonlyMap<string, Registration>,
): ResourceGraph {
    const [first] = resources;
    const stack = resources.find(({ type }) => type === STACK_TYPE);
    const { project, stack: name } = partsOfUrn(first?.urn ?? "");
    return {
        project,
        stack: name,
        resources: resources
            .filter(({ type, urn }) => type !== STACK_TYPE && !isDefaultProvider(urn))
            .map((resource) => graphResource(resource, inputs.get(resource.urn)))
            .sort((one, other) => (one.urn < other.urn ? -1 : 1)),
        outputs: stack?.props ?? {},
    };
}

/** The same graph without what a preview does not know yet, which otherwise throws an UnknownValueError when it is looked at. */
export function onlyKnown(graph: ResourceGraph): ResourceGraph {
    return withInstead(graph, undefined);
}

/** The same graph with UNKNOWN in place of what a preview does not know yet. */
export function withUnknown(graph: ResourceGraph): ResourceGraph {
    return withInstead(graph, UNKNOWN);
}

/** `instead` is in place of what is not known; where it is undefined, nothing is. */
function withInstead(graph: ResourceGraph, instead: unknown): ResourceGraph {
    const plain = (value: GraphResource["inputs"]) => plainValue(value, instead) as GraphResource["inputs"];
    return {
        ...graph,
        resources: graph.resources.map((resource) => ({
            ...resource,
            inputs: plain(resource.inputs),
            ...(resource.outputs === undefined ? {} : { outputs: plain(resource.outputs) }),
        })),
        outputs: plain(graph.outputs),
    };
}

function plainValue(value: unknown, instead: unknown): unknown {
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const entries = Object.keys(value)
        .map(
            (key) => [key, known(() => plainValue((value as Record<string, unknown>)[key], instead), instead)] as const,
        )
        .filter(([, entry]) => entry !== undefined);
    return Array.isArray(value) ? entries.map(([, entry]) => entry) : Object.fromEntries(entries);
}

/** What is read, or `instead` where it is not known yet. */
function known(read: () => unknown, instead?: unknown): unknown {
    try {
        return read();
    } catch (error) {
        if (error instanceof UnknownValueError) {
            return instead;
        }
        throw error;
    }
}

/** What the provider calls a resource that is there. */
function knownId(props: RegisteredResource["props"]): string | undefined {
    const id = known(() => props["id"]);
    return typeof id === "string" ? id : undefined;
}

function graphResource(resource: RegisteredResource, asked: Registration | undefined): GraphResource {
    const { urn, type, name, props, opts, parent, provider, dependencies } = resource;
    const isComponent = COMPONENT.test(type);
    const id = knownId(props);
    return {
        urn,
        type,
        name,
        ...(id === undefined ? {} : { id }),
        ...(parent === undefined || parent.urn.includes(`::${STACK_TYPE}::`) ? {} : { parent: parent.urn }),
        ...(provider === undefined ? {} : { provider: provider.urn }),
        custom: !isComponent,
        protect: opts.protect,
        // The engine does not tell.
        retainOnDelete: false,
        dependencies: dependencies.map((dependency) => dependency.urn),
        inputs: asked?.props ?? (isComponent ? {} : props),
        // The SDK has taken secrets out of their wrappers: which they are is not known here.
        secretPaths: [],
        ...(isComponent ? { outputs: props } : {}),
    };
}
