import type { MonitoringTargets } from "../../../contracts/monitoring";
import type { Selectors } from "./series";
import type { Area, RecordingRule, Severity } from "./types";

/** The service level objective, and alerts on how fast its error budget burns. */

/** What users are promised. */
export interface Slo {
    /** Share of requests that are answered without an error of ours, over 30 days: 0.999. */
    readonly target: number;
    /** Milliseconds in which 99 of 100 answers that are no streams must be complete. */
    readonly latencyMilliseconds: number;
}

interface BurnRate {
    /** How many times faster than allowed. */
    readonly factor: number;
    /** Over how long it must have been so. */
    readonly long: string;
    /** Over how short it must still be so: it ends the alert soon after the errors end. */
    readonly short: string;
    readonly severity: Severity;
}

/**
 * Google's multi-window multi-burn-rate alerts for 30 days (SRE Workbook, chapter 5; sloth internal/alert/windows/google-30d.yaml):
 * 2 % of the budget in an hour or 5 % in six are worth waking somebody, 10 % in one or three days are worth a ticket.
 */
export const BURN_RATES: readonly BurnRate[] = [
    { factor: 14.4, long: "1h", short: "5m", severity: "critical" },
    { factor: 6, long: "6h", short: "30m", severity: "critical" },
    { factor: 3, long: "1d", short: "2h", severity: "warning" },
    { factor: 1, long: "3d", short: "6h", severity: "warning" },
];

/** Windows of the table, each once, the shortest first. */
const WINDOWS = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"];

const errorsOver = (window: string) => `dify:slo_errors:ratio_rate${window}`;

export function sloArea(targets: MonitoringTargets, slo: Slo, selectors: Selectors): Area {
    const burning = (severity: Severity) =>
        BURN_RATES.filter((rate) => rate.severity === severity)
            .map(({ factor, long, short }) => {
                const threshold = `${factor} * (1 - ${slo.target})`;
                return `(${errorsOver(long)} > ${threshold} and ${errorsOver(short)} > ${threshold})`;
            })
            .join(" or ");
    return {
        name: "dify-slo",
        runbook: "slo",
        rules: [
            ...WINDOWS.map((window): RecordingRule => ({
                record: errorsOver(window),
                expr: errorRatio(targets, selectors, window),
            })),
            {
                // Each five minutes count the same, however many requests they had; over what retention has left of 30 days.
                record: "dify:slo_error_budget_remaining:ratio",
                expr: `1 - avg_over_time(${errorsOver("5m")}[30d]) / (1 - ${slo.target})`,
            },
            {
                alert: "ErrorBudgetBurnsFast",
                expr: burning("critical"),
                for: "1m",
                severity: "critical",
                tier: "entry",
                summary: `{{ $value | humanizePercentage }} of requests fail; ${percent(1 - slo.target)} may`,
            },
            {
                alert: "ErrorBudgetBurnsSlowly",
                expr: burning("warning"),
                for: "15m",
                severity: "warning",
                tier: "entry",
                summary: `{{ $value | humanizePercentage }} of requests have failed for a day or longer; ${percent(1 - slo.target)} may`,
            },
        ],
    };
}

/** Share of failures in a window: of the gateway's answers, or of the probe's requests where the gateway is not ours. */
function errorRatio({ gateway }: MonitoringTargets, { select }: Selectors, window: string): string {
    if (gateway === undefined) {
        return `1 - avg(avg_over_time(${select("siteUp")}[${window}]))`;
    }
    const failed = select("gatewayRequests", `response_code_class="5xx"`);
    // There is no series of errors before the first one.
    return `(sum(rate(${failed}[${window}])) or vector(0)) / sum(rate(${select("gatewayRequests")}[${window}]))`;
}

function percent(ratio: number): string {
    return `${Number((ratio * 100).toPrecision(6))}%`;
}
