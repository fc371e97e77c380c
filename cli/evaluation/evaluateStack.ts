import { dependencyProblems } from "../../analysis/availability";
import { costOf } from "../../analysis/cost";
import { budgetProblems } from "../../analysis/cost/budget";
import { budgetOfGraph, connectionProblems } from "../../analysis/capacity/connections";
import type { ResourceGraph } from "../../analysis/graph";
import { isRefusal } from "../../components/shared/refuse";
import { ConfigError } from "../../config";
import type { LoadedStack } from "../stackFile";
import { evaluate } from "./evaluate";

/**
 * Evaluates the real program, `index.ts`, for a stack. Throws a ConfigError when what the configuration amounts to cannot work, though
 * each key by itself is valid.
 */
export async function evaluateStack({ name, config, settings }: LoadedStack): Promise<ResourceGraph> {
    const { default: program } = await import("../../index");
    const graph = await evaluate({ stack: name, settings, program }).catch(asConfigError);
    const { monthlyUsd } = config.budget;
    const problems = [
        ...connectionProblems(budgetOfGraph(graph)),
        ...dependencyProblems(graph),
        ...(monthlyUsd === undefined ? [] : budgetProblems(costOf(graph), monthlyUsd)),
    ];
    if (problems.length > 0) {
        throw new ConfigError(problems);
    }
    return graph;
}

/** What a component refuses comes from the configuration, whose paths it names. */
function asConfigError(error: unknown): never {
    throw isRefusal(error) ? new ConfigError(error.problems) : error;
}
