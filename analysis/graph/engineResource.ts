import { unwrap } from "./engineValues";
import { compare, type GraphResource, type ResourceGraph } from "./resourceGraph";

/** A resource as the engine writes it down, in a state and in a preview (apitype `ResourceV3`): the part that we read. */
export interface EngineResource {
    readonly urn: string;
    readonly type: string;
    readonly custom: boolean;
    /** It is only there until the next update deletes it. */
    readonly delete?: boolean;
    readonly id?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    readonly parent?: string;
    readonly protect?: boolean;
    readonly retainOnDelete?: boolean;
    /** `<urn>::<id>`. */
    readonly provider?: string;
    readonly dependencies?: readonly string[];
}

const STACK_TYPE = "pulumi:pulumi:Stack";

const DEFAULT_PROVIDER = /::pulumi:providers:[^:]+::default(_[0-9_]+)?$/;

/** Whether a provider is one that the engine makes by itself for resources that name none. */
export function isDefaultProvider(urn: string): boolean {
    return DEFAULT_PROVIDER.test(urn);
}

/** The parts of a URN, `urn:pulumi:<stack>::<project>::<types>::<name>`; a name may have colons in it. */
export interface UrnParts {
    readonly project: string;
    readonly stack: string;
    /** That of the resource itself, without those of its parents. */
    readonly type: string;
    readonly name: string;
}

export function partsOfUrn(urn: string): UrnParts {
    const [head = "", project = "", types = "", ...name] = urn.split("::");
    return {
        project,
        stack: head.replace(/^urn:pulumi:/, ""),
        type: types.split("$").at(-1) ?? "",
        name: name.join("::"),
    };
}

/** The graph of what the engine has of one stack. */
export function graphOfEngine(resources: readonly EngineResource[]): ResourceGraph {
    const stack = resources.find(({ type }) => type === STACK_TYPE);
    const { project, stack: name } = partsOfUrn(stack?.urn ?? resources[0]?.urn ?? "");
    return {
        project,
        stack: name,
        resources: resources
            .filter(({ type, urn }) => type !== STACK_TYPE && !isDefaultProvider(urn))
            .map((resource) => graphResource(resource, stack?.urn))
            .sort((a, b) => compare(a.urn, b.urn)),
        outputs: plain(stack?.outputs),
    };
}

function graphResource(resource: EngineResource, stackUrn: string | undefined): GraphResource {
    const { urn, type, custom, id, parent, protect = false, retainOnDelete = false, dependencies = [] } = resource;
    const inputs = unwrap(resource.inputs ?? {});
    const provider = resource.provider?.replace(/::[^:]*$/, "");
    return {
        urn,
        type,
        name: partsOfUrn(urn).name,
        ...(id === undefined || id === "" ? {} : { id }),
        ...(parent === undefined || parent === stackUrn ? {} : { parent }),
        ...(provider === undefined || isDefaultProvider(provider) ? {} : { provider }),
        custom,
        protect,
        retainOnDelete,
        dependencies: [...dependencies].sort(compare),
        inputs: inputs.value as Record<string, unknown>,
        secretPaths: inputs.secretPaths,
        // What a provider answered is not what the program says of itself.
        ...(custom || resource.outputs === undefined ? {} : { outputs: plain(resource.outputs) }),
    };
}

function plain(outputs: EngineResource["outputs"]): Record<string, unknown> {
    return unwrap(outputs ?? {}).value as Record<string, unknown>;
}
