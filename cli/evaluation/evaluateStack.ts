import { dependencyProblems } from "../../analysis/availability";
import { costOf } from "../../analysis/cost";
import { budgetProblems } from "../../analysis/cost/budget";
import { budgetOfGraph, connectionProblems } from "../../analysis/capacity/connections";
import type { ResourceGraph } from "../../analysis/graph";
import { isRefusal } from "../../components/shared/refuse";
import { ConfigError, type StackConfig } from "../../config";
import type { Problem } from "../../contracts";
import type { LoadedStack } from "../stackFile";
import { evaluate } from "./evaluate";

/**
 * Evaluates the real program, `index.ts`, for a stack. Throws a ConfigError when what the configuration amounts to cannot work, though
 * each key by itself is valid.
 */
export async function evaluateStack(stack: LoadedStack): Promise<ResourceGraph> {
    const graph = await evaluateProgram(stack);
    const problems = problemsOf(graph, stack.config);
    if (problems.length > 0) {
        throw new ConfigError(problems);
    }
    return graph;
}

/** The same, whatever it amounts to. Throws a ConfigError for what a component refuses to make. */
export async function evaluateProgram({ name, settings }: Omit<LoadedStack, "config">): Promise<ResourceGraph> {
    const { default: program } = await import("../../index");
    return evaluate({ stack: name, settings, program }).catch(asConfigError);
}

/** Why a stack cannot work, or costs more than it may. */
export function problemsOf(graph: ResourceGraph, { budget: { monthlyUsd } }: Pick<StackConfig, "budget">): Problem[] {
    return [
        ...connectionProblems(budgetOfGraph(graph)),
        ...dependencyProblems(graph),
        ...(monthlyUsd === undefined ? [] : budgetProblems(costOf(graph), monthlyUsd)),
    ];
}

/** What a component refuses comes from the configuration, whose paths it names. */
function asConfigError(error: unknown): never {
    throw isRefusal(error) ? new ConfigError(error.problems) : error;
}
