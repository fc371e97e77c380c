import type { MonitoringTargets } from "../../../../contracts/monitoring";
import { counter, type AlertCase, type Input, type Value } from "../alertCase";
import { EXAMPLES } from "../examples";

/** What users see: gateway, objective, certificates. */

const HOUR = 60;
const DAY = 24 * HOUR;

type Counts = readonly [before: number, during: number, after: number];

/** 1000 answers a minute, of which so many are errors before, during and after. */
function answers(good: string, errors: Counts): Input[] {
    const [before, during, after] = errors;
    return [
        { series: good, values: counter(1000 - before, 1000 - during, 1000 - after) },
        { series: good.replace("2xx", "5xx"), values: counter(...errors) },
    ];
}

/** The same share of failures, seen by the gateway where there is one, by the probe otherwise. */
const failures =
    (...errors: Counts) =>
    (targets: MonitoringTargets): Input[] =>
        targets.gateway === undefined
            ? [
                  {
                      series: EXAMPLES.siteUp(targets),
                      values: [1 - errors[0] / 1000, 1 - errors[1] / 1000, 1 - errors[2] / 1000],
                  },
              ]
            : answers(EXAMPLES.gatewayRequests(targets), errors);

/** Gateways in a zone each, one of which is ready as told. */
function gateways(inZoneA: Value | readonly [Value, Value, Value], zones: readonly string[]): Input[] {
    return zones.flatMap((zone, index) => {
        const pod = `namespace="higress-system",pod="higress-gateway-${index}"`;
        const node = `node="node-${index}"`;
        return [
            { series: `kube_node_labels{${node},label_topology_kubernetes_io_zone="${zone}"}`, values: 1 },
            { series: `kube_node_status_condition{${node},condition="Ready",status="true"}`, values: 1 },
            { series: `kube_pod_info{${pod},${node}}`, values: 1 },
            { series: `kube_pod_status_ready{${pod},condition="true"}`, values: index === 0 ? inZoneA : 1 },
            // The controller is not a gateway.
            {
                series: `kube_pod_status_ready{namespace="higress-system",pod="higress-controller-${index}",condition="true"}`,
                values: 1,
            },
        ];
    });
}

/** Durations of 1000 answers a minute: so many longer than half a second, none longer than a second. */
function durations(targets: MonitoringTargets, service: string, slow: Counts): Input[] {
    const bucket = (bound: string, values: Input["values"]) => ({
        series: EXAMPLES.apiLatency(targets)
            .replace("__dify-api.", `__${service}.`)
            .replace(`le="500"`, `le="${bound}"`),
        values,
    });
    const [before, during, after] = slow;
    return [
        bucket("250", { perMinute: 500 }),
        bucket("500", counter(1000 - before, 1000 - during, 1000 - after)),
        bucket("1000", { perMinute: 1000 }),
        bucket("+Inf", { perMinute: 1000 }),
    ];
}

export const ENTRY_CASES: readonly AlertCase[] = [
    {
        alert: "SiteUnreachable",
        inputs: (targets) => [{ series: EXAMPLES.siteUp(targets), values: [1, 0, 1] }],
        labels: () => ({ probe: "login" }),
        summary: ({ url }) => `The probe of login at ${url} has had no answer for 2 minutes (success: 0)`,
    },
    {
        alert: "GatewayHigh5xx",
        inputs: (targets) => answers(EXAMPLES.gatewayRequests(targets), [49, 51, 49]),
        summary: "5.1% of all answers are errors (5xx)",
    },
    {
        alert: "ApiHigh5xx",
        inputs: (targets) => answers(EXAMPLES.apiRequests(targets), [49, 60, 49]),
        summary: "6% of the API's answers are errors (5xx)",
    },
    {
        alert: "ApiHigh5xx",
        title: "of streaming paths",
        inputs: (targets) =>
            answers(EXAMPLES.apiRequests(targets).replace("dify-api", "dify-api-stream"), [49, 60, 49]),
        summary: "6% of the API's answers are errors (5xx)",
    },
    {
        alert: "ApiP99AboveObjective",
        in: ["prod", "aurora"],
        inputs: (targets) => [
            ...durations(targets, "dify-api", [9, 20, 9]),
            // However long streams take, they do not count.
            ...durations(targets, "dify-api-stream", [500, 500, 500]),
        ],
        summary: "1 of 100 answers that are no streams takes longer than 750 ms; the objective is 500 ms",
    },
    {
        alert: "ApiP99AboveObjective",
        title: "by the probe",
        in: ["onprem", "local"],
        inputs: (targets) => [{ series: EXAMPLES.apiDuration(targets), values: [0.5, 0.51, 0.2] }],
        timeline: { after: 45 },
        summary: "1 of 100 answers that are no streams takes longer than 510 ms; the objective is 500 ms",
    },
    {
        alert: "GatewayZoneEmpty",
        inputs: ({ zones }) => gateways([1, 0, 1], zones),
        labels: ({ zones }) => ({ zone: zones[0] ?? "" }),
        summary: ({ zones }) => `0 gateways are ready in ${zones[0]}`,
    },
    {
        alert: "GatewayZoneEmpty",
        title: "without a pod",
        inputs: ({ zones }) => gateways([1, "absent", 1], zones),
        // A series that ends without a word is believed for five minutes.
        timeline: { during: 20 },
        labels: ({ zones }) => ({ zone: zones[0] ?? "" }),
        summary: ({ zones }) => `0 gateways are ready in ${zones[0]}`,
    },
    {
        alert: "ErrorBudgetBurnsFast",
        title: "14.4 times, for an hour",
        inputs: failures(5, 20, 0),
        timeline: { before: 3 * HOUR, during: HOUR + 10, after: HOUR },
        summary: "2% of requests fail; 0.1% may",
    },
    {
        alert: "ErrorBudgetBurnsFast",
        title: "6 times, for six hours",
        inputs: failures(2, 10, 0),
        timeline: { before: 6 * HOUR, during: 6 * HOUR + 10, after: HOUR, step: 2 },
        summary: "1% of requests fail; 0.1% may",
    },
    {
        alert: "ErrorBudgetBurnsSlowly",
        title: "3 times, for a day",
        inputs: failures(0, 5, 0),
        timeline: { before: HOUR, during: DAY + 10, after: 7 * HOUR, step: 5 },
        summary: "0.5% of requests have failed for a day or longer; 0.1% may",
    },
    {
        alert: "ErrorBudgetBurnsSlowly",
        title: "at all, for three days",
        inputs: failures(0, 2, 0),
        timeline: { before: HOUR, during: 3 * DAY + 10, after: 7 * HOUR, step: 5 },
        summary: "0.2% of requests have failed for a day or longer; 0.1% may",
    },
    {
        alert: "CertificateExpiresSoon",
        inputs: (targets) => [
            { series: EXAMPLES.siteCertificate(targets), values: [15 * 86400, 13 * 86400, 90 * 86400] },
        ],
        timeline: { during: 2 * HOUR },
        summary: ({ url }) => `The certificate of ${url} ends in 12d 21h 51m 0s`,
    },
    {
        alert: "CertificateExpires",
        inputs: (targets) => [
            { series: EXAMPLES.siteCertificate(targets), values: [3.5 * 86400, 2 * 86400, 90 * 86400] },
        ],
        summary: ({ url }) => `The certificate of ${url} ends in 1d 23h 36m 0s`,
    },
    {
        alert: "CertificateNotReady",
        inputs: (targets) => [{ series: EXAMPLES.certificateReady(targets), values: [1, 0, 1] }],
        timeline: { during: 2 * HOUR },
        labels: () => ({ name: "dify-tls" }),
        summary: "cert-manager has not made dify-tls for an hour (ready: 0)",
    },
    {
        alert: "CertificateNotRenewed",
        inputs: (targets) => [
            { series: EXAMPLES.certificateExpiration(targets), values: [15 * 86400, 13 * 86400, 90 * 86400] },
        ],
        timeline: { during: 2 * HOUR },
        labels: () => ({ name: "dify-tls" }),
        summary: "cert-manager has not renewed dify-tls, which ends in 12d 21h 51m 0s",
    },
];
