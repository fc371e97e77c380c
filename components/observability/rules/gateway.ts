import type { MonitoringTargets } from "../../../contracts/monitoring";
import type { Selectors } from "./series";
import type { Slo } from "./slo";
import type { AlertDefinition, Area, RecordingRule } from "./types";
import { byZone } from "./zones";

/** What users see: errors, latency, and whether there is an address that answers. */

/** Share of failures at which something is broken, whatever the budget says. */
export const BROKEN_RATIO = 0.05;

export function gatewayArea(targets: MonitoringTargets, slo: Slo, selectors: Selectors): Area {
    return {
        name: "dify-gateway",
        runbook: "gateway",
        rules: [
            siteUnreachable(targets, selectors),
            ...(targets.gateway === undefined
                ? fromOutside(slo, selectors)
                : fromTheGateway(targets, targets.gateway.namespace, slo, selectors)),
        ],
    };
}

function siteUnreachable({ url }: MonitoringTargets, { select }: Selectors): AlertDefinition {
    return {
        alert: "SiteUnreachable",
        expr: `max by (probe) (${select("siteUp")}) == 0`,
        for: "2m",
        severity: "critical",
        tier: "entry",
        summary: `The probe of {{ $labels.probe }} at ${url} has had no answer for 2 minutes (success: {{ $value }})`,
    };
}

const LATENCY = "dify:api_latency_milliseconds:p99_rate5m";

function slowAnswers({ latencyMilliseconds }: Slo): AlertDefinition {
    return {
        alert: "ApiP99AboveObjective",
        expr: `${LATENCY} > ${latencyMilliseconds}`,
        for: "5m",
        severity: "warning",
        tier: "application",
        summary: `1 of 100 answers that are no streams takes longer than {{ $value | printf "%.0f" }} ms; the objective is ${latencyMilliseconds} ms`,
    };
}

/** Where a foreign ingress controller serves: how long the probe's requests take. */
function fromOutside(slo: Slo, { select }: Selectors): (AlertDefinition | RecordingRule)[] {
    return [
        { record: LATENCY, expr: `max(quantile_over_time(0.99, ${select("apiDuration")}[30m])) * 1000` },
        slowAnswers(slo),
    ];
}

function fromTheGateway(
    targets: MonitoringTargets,
    namespace: string,
    slo: Slo,
    { select }: Selectors,
): (AlertDefinition | RecordingRule)[] {
    const ratio = (series: "gatewayRequests" | "apiRequests") =>
        `(sum(rate(${select(series, `response_code_class="5xx"`)}[5m])) or vector(0)) / sum(rate(${select(series)}[5m]))`;
    const readyPods = select("podReady", `namespace="${namespace}"`, `pod=~"higress-gateway-.+"`, `condition="true"`);
    return [
        { record: "dify:gateway_requests:rate5m", expr: `sum(rate(${select("gatewayRequests")}[5m]))` },
        { record: "dify:gateway_errors:ratio_rate5m", expr: ratio("gatewayRequests") },
        { record: "dify:api_requests:rate5m", expr: `sum(rate(${select("apiRequests")}[5m]))` },
        { record: "dify:api_errors:ratio_rate5m", expr: ratio("apiRequests") },
        { record: LATENCY, expr: `histogram_quantile(0.99, sum by (le) (rate(${select("apiLatency")}[5m])))` },
        {
            record: "dify:gateway_pods_ready:sum",
            expr: byZone(
                targets,
                `${readyPods} * on (namespace, pod) group_left (zone) dify:pod_zone:info`,
                select("nodeReady"),
            ),
        },
        {
            alert: "GatewayHigh5xx",
            expr: `dify:gateway_errors:ratio_rate5m > ${BROKEN_RATIO}`,
            for: "2m",
            severity: "critical",
            tier: "entry",
            summary: "{{ $value | humanizePercentage }} of all answers are errors (5xx)",
        },
        {
            alert: "ApiHigh5xx",
            expr: `dify:api_errors:ratio_rate5m > ${BROKEN_RATIO}`,
            for: "2m",
            severity: "critical",
            tier: "application",
            summary: "{{ $value | humanizePercentage }} of the API's answers are errors (5xx)",
        },
        slowAnswers(slo),
        {
            alert: "GatewayZoneEmpty",
            expr: "dify:gateway_pods_ready:sum == 0",
            for: "2m",
            severity: "critical",
            tier: "entry",
            summary: "{{ $value }} gateways are ready in {{ $labels.zone }}",
        },
    ];
}
