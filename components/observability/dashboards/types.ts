import type { MonitoringTargets } from "../../../contracts/monitoring";
import type { Selectors } from "../rules/series";
import type { Slo } from "../rules/slo";
import type { Severity } from "../rules/types";

/** Dashboards as plain data: what is shown, in which unit, and from where on it is bad. */

/** Ids of Grafana's units. */
export type Unit = "short" | "percentunit" | "percent" | "reqps" | "ops" | "ms" | "s" | "bytes" | "bool_yes_no";

export interface Query {
    /** PromQL, with selectors from `Selectors` or names of recording rules, never names of its own. */
    readonly expr: string;
    /** What a line is called, in Grafana's template language: `{{zone}}`. */
    readonly legend: string;
}

/** Where an alert begins. */
export interface Limit {
    readonly value: number;
    readonly severity: Severity;
}

export interface Panel {
    readonly title: string;
    /** `graph`: lines over time. `figure`: the last value in large letters, its course behind it. */
    readonly kind: "graph" | "figure";
    /** What one should know to read it. */
    readonly description: string;
    readonly unit: Unit;
    readonly queries: readonly Query[];
    /** Alerts that fire on what is shown: the panel leads to their runbooks. Those that a stack does not have are left out. */
    readonly alerts?: readonly string[];
    /** Values of these alerts. Default: none is drawn. */
    readonly limits?: readonly Limit[];
    /** On which side of the limits is bad. Default: above. */
    readonly bad?: "above" | "below";
}

export interface Page {
    /** Ends the uid of the dashboard and the name of its file; never changes, so that links to it keep. */
    readonly name: string;
    readonly title: string;
    readonly panels: readonly Panel[];
}

/** Makes the page of one tier. */
export type PageBuilder = (targets: MonitoringTargets, slo: Slo, selectors: Selectors) => Page;

/** Name of the variable for zones. */
export const ZONE_VARIABLE = "zone";

/** Matcher for series of pods, which have the label of their zone. */
export const IN_ZONE = `zone=~"$${ZONE_VARIABLE}"`;
