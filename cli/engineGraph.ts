import {
    completedWith,
    driftOf,
    fromPreview,
    fromState,
    urnDifference,
    type Drift,
    type PreviewFile,
    type ResourceGraph,
    type StateFile,
} from "../analysis/graph";
import { loadConfig, type StackConfig } from "../config";
import { UserError } from "../rehearsal/userError";
import { PROJECT } from "./evaluation/evaluate";
import { evaluateProgram } from "./evaluation/evaluateStack";
import { BAD_INPUT, hasStackFile, loadStack, readStack } from "./stackFile";

/** What the engine knows of a stack, ready to be judged. */
export interface EngineGraph {
    readonly graph: ResourceGraph;
    /** What the stack must live up to; undefined where nobody says. */
    readonly config: StackConfig | undefined;
    /** Where the graph comes from and what about it to bear in mind, a sentence each. */
    readonly notes: readonly string[];
}

/**
 * What a stack will have. A preview does not tell the outputs of components, secrets, and what is not known before it is made: these come
 * from an evaluation of this program with the preview's own configuration, so the preview must be of this program.
 */
export async function graphOfPreview(file: PreviewFile): Promise<EngineGraph> {
    const { graph, config: settings, operations, errors, leftOut } = fromPreview(file);
    const [error] = errors;
    if (error !== undefined) {
        throw refusal(`The preview has failed, and shows a part of the stack at most. It says: ${error}`);
    }
    if (leftOut > 0) {
        throw refusal(
            `The preview leaves out ${count(leftOut, "resource")} that would not change. Write it with them: ` +
                "pulumi preview --json --show-sames > preview.json",
        );
    }
    requireOurs(graph);
    const config = loadConfig(settings);
    const evaluation = await evaluateProgram({ name: graph.stack, settings });
    requireSameProgram(graph, evaluation);
    return {
        graph: completedWith(graph, evaluation),
        config,
        notes: [
            `Preview of stack ${graph.stack}: ${operationsText(operations)}.`,
            "What a preview does not tell is from this program, evaluated with the preview's configuration: outputs of components, " +
                "secrets, and values that are not known before they are made.",
        ],
    };
}

/** What a stack has. The demands on it are in its file, where there is one. */
export function graphOfState(file: StateFile): EngineGraph {
    const { graph, pending, leftovers } = fromState(file);
    requireOurs(graph);
    const isKnown = hasStackFile(graph.stack);
    return {
        graph,
        config: isKnown ? readStack(graph.stack, []).config : undefined,
        notes: [
            `State of stack ${graph.stack}: ${count(graph.resources.length, "resource")}.`,
            isKnown
                ? `Objective, budget, rates and waivers are those of Pulumi.${graph.stack}.yaml.`
                : `There is no Pulumi.${graph.stack}.yaml here: no objective, no budget, no waivers.`,
            ...(pending.length === 0
                ? []
                : [
                      `The last update was cut off: ${pending.join(", ")}. Nobody knows whether that was done; pulumi refresh finds out.`,
                  ]),
            ...(leftovers.length === 0
                ? []
                : [`Replaced, and only there until the next update deletes it: ${leftovers.join(", ")}.`]),
        ],
    };
}

/** How a state differs from what its stack's file amounts to now. */
export async function driftOfState(state: ResourceGraph): Promise<Drift> {
    return driftOf(state, await evaluateProgram(loadStack(state.stack, [])));
}

function requireOurs({ project, stack, resources }: ResourceGraph): void {
    if (resources.length === 0) {
        throw refusal(stack === "" ? "The file has no resources in it." : `Stack ${stack} has no resources.`);
    }
    if (project !== PROJECT) {
        throw refusal(`The file is of project ${project}; this program is ${PROJECT}.`);
    }
}

/** Resources of which a message names so many. */
const NAMED = 3;

function requireSameProgram(graph: ResourceGraph, evaluation: ResourceGraph): void {
    const { missing, surplus } = urnDifference(graph, evaluation);
    const told = [
        ...(surplus.length === 0 ? [] : [`it has ${someOf(surplus)}, which this program does not make`]),
        ...(missing.length === 0 ? [] : [`it lacks ${someOf(missing)}, which this program makes`]),
    ];
    if (told.length > 0) {
        throw refusal(
            `The preview is not of this version of the program, or of a part of the stack (--target): ${told.join(", and ")}. ` +
                "Analyse it with the version that it was made with.",
        );
    }
}

function someOf(urns: readonly string[]): string {
    const shown = urns.slice(0, NAMED).map((urn) => urn.split("::").slice(2).join("::"));
    const rest = urns.length - shown.length;
    return `${shown.join(", ")}${rest === 0 ? "" : ` and ${rest} more`}`;
}

/** Operations as people say them; the engine's own word for any other. */
const WORDS: Readonly<Record<string, string>> = {
    create: "to create",
    update: "to update",
    replace: "to replace",
    delete: "to delete",
    import: "to import",
    read: "to read",
    same: "unchanged",
};

function operationsText(operations: Readonly<Record<string, number>>): string {
    return Object.entries(operations)
        .map(([operation, resources]) => `${resources} ${WORDS[operation] ?? operation}`)
        .join(", ");
}

function count(number: number, what: string): string {
    return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function refusal(message: string): UserError {
    return new UserError(message, { exitCode: BAD_INPUT });
}
