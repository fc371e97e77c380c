import type { MonitoringTargets } from "../../../../contracts/monitoring";
import { counter, type AlertCase, type Input, type Value } from "../alertCase";
import { EXAMPLES } from "../examples";

/** Queues, zones, workloads, volumes, and monitoring itself. */

const HOUR = 60;

const KUBE = { job: "kube-state-metrics", namespace: "dify" };

const queue = (targets: MonitoringTargets, key: string) =>
    EXAMPLES.queueLength(targets).replace(`key="dataset"`, `key="${key}"`);

const QUEUE_CASES: readonly AlertCase[] = [
    {
        alert: "BrokerUnreachable",
        inputs: (targets) => [{ series: EXAMPLES.brokerUp(targets), values: [1, 0, 1] }],
        summary: "The broker of the queues does not answer (redis_up is 0): no task is taken or made",
    },
    {
        alert: "InteractiveQueueBacklog",
        inputs: (targets) => [
            { series: queue(targets, "workflow_based_app_execution"), values: [20, 21, 0] },
            { series: queue(targets, "dataset"), values: 500 },
        ],
        labels: () => ({ key: "workflow_based_app_execution" }),
        summary: "21 tasks wait in workflow_based_app_execution",
    },
    {
        alert: "QueueBacklog",
        inputs: (targets) => [
            { series: queue(targets, "dataset"), values: [1000, 1001, 900] },
            { series: queue(targets, "mail"), values: 1000 },
        ],
        labels: () => ({ key: "dataset" }),
        summary: "1001 tasks wait in dataset",
    },
    {
        alert: "QueueNeverEmpty",
        inputs: (targets) => [
            { series: queue(targets, "mail"), values: [0, 3, 0] },
            { series: queue(targets, "dataset"), values: 0 },
        ],
        timeline: { during: 70 },
        labels: () => ({ key: "mail" }),
        summary: "mail has not been empty for an hour, so that its oldest of 3 tasks may be as old",
    },
    {
        alert: "WorkersGone",
        inputs: (targets) => [{ series: EXAMPLES.workerReady(targets), values: [1, 0, 1] }],
        labels: () => ({ ...KUBE, deployment: "dify-worker" }),
        summary: "0 pods of dify-worker are ready: the queues have no consumer",
    },
    {
        alert: "BeatSilent",
        inputs: (targets) => [{ series: EXAMPLES.beatReady(targets), values: [1, 0, 1] }],
        labels: () => ({ ...KUBE, deployment: "dify-beat" }),
        summary: "0 pods of dify-beat are ready: nothing that is scheduled happens",
    },
    {
        alert: "BeatSilent",
        title: "although it runs",
        inputs: (targets) => [
            { series: EXAMPLES.beatReady(targets), values: 1 },
            { series: EXAMPLES.tasksPut(targets), values: counter(1, 0, 1) },
            { series: EXAMPLES.tasksPut(targets).replace("lpush", "rpush"), values: { perMinute: 5 } },
        ],
        timeline: { during: 30 },
        summary: "0 tasks were put into any queue within 10 minutes, and one is due every minute",
    },
];

/** Two nodes in each zone. */
function nodes(zones: readonly string[], ready: (zone: number, node: number) => Input["values"]): Input[] {
    return zones.flatMap((zone, index) =>
        [0, 1].flatMap((member) => {
            const node = `node="node-${index}-${member}"`;
            return [
                { series: `kube_node_labels{${node},label_topology_kubernetes_io_zone="${zone}"}`, values: 1 },
                {
                    series: `kube_node_status_condition{${node},condition="Ready",status="true"}`,
                    values: ready(index, member),
                },
            ];
        }),
    );
}

const ZONE_CASES: readonly AlertCase[] = [
    {
        alert: "ZoneDown",
        inputs: ({ zones }) =>
            nodes(zones, (zone, node) =>
                zone === 0 ? (node === 0 ? 0 : [1, 0, 1]) : zone === 1 && node === 1 ? 0 : 1,
            ),
        labels: ({ zones }) => ({ zone: zones[0] ?? "" }),
        summary: ({ zones }) => `0 nodes are ready in ${zones[0]}`,
    },
    {
        alert: "ZoneDown",
        title: "without a node",
        inputs: ({ zones }) => [
            ...nodes(zones.slice(1), () => 1),
            ...nodes([zones[0] ?? ""], () => [1, "absent", 1]).map((input) => ({
                ...input,
                series: input.series.replace("node-0", "node-9"),
            })),
        ],
        labels: ({ zones }) => ({ zone: zones[0] ?? "" }),
        summary: ({ zones }) => `0 nodes are ready in ${zones[0]}`,
    },
    {
        alert: "NodeNotReady",
        inputs: ({ zones }) => nodes(zones, (zone, node) => (zone === 1 && node === 1 ? [1, 0, 1] : 1)),
        labels: ({ zones }) => ({ node: "node-1-1", condition: "Ready", status: "true", zone: zones[1] ?? "" }),
        summary: ({ zones }) => `node-1-1 in ${zones[1]} is not ready (ready: 0)`,
    },
];

const replicas = (
    targets: MonitoringTargets,
    kind: "deployment" | "statefulSet",
    ready: readonly [Value, Value, Value],
): Input[] => [
    { series: EXAMPLES[`${kind}Ready`](targets), values: ready },
    { series: EXAMPLES[`${kind}Replicas`](targets), values: 3 },
];

const WORKLOAD_CASES: readonly AlertCase[] = [
    {
        alert: "DeploymentGone",
        inputs: (targets) => [
            ...replicas(targets, "deployment", [1, 0, 3]),
            // They have alerts of their own.
            ...["dify-worker", "dify-beat", "milvus-milvus-proxy"].flatMap((name) =>
                replicas(targets, "deployment", [0, 0, 0]).map((input) => ({
                    ...input,
                    series: input.series.replace("dify-web", name),
                })),
            ),
        ],
        labels: () => ({ ...KUBE, deployment: "dify-web" }),
        summary: "0 pods of dify/dify-web are ready",
    },
    {
        alert: "DeploymentDegraded",
        inputs: (targets) => replicas(targets, "deployment", [3, 2, 3]),
        labels: () => ({ ...KUBE, deployment: "dify-web" }),
        summary: "dify/dify-web lacks 1 pods",
    },
    {
        alert: "StatefulSetDegraded",
        inputs: (targets) => replicas(targets, "statefulSet", [3, 2, 3]),
        labels: () => ({ ...KUBE, statefulset: "milvus-etcd" }),
        summary: "dify/milvus-etcd lacks 1 pods",
    },
    {
        alert: "PodCrashLooping",
        inputs: (targets) => [
            { series: EXAMPLES.podWaiting(targets), values: ["absent", 1, "absent"] },
            {
                series: EXAMPLES.podWaiting(targets).replace("CrashLoopBackOff", "ContainerCreating"),
                values: 1,
            },
        ],
        labels: () => ({ namespace: "dify", pod: "dify-web-1" }),
        summary: "dify/dify-web-1 crashes as often as it is started (1 container)",
    },
    {
        alert: "DisruptionBudgetExhausted",
        inputs: (targets) => [
            { series: EXAMPLES.disruptionsAllowed(targets), values: [1, 0, 1] },
            { series: EXAMPLES.disruptionsExpected(targets), values: 3 },
            { series: EXAMPLES.disruptionsAllowed(targets).replace("dify-web", "dify-none"), values: 0 },
            { series: EXAMPLES.disruptionsExpected(targets).replace("dify-web", "dify-none"), values: 0 },
        ],
        labels: () => ({ ...KUBE, poddisruptionbudget: "dify-web" }),
        summary: "dify/dify-web allows 0 disruptions: its nodes cannot be drained",
    },
];

const VOLUME = { job: "kubelet", namespace: "dify", persistentvolumeclaim: "data-milvus-etcd-0" };

const STORAGE_CASES: readonly AlertCase[] = [
    {
        alert: "VolumeFilling",
        inputs: (targets) => [
            // Slow enough for more than four days, then not.
            { series: EXAMPLES.volumeAvailable(targets), values: [149, 100, 600] },
            { series: EXAMPLES.volumeCapacity(targets), values: 1000 },
        ],
        timeline: { before: 6 * HOUR, during: HOUR },
        labels: () => VOLUME,
        summary: "data-milvus-etcd-0 has 10% left, and is full within four days",
    },
    {
        alert: "VolumeAlmostFull",
        inputs: (targets) => [
            { series: EXAMPLES.volumeAvailable(targets), values: [50, 49, 50] },
            { series: EXAMPLES.volumeCapacity(targets), values: 1000 },
        ],
        labels: () => VOLUME,
        summary: "data-milvus-etcd-0 has 4.9% left",
    },
];

const MONITORING_CASES: readonly AlertCase[] = [
    {
        alert: "TargetDown",
        inputs: (targets) => [{ series: EXAMPLES.targetUp(targets), values: [1, 0, 1] }],
        labels: () => ({
            job: "milvus",
            namespace: "dify",
            pod: "milvus-proxy-1",
            instance: "10.0.0.3:9091",
            zone: "zone-a",
        }),
        summary: "10.0.0.3:9091 of milvus cannot be scraped (up is 0)",
    },
    {
        alert: "RuleEvaluationFails",
        inputs: (targets) => [{ series: EXAMPLES.ruleFailures(targets), values: counter(0, 1, 0) }],
        timeline: { during: 25, after: 25 },
        labels: () => ({ rule_group: "dify-slo" }),
        summary: "dify-slo failed 10 times in 10 minutes: its alerts cannot fire",
    },
    {
        alert: "NotificationsFail",
        inputs: (targets) => [{ series: EXAMPLES.notificationFailures(targets), values: counter(0, 1, 0) }],
        timeline: { during: 25, after: 25 },
        labels: () => ({ integration: "pagerduty" }),
        summary: "10 notifications by pagerduty failed in 10 minutes",
    },
];

export const PLATFORM_CASES = [...QUEUE_CASES, ...ZONE_CASES, ...WORKLOAD_CASES, ...STORAGE_CASES, ...MONITORING_CASES];
