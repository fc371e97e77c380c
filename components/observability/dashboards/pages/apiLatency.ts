import type { Slo } from "../../rules/slo";
import type { Panel } from "../types";

/** How long the API takes, against what is promised: on the page of the objective, and on that of the application. */
export function apiLatency({ latencyMilliseconds }: Slo): Panel {
    return {
        title: "P99 of the API",
        kind: "graph",
        description: "99 of 100 answers that are no streams take no longer.",
        unit: "ms",
        queries: [{ expr: "dify:api_latency_milliseconds:p99_rate5m", legend: "P99" }],
        alerts: ["ApiP99AboveObjective"],
        limits: [{ value: latencyMilliseconds, severity: "warning" }],
    };
}
