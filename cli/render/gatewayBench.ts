import type { GatewayBench, LossFigures, Setting } from "../bench/gateway";
import { ENVOY_VERSION } from "../../rehearsal/services/gateway/envoyProgram";
import { LATE_SECONDS, type Loss } from "../../rehearsal/services/gateway/zoneLoss";

const LOSSES: Readonly<Record<Loss, string>> = { dark: "packets dropped", refuses: "connections refused" };

const SETTINGS: Readonly<Record<Setting, string>> = { rendered: "as rendered", untuned: "Istio's defaults" };

/** What the loss of a zone's backends costs, a figure a line: as rendered, and with Istio's defaults. */
export function gatewayBenchLines({ runs, rate, lostSeconds, settings }: GatewayBench): string[] {
    const line = (what: string, values: readonly string[]) =>
        `${what.padEnd(54)} ${values.map((value) => value.padStart(16)).join(" ")}`.trimEnd();
    const names = Object.keys(settings) as Setting[];
    return [
        `Envoy ${ENVOY_VERSION}, ${rate} requests/s, its zone's backends lost for ${lostSeconds} s, medians of ${runs}`,
        ...(Object.keys(LOSSES) as Loss[]).flatMap((loss) => [
            line(
                LOSSES[loss],
                names.map((name) => SETTINGS[name]),
            ),
            ...FIGURES.map(([what, figure]) =>
                line(
                    `  ${what}`,
                    names.map((name) => figure(settings[name][loss])),
                ),
            ),
        ]),
    ];
}

const FIGURES: readonly (readonly [what: string, figure: (figures: LossFigures) => string])[] = [
    ["requests that fail", ({ failed }) => failed.toFixed(0)],
    [`answers that take longer than ${LATE_SECONDS} s`, ({ late }) => late.toFixed(0)],
    ["the last failing request begins after", ({ window }) => seconds(window)],
    ["longest wait for an error", ({ longestError }) => seconds(longestError)],
    ["longest wait for an answer", ({ longestAnswer }) => seconds(longestAnswer)],
    [
        "open streams are ended after",
        ({ streamsEnded }) => (streamsEnded === undefined ? "never" : seconds(streamsEnded)),
    ],
];

function seconds(value: number): string {
    return `${value.toFixed(2)} s`;
}
