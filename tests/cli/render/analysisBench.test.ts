import { analysisBenchLines } from "../../../cli/render/analysisBench";

test("ratios stand beside their targets, growth beside the first copy", () => {
    expect(
        analysisBenchLines({
            runs: 3,
            stack: "prod",
            evaluationSeconds: 1,
            analysisSeconds: 0.05,
            share: 0.05,
            growth: [
                { copies: 1, workloads: 32, seconds: 0.064 },
                { copies: 100, workloads: 3200, seconds: 4.8 },
            ],
            simulation: { years: 1_000_000, seconds: 6, failures: 223_200_000, simulated: 0.000429, exact: 0.00043 },
        }),
    ).toEqual([
        "evaluation of stack prod                1.00 s",
        "analysis and rules after it             0.05 s",
        "share                                   5.0 %   (target: less than 25 %)",
        "  32 workloads: 2.00 ms each",
        "3200 workloads: 1.50 ms each, 0.75 times that of one copy",
        "1,000,000 simulated years, 223,200,000 failures   6.0 s",
        "not available: simulated 0.0429 %, by formula 0.0430 %, 0.23 % apart",
    ]);
});
