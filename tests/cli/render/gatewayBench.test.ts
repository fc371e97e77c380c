import { gatewayBenchLines } from "../../../cli/render/gatewayBench";

test("what is rendered stands beside Istio's defaults, for either kind of loss", () => {
    const figures = { failed: 10, window: 0.07, longestError: 5.47, longestAnswer: 0.32, late: 0, streamsEnded: 3.7 };
    const hung = {
        failed: 2600,
        window: 12.9,
        longestError: 10,
        longestAnswer: 9.98,
        late: 17,
        streamsEnded: undefined,
    };
    const lines = gatewayBenchLines({
        runs: 5,
        rate: 200,
        lostSeconds: 13,
        settings: { rendered: { dark: figures, refuses: figures }, untuned: { dark: hung, refuses: figures } },
    });
    expect(lines.slice(0, 8)).toEqual([
        "Envoy 1.36.4, 200 requests/s, its zone's backends lost for 13 s, medians of 5",
        "packets dropped                                             as rendered Istio's defaults",
        "  requests that fail                                                 10             2600",
        "  answers that take longer than 1 s                                   0               17",
        "  the last failing request begins after                          0.07 s          12.90 s",
        "  longest wait for an error                                      5.47 s          10.00 s",
        "  longest wait for an answer                                     0.32 s           9.98 s",
        "  open streams are ended after                                   3.70 s            never",
    ]);
    expect(lines[8]).toMatch(/^connections refused /);
});
