import { measure } from "./childProcess";
import { median } from "./statistics";

/** What the analysis of a stack costs, against the evaluation that it follows. */
export interface AnalysisBench {
    readonly runs: number;
    readonly stack: string;
    readonly evaluationSeconds: number;
    /** Of all analyses and rules, in a process that has not done it before. */
    readonly analysisSeconds: number;
    /** analysisSeconds / evaluationSeconds. */
    readonly share: number;
    readonly growth: readonly AnalysisGrowth[];
    readonly simulation: SimulationBench;
}

/** The analysis of so many copies of the stack. */
export interface AnalysisGrowth {
    readonly copies: number;
    readonly workloads: number;
    readonly seconds: number;
}

/** Simulated lives of the stack. */
export interface SimulationBench {
    readonly years: number;
    readonly seconds: number;
    /** Failures in them. */
    readonly failures: number;
    /** Share of time in which the simulation is not available. */
    readonly simulated: number;
    /** The same by the formulas. */
    readonly exact: number;
}

const SCRIPTS = 'require("./cli/bench/analyseOnce")';

/** Copies of the stack in the growth measurement. */
const COPIES = [1, 10, 100] as const;

const SIMULATED_YEARS = 1_000_000;

/** Each run is a process of its own: what a compiler has learnt would flatter the second. */
export function benchAnalysis(stack: string, runs: number): AnalysisBench {
    const name = JSON.stringify(stack);
    const times = Array.from({ length: runs }, () => run<Times>(`analyseOnce(${name})`));
    const evaluationSeconds = median(times.map(({ evaluation }) => evaluation));
    const analysisSeconds = median(times.map(({ analysis }) => analysis));
    return {
        runs,
        stack,
        evaluationSeconds,
        analysisSeconds,
        share: analysisSeconds / evaluationSeconds,
        growth: run<AnalysisGrowth[]>(`analyseCopies(${name}, ${JSON.stringify(COPIES)})`),
        simulation: run<SimulationBench>(`simulateOnce(${name}, ${SIMULATED_YEARS})`),
    };
}

interface Times {
    readonly evaluation: number;
    readonly analysis: number;
}

function run<Result>(call: string): Result {
    return JSON.parse(measure(`void ${SCRIPTS}.${call};`).output) as Result;
}
