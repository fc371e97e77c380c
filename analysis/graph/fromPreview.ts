import { graphOfEngine, type EngineResource } from "./engineResource";
import type { GraphResource, ResourceGraph } from "./resourceGraph";
import { pathsOf, MASK } from "./secrets";

/** What `pulumi preview --json` writes: the part that we read. */
export interface PreviewFile {
    /** Configuration as the program was given it, by full key; secrets are `[secret]`. */
    readonly config?: Readonly<Record<string, string>>;
    readonly steps?: readonly PreviewStep[];
    readonly diagnostics?: readonly { readonly severity?: string; readonly message?: string }[];
    /** How many resources each operation is for, those included that `steps` leaves out. */
    readonly changeSummary?: Readonly<Record<string, number>>;
}

interface PreviewStep {
    readonly op: string;
    readonly urn: string;
    readonly oldState?: EngineResource;
    readonly newState?: EngineResource;
}

/** What the engine would do, as the graph of what there will be. */
export interface Preview {
    /** Components have no outputs: a preview does not tell them. */
    readonly graph: ResourceGraph;
    readonly config: Readonly<Record<string, string>>;
    /** Number of resources by operation, such as `{ create: 3, same: 160 }`. */
    readonly operations: Readonly<Record<string, number>>;
    /** What kept the engine from seeing the end. */
    readonly errors: readonly string[];
    /** Resources that stay as they are and that `steps` leaves out: without them the graph is not whole. */
    readonly leftOut: number;
}

/** Steps after which what they are about is not there, or which another step of the same resource sums up. */
const WITHOUT_RESULT = [
    "delete",
    "delete-replaced",
    "discard",
    "discard-replaced",
    "extend-parameterize",
    "remove-pending-replace",
];

/** The graph of what a stack will have. */
export function fromPreview({ config = {}, steps = [], diagnostics = [], changeSummary = {} }: PreviewFile): Preview {
    const after = new Map(
        steps
            .filter(({ op }) => !WITHOUT_RESULT.includes(op))
            .flatMap((step) => resourceAfter(step) ?? [])
            .map((resource) => [resource.urn, resource]),
    );
    const graph = graphOfEngine([...after.values()]);
    const unchanged = steps.filter(({ op }) => op === "same").length;
    return {
        graph: { ...graph, resources: graph.resources.map(withMaskedPaths) },
        config,
        operations: changeSummary,
        errors: diagnostics.filter(({ severity }) => severity === "error").map(({ message = "" }) => message.trim()),
        leftOut: Math.max(0, (changeSummary["same"] ?? 0) - unchanged),
    };
}

/** What a step leaves behind. A resource that is replaced gets a new id; the new state of any other does not repeat the one it has. */
function resourceAfter({ op, oldState, newState }: PreviewStep): EngineResource | undefined {
    return newState === undefined || op.includes("replace") ? newState : { id: oldState?.id, ...newState };
}

/** A preview has MASK in place of secrets, and nothing to tell it from a text. */
function withMaskedPaths(resource: GraphResource): GraphResource {
    return { ...resource, secretPaths: pathsOf(resource.inputs, MASK) };
}
