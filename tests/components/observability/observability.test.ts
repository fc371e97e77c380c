import type { ResourceGraph } from "../../../analysis/graph";
import { Observability, type ObservabilityArgs } from "../../../components/observability/observability";
import type { RuleGroup } from "../../../components/observability/rules";
import { stackValues } from "../../../components/observability/stackValues";
import { clusterHandle, RESOURCES } from "../../support/cluster";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf } from "../../support/graph";

const ARGS: ObservabilityArgs = {
    cluster: clusterHandle({ storageClass: "gp3" }),
    prometheus: { replicas: 2, resources: RESOURCES, storage: "50Gi", retentionDays: 15 },
    alertmanager: { replicas: 3, resources: RESOURCES },
};

const evaluated = (args: Partial<ObservabilityArgs> = {}) =>
    evaluateComponent(
        (opts) => new Observability("mon", { ...ARGS, ...args }, { ...opts, dependsOn: new Elsewhere("nodes") }),
    );

const ALWAYS = [
    "Namespace mon-namespace",
    "PodDisruptionBudget mon-alertmanager-pdb",
    "PodDisruptionBudget mon-grafana-pdb",
    "PodDisruptionBudget mon-kube-state-metrics-pdb",
    "PodDisruptionBudget mon-prometheus-operator-pdb",
    "PodDisruptionBudget mon-prometheus-pdb",
    "RandomPassword mon-grafana-password",
    "Secret mon-grafana-admin",
];

const dependenciesOf = (graph: ResourceGraph, kind: string, name: string) =>
    resourceOf(graph, kind, name).dependencies.map((urn) => urn.split("::").at(-1));

describe("on a cluster", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("these are all", () => {
        expect(childrenOfComponent(graph, "Observability")).toEqual([...ALWAYS, "Release mon"].sort());
    });

    test("the chart is pinned, installed whole or not at all, after its secret and what the component waits for", () => {
        expect(inputsOf(graph, "Release", "mon")).toEqual({
            name: "monitoring",
            chart: "kube-prometheus-stack",
            version: "88.5.3",
            repositoryOpts: { repo: "https://prometheus-community.github.io/helm-charts" },
            namespace: "monitoring",
            atomic: true,
            timeout: 900,
            values: stackValues({
                ...ARGS,
                ...ARGS.cluster,
                grafanaSecret: "grafana-admin",
                alerting: undefined,
                dataSources: [],
            }),
            compat: "true",
        });
        expect(dependenciesOf(graph, "Release", "mon").sort()).toEqual(["mon-grafana-admin", "mon-namespace", "nodes"]);
    });

    test("it says where people look, and nothing of a chart that is installed", () => {
        expect(resourceOf(graph, "Observability", "mon").outputs).toMatchObject({
            addresses: {
                grafana: "http://grafana.monitoring.svc.cluster.local:80",
                prometheus: "http://monitoring-prometheus.monitoring.svc.cluster.local:9090",
                alertmanager: "http://monitoring-alertmanager.monitoring.svc.cluster.local:9093",
                grafanaSecret: "monitoring/grafana-admin",
            },
            workloads: [
                { name: "prometheus" },
                { name: "alertmanager" },
                { name: "grafana" },
                { name: "prometheus-operator" },
                { name: "kube-state-metrics" },
            ],
        });
        expect(resourceOf(graph, "Observability", "mon").outputs).not.toHaveProperty("charts");
    });

    test("maintenance takes one Prometheus at a time", () => {
        expect(inputsOf(graph, "PodDisruptionBudget", "mon-prometheus-pdb")).toMatchObject({
            metadata: { name: "prometheus", namespace: "monitoring" },
            spec: {
                maxUnavailable: 1,
                selector: { matchLabels: { "app.kubernetes.io/name": "prometheus", prometheus: "monitoring" } },
            },
        });
    });
});

test("on a simulated cluster no chart is installed: it says what it would be", async () => {
    const graph = await evaluated({ cluster: clusterHandle({ simulated: true }) });
    expect(childrenOfComponent(graph, "Observability")).toEqual(ALWAYS);
    expect(resourceOf(graph, "Observability", "mon").outputs).toMatchObject({
        charts: [
            {
                chart: "kube-prometheus-stack",
                name: "monitoring",
                namespace: "monitoring",
                values: { prometheus: { prometheusSpec: { replicas: 2 } } },
            },
        ],
    });
});

test("rules, dashboards and alerting come along", async () => {
    const group: RuleGroup = {
        name: "gateway",
        rules: [
            {
                alert: "Down",
                expr: "up == 0",
                for: "2m",
                labels: { severity: "critical", tier: "entry" },
                annotations: { summary: "down", runbook_url: "docs/runbooks/gateway.md#down" },
            },
        ],
    };
    const graph = await evaluated({
        rules: [group],
        dashboards: [{ name: "overview", json: '{"title":"Overview"}' }],
        alerting: {
            secret: "receivers",
            critical: [{ kind: "pagerduty", key: "pagerduty" }],
            warning: [{ kind: "wecom", key: "operations" }],
        },
    });
    expect(childrenOfComponent(graph, "Observability")).toEqual(
        [
            ...ALWAYS,
            "ConfigMap mon-dashboard-overview",
            "PrometheusRule mon-rules-gateway",
            "Release mon",
            "ConfigMap mon-chat-bridge-script",
            "Deployment mon-chat-bridge",
            "PodDisruptionBudget mon-chat-bridge-pdb",
            "Service mon-chat-bridge",
            "ServiceAccount mon-chat-bridge-account",
        ].sort(),
    );
    expect(inputsOf(graph, "PrometheusRule", "mon-rules-gateway")).toMatchObject({
        metadata: { name: "gateway", namespace: "monitoring" },
        spec: { groups: [group] },
    });
    expect(dependenciesOf(graph, "PrometheusRule", "mon-rules-gateway")).toContain("mon");
    expect(inputsOf(graph, "ConfigMap", "mon-dashboard-overview")).toMatchObject({
        metadata: {
            name: "dashboard-overview",
            namespace: "monitoring",
            labels: { grafana_dashboard: "1" },
        },
        data: { "overview.json": '{"title":"Overview"}' },
    });
    expect(inputsOf(graph, "Release", "mon")).toMatchObject({
        values: {
            alertmanager: {
                config: {
                    receivers: [
                        { name: "nobody" },
                        {
                            name: "critical",
                            pagerduty_configs: [{ routing_key_file: "/etc/alertmanager/secrets/receivers/pagerduty" }],
                        },
                        {
                            name: "warning",
                            webhook_configs: [
                                { url: "http://chat-bridge.monitoring.svc.cluster.local:8080/wecom/operations" },
                            ],
                        },
                    ],
                },
                alertmanagerSpec: { secrets: ["receivers"] },
            },
        },
    });
    expect(inputsOf(graph, "Deployment", "mon-chat-bridge")).toMatchObject({
        metadata: { name: "chat-bridge", namespace: "monitoring" },
        spec: {
            replicas: 2,
            template: {
                spec: {
                    containers: [{ command: ["python3", "/opt/dify-ha/chat_bridge.py"] }],
                    volumes: [
                        { name: "script", configMap: { name: "chat-bridge-script" } },
                        { name: "secrets", secret: { secretName: "receivers" } },
                    ],
                },
            },
        },
    });
});
