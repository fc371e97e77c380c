import { dependencyProblems } from "../../analysis/availability";
import { costOf } from "../../analysis/cost";
import { budgetProblems } from "../../analysis/cost/budget";
import { budgetOfGraph, connectionProblems } from "../../analysis/capacity/connections";
import type { ResourceGraph } from "../../analysis/graph";
import { isRefusal } from "../../components/shared/refuse";
import { ConfigError, type StackConfig } from "../../config";
import type { Problem } from "../../contracts";
import type { LoadedStack, ReadStack } from "../stackFile";
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

/** The same, whatever it amounts to. Throws a ConfigError for what the program or a component refuses to make. */
export async function evaluateProgram({ name, settings }: Omit<LoadedStack, "config">): Promise<ResourceGraph> {
    const { default: program } = await import("../../index");
    return evaluate({ stack: name, settings, program }).catch(asConfigError);
}

/** A stack as it would be, whether it can work or not, and why it cannot. */
export interface LookedAt {
    readonly graph: ResourceGraph;
    readonly problems: readonly Problem[];
}

/**
 * The same, for somebody who wants to see what the configuration amounts to. The program itself refuses what production must not be: its
 * stack is then composed without it.
 */
export async function lookAtStack({ name, config, settings, unfit }: ReadStack): Promise<LookedAt> {
    const { default: asUsual } = await import("../../index");
    const { composeStack } = await import("../../stacks");
    const program = unfit.length === 0 ? asUsual : () => composeStack(config);
    const graph = await evaluate({ stack: name, settings, program }).catch(asConfigError);
    return { graph, problems: [...unfit, ...problemsOf(graph, config)] };
}

/** What is wrong with the resources together. */
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
