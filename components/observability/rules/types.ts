/** Rules in the words of a PrometheusRule (`monitoring.coreos.com/v1`), as plain data. */

/** Who is told: `critical` wakes somebody, `warning` is for working hours. */
export type Severity = "critical" | "warning";

/** What a rule looks after; the words of a Workload's tier, and `platform` for what carries all of them. */
export type AlertTier = "entry" | "application" | "data" | "background" | "platform";

export interface RecordingRule {
    readonly record: string;
    readonly expr: string;
}

export interface AlertRule {
    readonly alert: string;
    readonly expr: string;
    /** How long `expr` must hold, a duration of Prometheus. */
    readonly for: string;
    readonly labels: { readonly severity: Severity; readonly tier: AlertTier } & Readonly<Record<string, string>>;
    readonly annotations: { readonly summary: string; readonly runbook_url: string };
}

export interface RuleGroup {
    readonly name: string;
    /** Default: Prometheus' evaluation interval. */
    readonly interval?: string;
    readonly rules: readonly (AlertRule | RecordingRule)[];
}

export function isAlert(rule: AlertRule | RecordingRule): rule is AlertRule {
    return "alert" in rule;
}

/** An alert as its area writes it: the runbook follows from the area. */
export interface AlertDefinition {
    /** Also names the section of the runbook page. */
    readonly alert: string;
    readonly expr: string;
    readonly for: string;
    readonly severity: Severity;
    readonly tier: AlertTier;
    /** One line with the value, in the template language of alerts. */
    readonly summary: string;
    /** Labels that the series does not bring along. */
    readonly labels?: Readonly<Record<string, string>>;
}

/** What one area has to say. */
export interface Area {
    /** Names the group of rules. */
    readonly name: string;
    /** Page in `docs/runbooks`, without `.md`. */
    readonly runbook: string;
    readonly rules: readonly (AlertDefinition | RecordingRule)[];
}
