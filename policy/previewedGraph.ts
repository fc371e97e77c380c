import { completedWith, pathsOf, UNKNOWN, urnDifference, type ResourceGraph } from "../analysis/graph";
import { evaluate } from "../cli/evaluation/evaluate";
import { loadStack } from "../cli/stackFile";
import program from "../index";
import { withUnknown } from "./registeredResources";

/** Evaluates the program for a stack, without engine. */
export type Evaluation = (stack: string) => Promise<ResourceGraph>;

/**
 * A previewed graph with what only an evaluation tells: before anything of a stack is there, most of its rules would meet something that
 * is not known yet. The graph as it is where everything is known, and where the evaluation is not of the same resources.
 */
export async function previewedGraph(graph: ResourceGraph, evaluationOf: Evaluation): Promise<ResourceGraph> {
    const plain = withUnknown(graph);
    if (pathsOf(plain, UNKNOWN).length === 0) {
        return plain;
    }
    const evaluation = await evaluationOf(graph.stack);
    const { missing, surplus } = urnDifference(plain, evaluation);
    return missing.length + surplus.length > 0 ? graph : completedWith(plain, evaluation);
}

/** Evaluates what the stack's file says, once for all rules. */
export function evaluatingOnce(): Evaluation {
    const evaluations = new Map<string, Promise<ResourceGraph>>();
    return (stack) => {
        const evaluation =
            evaluations.get(stack) ?? evaluate({ stack, settings: loadStack(stack, []).settings, program });
        evaluations.set(stack, evaluation);
        return evaluation;
    };
}
