import type { MonitoringTargets } from "../../../contracts/monitoring";
import { pagesOf } from "../dashboards/pages";
import { AT_ONCE } from "../timing";
import { backupsArea } from "./backups";
import { certificatesArea } from "./certificates";
import { gatewayArea } from "./gateway";
import { storageArea, workloadsArea, zoneArea } from "./kubernetes";
import { milvusArea } from "./milvus";
import { postgresArea } from "./postgres";
import { queuesArea } from "./queues";
import { redisArea } from "./redis";
import { missingSeriesArea, monitoringArea } from "./selfMonitoring";
import { selectorsOf } from "./series";
import { sloArea, type Slo } from "./slo";
import type { AlertDefinition, AlertRule, Area, RecordingRule, RuleGroup } from "./types";

/** Where runbooks are read: this repository's folder, until somebody says under which address people see it. */
export const RUNBOOKS = "docs/runbooks";

/**
 * Recording and alerting rules for what a stack runs. `runbooks` is the address of the folder `docs/runbooks`, without a slash at its
 * end.
 */
export function ruleGroups(targets: MonitoringTargets, slo: Slo, runbooks: string = RUNBOOKS): RuleGroup[] {
    const selectors = selectorsOf(targets);
    const areas = [
        zoneArea(targets, selectors),
        gatewayArea(targets, slo, selectors),
        sloArea(targets, slo, selectors),
        postgresArea(targets, selectors),
        redisArea(targets, selectors),
        queuesArea(targets, selectors),
        ...(targets.backups ? [backupsArea(targets, selectors)] : []),
        milvusArea(targets, selectors),
        workloadsArea(targets, selectors),
        storageArea(selectors),
        certificatesArea(targets, selectors),
        monitoringArea(selectors),
    ];
    // A panel that shows nothing misleads as much as an alert that cannot fire: what panels ask for is watched too.
    pagesOf(targets, slo, selectors);
    return [...areas, missingSeriesArea(targets, selectors.used())]
        .filter(({ rules }) => rules.length > 0)
        .map((area) => groupOf(area, runbooks));
}

function groupOf({ name, runbook, rules }: Area, runbooks: string): RuleGroup {
    return {
        name,
        ...(rules.some((rule) => "for" in rule && rule.for === AT_ONCE) ? { interval: AT_ONCE } : {}),
        rules: rules.map((rule) => ("record" in rule ? rule : alertOf(rule, `${runbooks}/${runbook}.md`))),
    };
}

function alertOf({ alert, severity, tier, summary, labels, ...when }: AlertDefinition, page: string): AlertRule {
    return {
        alert,
        expr: when.expr,
        for: when.for,
        labels: { severity, tier, ...labels },
        annotations: { summary, runbook_url: `${page}#${alert.toLowerCase()}` },
    };
}

export type { AlertRule, RecordingRule, RuleGroup, Slo };
