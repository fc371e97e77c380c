import type { MonitoringTargets } from "../../../../contracts/monitoring";
import { BACKUP_HOURS, RESTORE_CHECK_DAYS } from "../../rules/backups";
import { LAST_DAYS, LATE_DAYS } from "../../rules/certificates";
import { ALMOST_FULL_RATIO, FILLING_RATIO } from "../../rules/kubernetes";
import type { Selectors } from "../../rules/series";
import type { Limit, PageBuilder, Panel } from "../types";

/** What carries everything: zones, nodes, budgets, volumes, certificates, backups, and the monitoring itself. */

const HOUR = 3600;
const DAY = 24 * HOUR;

export const platformPage: PageBuilder = (targets, _slo, selectors) => ({
    name: "platform",
    title: "Platform",
    panels: [
        ...figures(selectors),
        ...nodes(selectors),
        ...workloads(selectors),
        volumes,
        ...certificates(targets),
        ...(targets.backups ? backups : []),
        ...monitoring(selectors),
    ],
});

function figures({ select }: Selectors): Panel[] {
    return [
        {
            title: "Zones without a node",
            kind: "figure",
            description: "Zones in which no node is ready.",
            unit: "short",
            queries: [{ expr: "sum(dify:nodes_ready:sum == bool 0)", legend: "zones" }],
            alerts: ["ZoneDown"],
            limits: [{ value: 1, severity: "critical" }],
        },
        {
            title: "Nodes that are not ready",
            kind: "figure",
            description: "In all zones.",
            unit: "short",
            queries: [{ expr: `sum(${select("nodeReady")} == bool 0)`, legend: "nodes" }],
            alerts: ["NodeNotReady"],
            limits: [{ value: 1, severity: "warning" }],
        },
        {
            title: "Targets that cannot be scraped",
            kind: "figure",
            description: "What they would say is unknown.",
            unit: "short",
            queries: [{ expr: `sum(${select("targetUp")} == bool 0)`, legend: "targets" }],
            alerts: ["TargetDown"],
            limits: [{ value: 1, severity: "warning" }],
        },
        {
            title: "Least room in a volume",
            kind: "figure",
            description: "Share of it that is free.",
            unit: "percentunit",
            queries: [{ expr: "min(dify:volume_free:ratio)", legend: "free" }],
            alerts: ["VolumeFilling", "VolumeAlmostFull"],
            limits: ROOM,
            bad: "below",
        },
    ];
}

const ROOM: readonly Limit[] = [
    { value: FILLING_RATIO, severity: "warning" },
    { value: ALMOST_FULL_RATIO, severity: "critical" },
];

function nodes({ select }: Selectors): Panel[] {
    return [
        {
            title: "Nodes that are ready",
            kind: "graph",
            description: "In each zone.",
            unit: "short",
            queries: [{ expr: "dify:nodes_ready:sum", legend: "{{zone}}" }],
            alerts: ["ZoneDown"],
            limits: [{ value: 1, severity: "critical" }],
            bad: "below",
        },
        {
            title: "Disruptions that budgets allow",
            kind: "graph",
            description: "0: a node with such a pod cannot be drained.",
            unit: "short",
            queries: [{ expr: select("disruptionsAllowed"), legend: "{{poddisruptionbudget}}" }],
            alerts: ["DisruptionBudgetExhausted"],
            limits: [{ value: 1, severity: "warning" }],
            bad: "below",
        },
    ];
}

function workloads({ select }: Selectors): Panel[] {
    return [
        {
            title: "Pods of StatefulSets that are missing",
            kind: "graph",
            description: "Of each.",
            unit: "short",
            queries: [{ expr: "dify:statefulset_pods_missing:count", legend: "{{statefulset}}" }],
            alerts: ["StatefulSetDegraded"],
            limits: [{ value: 1, severity: "warning" }],
        },
        {
            title: "Pods by zone",
            kind: "graph",
            description: "That are ready, in Dify's namespaces.",
            unit: "short",
            queries: [
                {
                    expr: `sum by (zone) (${select("podReady", `condition="true"`)} * on (namespace, pod) group_left (zone) dify:pod_zone:info)`,
                    legend: "{{zone}}",
                },
            ],
        },
    ];
}

const volumes: Panel = {
    title: "Room in volumes",
    kind: "graph",
    description: "Share of each that is free; the warning also asks whether it ends within four days.",
    unit: "percentunit",
    queries: [{ expr: "dify:volume_free:ratio", legend: "{{persistentvolumeclaim}}" }],
    alerts: ["VolumeFilling", "VolumeAlmostFull"],
    limits: ROOM,
    bad: "below",
};

function certificates({ url, certificates: issued }: MonitoringTargets): Panel[] {
    const queries = [
        ...(url.startsWith("https:") ? [{ expr: "dify:site_certificate_left_seconds:min", legend: "as served" }] : []),
        ...(issued ? [{ expr: "dify:certificate_left_seconds:min", legend: "{{name}}" }] : []),
    ];
    return queries.length === 0
        ? []
        : [
              {
                  title: "Validity of certificates",
                  kind: "graph",
                  description: "Until they end, as clients see them and as cert-manager made them.",
                  unit: "s",
                  queries,
                  alerts: ["CertificateExpiresSoon", "CertificateExpires", "CertificateNotRenewed"],
                  limits: [
                      { value: LATE_DAYS * DAY, severity: "warning" },
                      { value: LAST_DAYS * DAY, severity: "critical" },
                  ],
                  bad: "below",
              },
          ];
}

const backups: readonly Panel[] = [
    {
        title: "Age of the last dump",
        kind: "graph",
        description: "One is made each day.",
        unit: "s",
        queries: [{ expr: "dify:dump_age_seconds:min", legend: "dump" }],
        alerts: ["BackupTooOld", "BackupFails"],
        limits: [{ value: BACKUP_HOURS * HOUR, severity: "critical" }],
    },
    {
        title: "Age of the last restore for proof",
        kind: "graph",
        description: "One is made each week.",
        unit: "s",
        queries: [{ expr: "dify:restore_check_age_seconds:min", legend: "restore" }],
        alerts: ["RestoreCheckTooOld", "RestoreCheckFails"],
        limits: [{ value: RESTORE_CHECK_DAYS * DAY, severity: "warning" }],
    },
];

function monitoring({ select }: Selectors): Panel[] {
    return [
        {
            title: "Failures of the monitoring itself",
            kind: "graph",
            description: "Rules that could not be evaluated and notifications that could not be sent, in ten minutes.",
            unit: "short",
            queries: [
                { expr: `sum(increase(${select("ruleFailures")}[10m]))`, legend: "rules" },
                { expr: `sum(increase(${select("notificationFailures")}[10m]))`, legend: "notifications" },
            ],
            alerts: ["RuleEvaluationFails", "NotificationsFail"],
            limits: [{ value: 1, severity: "critical" }],
        },
    ];
}
