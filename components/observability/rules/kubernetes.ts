import type { MonitoringTargets } from "../../../contracts/monitoring";
import { milvusDeployments } from "./milvus";
import { literally, type Selectors } from "./series";
import type { Area } from "./types";
import { byZone, withZoneOfNode } from "./zones";

/** What everything runs on: zones, nodes, pods, budgets, volumes. */

export function zoneArea(targets: MonitoringTargets, { select }: Selectors): Area {
    const ready = select("nodeReady");
    const label = "label_topology_kubernetes_io_zone";
    return {
        name: "dify-zones",
        runbook: "zone",
        rules: [
            {
                record: "dify:node_zone:info",
                expr: `max by (node, zone) (label_replace(${select("nodeLabels")}, "zone", "$1", "${label}", "(.+)"))`,
            },
            {
                record: "dify:pod_zone:info",
                expr: `max by (namespace, pod, zone) (${select("podInfo")} * on (node) group_left (zone) dify:node_zone:info)`,
            },
            {
                record: "dify:nodes_ready:sum",
                expr: byZone(targets, `${ready} * on (node) group_left (zone) dify:node_zone:info`, ready),
            },
            {
                // Alertmanager mutes everything else that has the label of the same zone.
                alert: "ZoneDown",
                expr: "dify:nodes_ready:sum == 0",
                for: "1m",
                severity: "critical",
                tier: "platform",
                summary: "{{ $value }} nodes are ready in {{ $labels.zone }}",
            },
            {
                alert: "NodeNotReady",
                expr: withZoneOfNode(`${ready} == 0`),
                for: "5m",
                severity: "warning",
                tier: "platform",
                summary: "{{ $labels.node }} in {{ $labels.zone }} is not ready (ready: {{ $value }})",
            },
        ],
    };
}

export function workloadsArea(targets: MonitoringTargets, { select }: Selectors): Area {
    // These have alerts of their own, which say more.
    const others = `deployment!~"${[`${literally(targets.release)}-(worker|beat)`, milvusDeployments(targets)].join("|")}"`;
    return {
        name: "dify-workloads",
        runbook: "workloads",
        rules: [
            {
                record: "dify:deployment_pods_missing:count",
                expr: `${select("deploymentReplicas")} - ${select("deploymentReady")}`,
            },
            {
                record: "dify:statefulset_pods_missing:count",
                expr: `${select("statefulSetReplicas")} - ${select("statefulSetReady")}`,
            },
            {
                alert: "DeploymentGone",
                expr: `(${select("deploymentReady", others)} == 0) and ${select("deploymentReplicas", others)} > 0`,
                for: "2m",
                severity: "critical",
                tier: "application",
                summary: "{{ $value }} pods of {{ $labels.namespace }}/{{ $labels.deployment }} are ready",
            },
            {
                alert: "DeploymentDegraded",
                expr: "dify:deployment_pods_missing:count > 0",
                for: "15m",
                severity: "warning",
                tier: "application",
                summary: "{{ $labels.namespace }}/{{ $labels.deployment }} lacks {{ $value }} pods",
            },
            {
                alert: "StatefulSetDegraded",
                expr: "dify:statefulset_pods_missing:count > 0",
                for: "15m",
                severity: "warning",
                tier: "data",
                summary: "{{ $labels.namespace }}/{{ $labels.statefulset }} lacks {{ $value }} pods",
            },
            {
                alert: "PodCrashLooping",
                expr: `max by (namespace, pod) (${select("podWaiting", `reason="CrashLoopBackOff"`)}) > 0`,
                for: "10m",
                severity: "warning",
                tier: "application",
                summary:
                    "{{ $labels.namespace }}/{{ $labels.pod }} crashes as often as it is started ({{ $value }} container)",
            },
            {
                alert: "DisruptionBudgetExhausted",
                // A budget for no pods allows none either.
                expr: `(${select("disruptionsAllowed")} == 0) and ${select("disruptionsExpected")} > 0`,
                for: "15m",
                severity: "warning",
                tier: "platform",
                summary:
                    "{{ $labels.namespace }}/{{ $labels.poddisruptionbudget }} allows {{ $value }} disruptions: its nodes cannot be drained",
            },
        ],
    };
}

/** Shares of a volume that are free. */
export const FILLING_RATIO = 0.15;
export const ALMOST_FULL_RATIO = 0.05;

const FREE = "dify:volume_free:ratio";

export function storageArea({ select }: Selectors): Area {
    return {
        name: "dify-storage",
        runbook: "storage",
        rules: [
            { record: FREE, expr: `${select("volumeAvailable")} / ${select("volumeCapacity")}` },
            {
                alert: "VolumeFilling",
                expr: `(${FREE} < ${FILLING_RATIO}) and predict_linear(${select("volumeAvailable")}[6h], 4 * 86400) < 0`,
                for: "15m",
                severity: "warning",
                tier: "data",
                summary:
                    "{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left, and is full within four days",
            },
            {
                alert: "VolumeAlmostFull",
                expr: `${FREE} < ${ALMOST_FULL_RATIO}`,
                for: "5m",
                severity: "critical",
                tier: "data",
                summary: "{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left",
            },
        ],
    };
}
