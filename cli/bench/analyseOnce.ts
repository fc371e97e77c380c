import { systemAvailability } from "../../analysis/availability/blocks";
import { modelOf } from "../../analysis/availability/model";
import { simulate } from "../../analysis/availability/simulation";
import { workloadsOf, type ResourceGraph } from "../../analysis/graph";
import { checkInvariants } from "../../analysis/invariants";
import { today } from "../../config";
import { evaluateStack } from "../evaluation/evaluateStack";
import { analysePlan } from "../planAnalysis";
import { loadStack } from "../stackFile";
import type { AnalysisGrowth, SimulationBench } from "./analysis";
import { copiesOf } from "./graphCopies";

/** Bodies of measured processes: each prints what it found as JSON. */

/** Seconds of an evaluation and of all analyses after it. */
export async function analyseOnce(stack: string): Promise<void> {
    const started = performance.now();
    const graph = await evaluateStack(loadStack(stack, []));
    const evaluated = performance.now();
    analyse(graph);
    print({ evaluation: (evaluated - started) / 1000, analysis: (performance.now() - evaluated) / 1000 });
}

/** Seconds that analyses of so many copies of a stack take, once the code has been compiled. */
export async function analyseCopies(stack: string, copies: readonly number[]): Promise<void> {
    const graph = await evaluateStack(loadStack(stack, []));
    for (let warmUp = 0; warmUp < 3; warmUp += 1) {
        analyse(copiesOf(graph, 2));
    }
    print(
        copies.map((count): AnalysisGrowth => {
            const many = copiesOf(graph, count);
            const started = performance.now();
            analyse(many);
            return {
                copies: count,
                workloads: workloadsOf(many).length,
                seconds: (performance.now() - started) / 1000,
            };
        }),
    );
}

/** Lives of a stack of so many years, beside what the formulas say of it. */
export async function simulateOnce(stack: string, years: number): Promise<void> {
    const total = modelOf(await evaluateStack(loadStack(stack, [])))?.total;
    if (total === undefined) {
        throw new Error(`stack ${stack} serves nobody`);
    }
    const started = performance.now();
    const simulation = simulate(total, years, 1);
    const result: SimulationBench = {
        years,
        seconds: (performance.now() - started) / 1000,
        failures: simulation.alone + simulation.overlapping,
        simulated: 1 - simulation.availability,
        exact: 1 - systemAvailability(total),
    };
    print(result);
}

function analyse(graph: ResourceGraph): void {
    analysePlan(graph);
    checkInvariants(graph, [], today());
}

function print(value: unknown): void {
    process.stdout.write(JSON.stringify(value));
}
