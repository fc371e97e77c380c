import type { AnalysisBench } from "../bench/analysis";

/** What the analysis of a stack costs, a figure a line. */
export function analysisBenchLines({
    stack,
    evaluationSeconds,
    analysisSeconds,
    share,
    growth,
    simulation,
}: AnalysisBench): string[] {
    const [first] = growth;
    const each = ({ seconds, workloads }: { seconds: number; workloads: number }) => seconds / workloads;
    return [
        `${`evaluation of stack ${stack}`.padEnd(40)}${evaluationSeconds.toFixed(2)} s`,
        `${"analysis and rules after it".padEnd(40)}${analysisSeconds.toFixed(2)} s`,
        `${"share".padEnd(40)}${percent(share, 1)}   (target: less than 25 %)`,
        ...growth.map(
            (point) =>
                `${String(point.workloads).padStart(4)} workloads: ${(1000 * each(point)).toFixed(2)} ms each` +
                (first === undefined || point === first
                    ? ""
                    : `, ${(each(point) / each(first)).toFixed(2)} times that of one copy`),
        ),
        `${thousands(simulation.years)} simulated years, ${thousands(simulation.failures)} failures   ${simulation.seconds.toFixed(1)} s`,
        `not available: simulated ${percent(simulation.simulated, 4)}, by formula ${percent(simulation.exact, 4)}, ` +
            `${percent(Math.abs(simulation.simulated / simulation.exact - 1), 2)} apart`,
    ];
}

function percent(share: number, digits: number): string {
    return `${(100 * share).toFixed(digits)} %`;
}

function thousands(count: number): string {
    return count.toLocaleString("en-US");
}
