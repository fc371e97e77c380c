import type { MonitoringTargets } from "../../../../contracts/monitoring";
import { BROKEN_RATIO } from "../../rules/gateway";
import { INTERACTIVE, WAITING_PEOPLE, WAITING_TASKS } from "../../rules/queues";
import type { Selectors } from "../../rules/series";
import { IN_ZONE, type PageBuilder, type Panel } from "../types";
import { apiLatency } from "./apiLatency";

/** Dify's own processes: API, workers and their queues, plugin daemon. */

export const applicationPage: PageBuilder = (targets, slo, selectors) => ({
    name: "application",
    title: "Dify application",
    panels: [
        ...processes(selectors),
        ...(targets.gateway === undefined ? [] : [apiErrors]),
        apiLatency(slo),
        ...queues(targets),
        ...(targets.plugins ? plugins(selectors) : []),
        ...deployments(selectors),
    ],
});

function processes({ select }: Selectors): Panel[] {
    const gone = { limits: [{ value: 1, severity: "critical" }], bad: "below" } as const;
    return [
        {
            title: "Workers",
            kind: "figure",
            description: "Pods that are ready: their probe is Celery's own ping.",
            unit: "short",
            queries: [{ expr: `max(${select("workerReady")})`, legend: "workers" }],
            alerts: ["WorkersGone"],
            ...gone,
        },
        {
            title: "Beat",
            kind: "figure",
            description: "The pod that makes the tasks which are due by the clock.",
            unit: "short",
            queries: [{ expr: `max(${select("beatReady")})`, legend: "beat" }],
            alerts: ["BeatSilent"],
            ...gone,
        },
        {
            title: "Broker answers",
            kind: "figure",
            description: "Whether tasks can be made and taken.",
            unit: "bool_yes_no",
            queries: [{ expr: `max(${select("brokerUp")})`, legend: "broker" }],
            alerts: ["BrokerUnreachable"],
            ...gone,
        },
        {
            title: "Pods that are missing",
            kind: "figure",
            description: "Of all Deployments together.",
            unit: "short",
            queries: [{ expr: "sum(dify:deployment_pods_missing:count)", legend: "missing" }],
            alerts: ["DeploymentDegraded"],
            limits: [{ value: 1, severity: "warning" }],
        },
    ];
}

const apiErrors: Panel = {
    title: "Errors (5xx) of the API",
    kind: "graph",
    description: "Share of the answers that come from the API.",
    unit: "percentunit",
    queries: [{ expr: "dify:api_errors:ratio_rate5m", legend: "API" }],
    alerts: ["ApiHigh5xx"],
    limits: [{ value: BROKEN_RATIO, severity: "critical" }],
};

function queues({ queues: all }: MonitoringTargets): Panel[] {
    const panel = (
        keys: readonly string[],
        rest: Pick<Panel, "title" | "description" | "alerts" | "limits">,
    ): Panel[] =>
        keys.length === 0
            ? []
            : [
                  {
                      kind: "graph",
                      unit: "short",
                      queries: [{ expr: `dify:queue_length:max{key=~"${keys.join("|")}"}`, legend: "{{key}}" }],
                      ...rest,
                  },
              ];
    return [
        ...panel(
            all.filter((queue) => queue === INTERACTIVE),
            {
                title: "Queue before which people wait",
                description: "Tasks of chats and workflows that no worker has taken yet.",
                alerts: ["InteractiveQueueBacklog", "QueueNeverEmpty"],
                limits: [{ value: WAITING_PEOPLE, severity: "critical" }],
            },
        ),
        ...panel(
            all.filter((queue) => queue !== INTERACTIVE),
            {
                title: "Other queues",
                description: "Tasks that no worker has taken yet.",
                alerts: ["QueueBacklog", "QueueNeverEmpty"],
                limits: [{ value: WAITING_TASKS, severity: "warning" }],
            },
        ),
    ];
}

function plugins({ select }: Selectors): Panel[] {
    return [
        {
            title: "Calls of plugins",
            kind: "graph",
            description: "Each second, by outcome.",
            unit: "ops",
            queries: [{ expr: `sum by (status) (rate(${select("pluginCalls", IN_ZONE)}[5m]))`, legend: "{{status}}" }],
        },
        {
            title: "P99 of plugins",
            kind: "graph",
            description: "Of calls that last longer than 10 s nothing more is known.",
            unit: "s",
            queries: [
                {
                    expr: `histogram_quantile(0.99, sum by (le, operation) (rate(${select("pluginLatency", IN_ZONE)}[5m])))`,
                    legend: "{{operation}}",
                },
            ],
        },
    ];
}

function deployments({ select }: Selectors): Panel[] {
    return [
        {
            title: "Pods that are ready",
            kind: "graph",
            description: "Of each Deployment.",
            unit: "short",
            queries: [{ expr: select("deploymentReady"), legend: "{{deployment}}" }],
            alerts: ["DeploymentGone", "DeploymentDegraded"],
        },
        {
            title: "Containers that crash over and over",
            kind: "graph",
            description: "Kubernetes waits longer and longer before it starts them again.",
            unit: "short",
            queries: [
                {
                    expr: `max by (namespace, pod) (${select("podWaiting", `reason="CrashLoopBackOff"`)})`,
                    legend: "{{pod}}",
                },
            ],
            alerts: ["PodCrashLooping"],
            limits: [{ value: 1, severity: "warning" }],
        },
    ];
}
