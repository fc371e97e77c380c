/** What comes into the stack from outside of it, as plain data. */

interface RuleBase {
    /** PromQL. */
    readonly expr: string;
    readonly labels?: Readonly<Record<string, string>>;
}

export interface AlertingRule extends RuleBase {
    readonly alert: string;
    /** How long `expr` must hold, such as `2m`. Default: not at all. */
    readonly for?: string;
    /** How long it goes on after `expr` ceased to hold. Default: not at all. */
    readonly keep_firing_for?: string;
    readonly annotations?: Readonly<Record<string, string>>;
}

export interface RecordingRule extends RuleBase {
    readonly record: string;
}

/** A group as in PrometheusRule's `spec.groups`. */
export interface RuleGroup {
    /** Letters, digits, dashes: also names the object. */
    readonly name: string;
    /** Default: Prometheus' evaluation interval. */
    readonly interval?: string;
    readonly rules: readonly (AlertingRule | RecordingRule)[];
}

/** A Grafana dashboard. */
export interface Dashboard {
    /** Letters, digits, dashes: names the ConfigMap and the file. */
    readonly name: string;
    /** Grafana's own JSON. */
    readonly json: string;
}
