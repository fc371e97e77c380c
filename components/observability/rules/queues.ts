import type { MonitoringTargets } from "../../../contracts/monitoring";
import type { Selectors } from "./series";
import type { AlertDefinition, Area } from "./types";

/** Celery: whether tasks are taken, and whether those that are due by the clock are made. */

/** Tasks behind which somebody waits before a screen: chats and workflows since Dify 1.13. */
export const INTERACTIVE = "workflow_based_app_execution";

/** Tasks that may wait: of people who wait for an answer, and of all others. */
export const WAITING_PEOPLE = 20;
export const WAITING_TASKS = 1000;

const LENGTH = "dify:queue_length:max";

export function queuesArea({ queues, release, redis }: MonitoringTargets, { select }: Selectors): Area {
    const deployment = (name: string) => `${release}-${name}`;
    return {
        name: "dify-queues",
        runbook: "queues",
        rules: [
            // Two exporters would say the same twice.
            { record: LENGTH, expr: `max by (key) (${select("queueLength")})` },
            {
                alert: "BrokerUnreachable",
                expr: `max(${select("brokerUp")}) == 0`,
                for: "1m",
                severity: "critical",
                tier: "data",
                summary:
                    "The broker of the queues does not answer (redis_up is {{ $value }}): no task is taken or made",
            },
            ...backlog(
                "InteractiveQueueBacklog",
                queues.filter((queue) => queue === INTERACTIVE),
                { length: WAITING_PEOPLE, for: "2m", severity: "critical" },
            ),
            ...backlog(
                "QueueBacklog",
                queues.filter((queue) => queue !== INTERACTIVE),
                { length: WAITING_TASKS, for: "15m", severity: "warning" },
            ),
            ...notEmptied(queues),
            {
                alert: "WorkersGone",
                expr: `${select("workerReady")} == 0`,
                for: "2m",
                severity: "critical",
                tier: "application",
                summary: `{{ $value }} pods of ${deployment("worker")} are ready: the queues have no consumer`,
            },
            {
                alert: "BeatSilent",
                expr: `${select("beatReady")} == 0`,
                for: "5m",
                severity: "critical",
                tier: "background",
                summary: `{{ $value }} pods of ${deployment("beat")} are ready: nothing that is scheduled happens`,
            },
            ...(redis.length > 0 ? [silence(select("tasksPut"))] : []),
        ],
    };
}

function backlog(
    alert: string,
    queues: readonly string[],
    limit: Pick<AlertDefinition, "for" | "severity"> & { readonly length: number },
): AlertDefinition[] {
    return queues.length === 0
        ? []
        : [
              {
                  alert,
                  expr: `${LENGTH}{key=~"${queues.join("|")}"} > ${limit.length}`,
                  for: limit.for,
                  severity: limit.severity,
                  tier: "application",
                  summary: "{{ $value }} tasks wait in {{ $labels.key }}",
              },
          ];
}

/**
 * Stands in for the age of the oldest task, which nobody knows: a task in a list of Redis bears no time. A list is emptied from the
 * front, so that the oldest task is at most as old as the time since it was last empty; that is what is measured.
 */
function notEmptied(queues: readonly string[]): AlertDefinition[] {
    return [
        {
            alert: "QueueNeverEmpty",
            expr: `${LENGTH}{key=~"${queues.join("|")}"} > 0`,
            for: "1h",
            severity: "warning",
            tier: "application",
            summary:
                "{{ $labels.key }} has not been empty for an hour, so that its oldest of {{ $value }} tasks may be as old",
        },
    ];
}

/**
 * The scheduler puts a task into a queue every minute, the one that looks for due workflows. What others put in hides its silence, so
 * that one that runs and does nothing is only noticed in quiet hours.
 */
function silence(pushes: string): AlertDefinition {
    return {
        alert: "BeatSilent",
        expr: `sum(increase(${pushes}[10m])) == 0`,
        for: "5m",
        severity: "critical",
        tier: "background",
        summary: "{{ $value }} tasks were put into any queue within 10 minutes, and one is due every minute",
    };
}
