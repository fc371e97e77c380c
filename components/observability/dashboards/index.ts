import type { MonitoringTargets } from "../../../contracts/monitoring";
import { ruleGroups, RUNBOOKS, type Slo } from "../rules";
import { selectorsOf } from "../rules/series";
import { isAlert } from "../rules/types";
import { grafanaDashboard, uidOf } from "./grafana";
import { pagesOf } from "./pages";

/** A dashboard as a ConfigMap holds it. */
export interface DashboardFile {
    /** Letters and dashes: names the ConfigMap and the file, and is the dashboard's uid. */
    readonly name: string;
    readonly title: string;
    /** Grafana's dashboard, version 1 of its schema. */
    readonly json: string;
}

/**
 * Dashboards for what a stack runs: one a tier, and one for the service level objective. `runbooks` is the address of the folder
 * `docs/runbooks`, without a slash at its end; panels lead there when it is one that a browser can open.
 */
export function dashboards(targets: MonitoringTargets, slo: Slo, runbooks: string = RUNBOOKS): DashboardFile[] {
    const alerts = ruleGroups(targets, slo, runbooks).flatMap(({ rules }) => rules.filter(isAlert));
    return pagesOf(targets, slo, selectorsOf(targets)).map((page) => ({
        name: uidOf(page),
        title: page.title,
        json: JSON.stringify(grafanaDashboard(page, targets.zones, alerts)),
    }));
}
