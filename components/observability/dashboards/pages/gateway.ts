import { BROKEN_RATIO } from "../../rules/gateway";
import type { Selectors } from "../../rules/series";
import type { Slo } from "../../rules/slo";
import { IN_ZONE, type PageBuilder, type Panel } from "../types";

/** The way in: what the gateway answers, how fast, and from where; or what the probe sees where the gateway is not ours. */

export const gatewayPage: PageBuilder = ({ gateway }, slo, selectors) => ({
    name: "gateway",
    title: "Gateway",
    panels: gateway === undefined ? fromOutside(slo, selectors) : fromTheGateway(slo, selectors),
});

const LATENCY = "dify:api_latency_milliseconds:p99_rate5m";

function probe({ select }: Selectors): Panel[] {
    return [
        {
            title: "Answers to the probe",
            kind: "graph",
            description: "1 while the address answers as it should.",
            unit: "bool_yes_no",
            queries: [{ expr: `max by (probe) (${select("siteUp")})`, legend: "{{probe}}" }],
            alerts: ["SiteUnreachable"],
            limits: [{ value: 1, severity: "critical" }],
            bad: "below",
        },
        {
            title: "Duration of the probe's requests",
            kind: "graph",
            description: "Name lookup, connection, TLS and answer together.",
            unit: "s",
            queries: [{ expr: `max by (probe) (${select("siteDuration")})`, legend: "{{probe}}" }],
        },
    ];
}

function fromOutside({ latencyMilliseconds }: Slo, selectors: Selectors): Panel[] {
    const { select } = selectors;
    return [
        {
            title: "Site answers",
            kind: "figure",
            description: "Whether the probe gets an answer.",
            unit: "bool_yes_no",
            queries: [{ expr: `min(${select("siteUp")})`, legend: "answers" }],
            alerts: ["SiteUnreachable"],
            limits: [{ value: 1, severity: "critical" }],
            bad: "below",
        },
        {
            title: "Failures",
            kind: "figure",
            description: "Share of the probe's requests in five minutes.",
            unit: "percentunit",
            queries: [{ expr: "dify:slo_errors:ratio_rate5m", legend: "failed" }],
        },
        {
            title: "P99",
            kind: "figure",
            description: "Of the probe's requests in half an hour.",
            unit: "ms",
            queries: [{ expr: LATENCY, legend: "P99" }],
            alerts: ["ApiP99AboveObjective"],
            limits: [{ value: latencyMilliseconds, severity: "warning" }],
        },
        ...probe(selectors),
        {
            title: "Failures of the probe's requests",
            kind: "graph",
            description: "Share of them, in five minutes and in an hour.",
            unit: "percentunit",
            queries: ["5m", "1h"].map((window) => ({ expr: `dify:slo_errors:ratio_rate${window}`, legend: window })),
            alerts: ["ErrorBudgetBurnsFast"],
        },
        {
            title: "P99 of the probe's requests",
            kind: "graph",
            description: "99 of 100 take no longer.",
            unit: "ms",
            queries: [{ expr: LATENCY, legend: "P99" }],
            alerts: ["ApiP99AboveObjective"],
            limits: [{ value: latencyMilliseconds, severity: "warning" }],
        },
    ];
}

function fromTheGateway({ latencyMilliseconds }: Slo, selectors: Selectors): Panel[] {
    const { select } = selectors;
    const broken = [{ value: BROKEN_RATIO, severity: "critical" }] as const;
    const quantile = (share: number) =>
        `histogram_quantile(${share}, sum by (le) (rate(${select("apiLatency", IN_ZONE)}[5m])))`;
    return [
        {
            title: "Requests",
            kind: "figure",
            description: "That the gateway answers, each second.",
            unit: "reqps",
            queries: [{ expr: "dify:gateway_requests:rate5m", legend: "requests" }],
        },
        {
            title: "Errors (5xx)",
            kind: "figure",
            description: "Share of all answers.",
            unit: "percentunit",
            queries: [{ expr: "dify:gateway_errors:ratio_rate5m", legend: "5xx" }],
            alerts: ["GatewayHigh5xx"],
            limits: broken,
        },
        {
            title: "P99 of the API",
            kind: "figure",
            description: "99 of 100 answers that are no streams take no longer.",
            unit: "ms",
            queries: [{ expr: LATENCY, legend: "P99" }],
            alerts: ["ApiP99AboveObjective"],
            limits: [{ value: latencyMilliseconds, severity: "warning" }],
        },
        {
            title: "Open connections",
            kind: "figure",
            description: "Of clients; a stream holds one as long as it lasts.",
            unit: "short",
            queries: [{ expr: `sum(${select("gatewayConnections", IN_ZONE)})`, legend: "connections" }],
        },
        {
            title: "Answers by class",
            kind: "graph",
            description: "Each second.",
            unit: "reqps",
            queries: [
                {
                    expr: `sum by (response_code_class) (rate(${select("gatewayRequests", IN_ZONE)}[5m]))`,
                    legend: "{{response_code_class}}",
                },
            ],
        },
        {
            title: "Errors (5xx)",
            kind: "graph",
            description: "Share of all answers of the gateway, and of those that come from the API.",
            unit: "percentunit",
            queries: [
                { expr: "dify:gateway_errors:ratio_rate5m", legend: "gateway" },
                { expr: "dify:api_errors:ratio_rate5m", legend: "API" },
            ],
            alerts: ["GatewayHigh5xx", "ApiHigh5xx"],
            limits: broken,
        },
        {
            title: "Time of the API's answers",
            kind: "graph",
            description: "Without streams, whose time is that of the whole answer.",
            unit: "ms",
            queries: [
                { expr: LATENCY, legend: "P99" },
                { expr: quantile(0.5), legend: "P50" },
            ],
            alerts: ["ApiP99AboveObjective"],
            limits: [{ value: latencyMilliseconds, severity: "warning" }],
        },
        {
            title: "Requests by zone",
            kind: "graph",
            description: "Zone of the gateway that answers; a lost zone's share goes to the others.",
            unit: "reqps",
            queries: [{ expr: `sum by (zone) (rate(${select("gatewayRequests", IN_ZONE)}[5m]))`, legend: "{{zone}}" }],
        },
        {
            title: "Gateways that are ready",
            kind: "graph",
            description: "Pods in each zone.",
            unit: "short",
            queries: [{ expr: "dify:gateway_pods_ready:sum", legend: "{{zone}}" }],
            alerts: ["GatewayZoneEmpty"],
            limits: [{ value: 1, severity: "critical" }],
            bad: "below",
        },
        {
            title: "Open connections by zone",
            kind: "graph",
            description: "Of clients; they move when a gateway drains.",
            unit: "short",
            queries: [{ expr: `sum by (zone) (${select("gatewayConnections", IN_ZONE)})`, legend: "{{zone}}" }],
        },
        ...probe(selectors),
    ];
}
