import { BURN_RATES } from "../../rules/slo";
import type { PageBuilder, Panel } from "../types";
import { apiLatency } from "./apiLatency";

/** What users are promised, what is left of it, and how fast it goes. */

export const sloPage: PageBuilder = ({ url }, slo, { select }) => ({
    name: "slo",
    title: "Service level objective",
    panels: [
        {
            title: "Error budget left",
            kind: "figure",
            description: `Share of the failures that 30 days may have: ${percent(1 - slo.target)} of all requests.`,
            unit: "percentunit",
            queries: [{ expr: "dify:slo_error_budget_remaining:ratio", legend: "left" }],
            limits: [{ value: 0, severity: "critical" }],
            bad: "below",
        },
        {
            title: "Failures in the last hour",
            kind: "figure",
            description: "Share of requests that were answered by an error of ours.",
            unit: "percentunit",
            queries: [{ expr: "dify:slo_errors:ratio_rate1h", legend: "failed" }],
        },
        {
            title: "Site answers",
            kind: "figure",
            description: `Whether the probe gets an answer from ${url}.`,
            unit: "bool_yes_no",
            queries: [{ expr: `min(${select("siteUp")})`, legend: "answers" }],
            alerts: ["SiteUnreachable"],
            limits: [{ value: 1, severity: "critical" }],
            bad: "below",
        },
        {
            title: "Alerts that fire",
            kind: "figure",
            description: "Whatever they are about.",
            unit: "short",
            queries: [{ expr: `count(${select("alerts", firing)}) or vector(0)`, legend: "alerts" }],
        },
        {
            title: "Error budget",
            kind: "graph",
            description: "Over what retention has left of 30 days; each five minutes count the same.",
            unit: "percentunit",
            queries: [{ expr: "dify:slo_error_budget_remaining:ratio", legend: "left" }],
            limits: [{ value: 0, severity: "critical" }],
            bad: "below",
        },
        ...BURN_RATES.map(({ factor, long, short, severity }): Panel => ({
            title: `Burn rate over ${long} and ${short}`,
            kind: "graph",
            description: `How many times faster than allowed the budget is used; both lines above ${factor} are an alert.`,
            unit: "short",
            queries: [long, short].map((window) => ({
                expr: `dify:slo_errors:ratio_rate${window} / (1 - ${slo.target})`,
                legend: window,
            })),
            alerts: [severity === "critical" ? "ErrorBudgetBurnsFast" : "ErrorBudgetBurnsSlowly"],
            limits: [{ value: factor, severity }],
        })),
        apiLatency(slo),
        {
            title: "Alerts by name",
            kind: "graph",
            description: "How many of each fire.",
            unit: "short",
            queries: [{ expr: `count by (alertname) (${select("alerts", firing)})`, legend: "{{alertname}}" }],
        },
    ],
});

/** Only alerts of the rules beside this have a tier. */
const firing = `alertstate="firing",tier!=""`;

function percent(ratio: number): string {
    return `${Number((ratio * 100).toPrecision(6))}%`;
}
