import type { MonitoringTargets } from "../../../contracts/monitoring";
import { SERIES, selectorsOf, type Selectors, type Series, type SeriesName } from "./series";
import type { AlertDefinition, Area } from "./types";

/** Whether the alerts themselves can be trusted: everything is scraped, evaluated and sent. */

const PATIENCE = "15m";

export function monitoringArea({ select }: Selectors): Area {
    return {
        name: "dify-monitoring",
        runbook: "monitoring",
        rules: [
            {
                alert: "TargetDown",
                expr: `${select("targetUp")} == 0`,
                for: "5m",
                severity: "warning",
                tier: "platform",
                summary: "{{ $labels.instance }} of {{ $labels.job }} cannot be scraped (up is {{ $value }})",
            },
            {
                alert: "RuleEvaluationFails",
                expr: `sum by (rule_group) (increase(${select("ruleFailures")}[10m])) > 0`,
                for: "10m",
                severity: "critical",
                tier: "platform",
                summary: `{{ $labels.rule_group }} failed {{ $value | printf "%.0f" }} times in 10 minutes: its alerts cannot fire`,
            },
            {
                alert: "NotificationsFail",
                expr: `sum by (integration) (increase(${select("notificationFailures")}[10m])) > 0`,
                for: "10m",
                severity: "critical",
                tier: "platform",
                summary: `{{ $value | printf "%.0f" }} notifications by {{ $labels.integration }} failed in 10 minutes`,
            },
        ],
    };
}

/** One alert for each series that the other areas and the dashboards have asked for, for when it is missing. */
export function missingSeriesArea(targets: MonitoringTargets, used: ReturnType<Selectors["used"]>): Area {
    return {
        name: "dify-series",
        runbook: "monitoring",
        rules: used.filter((name) => !("sometimes" in SERIES[name])).flatMap((name) => absences(name, targets)),
    };
}

function absences(name: SeriesName, targets: MonitoringTargets): AlertDefinition[] {
    const { select } = selectorsOf(targets);
    const { metric, exporter, patience = PATIENCE, each }: Series = SERIES[name];
    return (each === undefined ? [[]] : each(targets).map((matcher) => [matcher])).map((further) => ({
        alert: "SeriesMissing",
        expr: `absent(${select(name, ...further)})`,
        for: patience,
        severity: "warning",
        tier: "platform",
        summary:
            `Nothing of ${metric}${further.map((matcher) => ` with ${matcher.replaceAll('"', "")}`).join("")} has come from ` +
            `${exporter} for ${patience}: alerts and panels that depend on it are blind`,
        labels: { series: name, metric },
    }));
}
