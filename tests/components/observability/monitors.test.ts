import { monitorsOf } from "../../../components/observability/monitors";
import type { MonitoringTargets } from "../../../contracts";

const TARGETS: MonitoringTargets = {
    namespace: "dify",
    zones: ["a", "b", "c"],
    release: "dify",
    url: "https://dify.example.com",
    gateway: { namespace: "higress-system", replicasPerZone: 2 },
    postgres: { kind: "cloudnativepg", cluster: "postgres", instances: 3, maxConnections: 500 },
    redis: [
        { store: "redis", kind: "primary", managedBy: "operator", members: 3 },
        { store: "redis-sharded", kind: "cluster", managedBy: "operator", members: 6 },
    ],
    milvus: "milvus",
    plugins: true,
    queues: ["dataset", "mail"],
    backups: true,
    cloudWatch: false,
    certificates: true,
};

interface Endpoint {
    readonly port: string;
    readonly path?: string;
    readonly relabelings: readonly { readonly targetLabel: string; readonly replacement?: string }[];
    readonly metricRelabelings?: unknown[];
}

interface Spec {
    readonly selector: object;
    readonly namespaceSelector?: object;
    readonly attachMetadata: object;
    readonly podMetricsEndpoints?: Endpoint[];
    readonly endpoints?: Endpoint[];
}

/** Kind, where, and the constant labels of each monitor, by name. */
function summary(targets: MonitoringTargets) {
    return Object.fromEntries(
        monitorsOf(targets).map(({ kind, name, spec }) => {
            const { selector, namespaceSelector, podMetricsEndpoints, endpoints } = spec as Spec;
            const [endpoint, ...others] = podMetricsEndpoints ?? endpoints ?? [];
            expect(others).toEqual([]);
            const labels = Object.fromEntries(
                (endpoint?.relabelings ?? []).flatMap(({ targetLabel, replacement }) =>
                    replacement === undefined ? [] : [[targetLabel, replacement]],
                ),
            );
            return [name, { kind, selector, namespaceSelector, port: endpoint?.port, path: endpoint?.path, labels }];
        }),
    );
}

test("every component is looked at, under the job that rules know it by", () => {
    const inHigress = { matchNames: ["higress-system"] };
    expect(summary(TARGETS)).toEqual({
        "cert-manager": {
            kind: "PodMonitor",
            selector: {
                matchLabels: { "app.kubernetes.io/name": "cert-manager", "app.kubernetes.io/component": "controller" },
            },
            namespaceSelector: { matchNames: ["cert-manager"] },
            port: "http-metrics",
            labels: { job: "cert-manager" },
        },
        gateway: {
            kind: "PodMonitor",
            selector: { matchLabels: { app: "higress-gateway" } },
            namespaceSelector: inHigress,
            port: "istio-prom",
            path: "/stats/prometheus",
            labels: { job: "gateway" },
        },
        "gateway-controller": {
            kind: "ServiceMonitor",
            selector: { matchLabels: { app: "higress-controller" } },
            namespaceSelector: inHigress,
            port: "http-monitoring",
            labels: { job: "gateway-controller" },
        },
        postgres: {
            kind: "PodMonitor",
            selector: {
                matchExpressions: [{ key: "cnpg.io/podRole", operator: "In", values: ["instance", "pooler"] }],
            },
            port: "metrics",
            labels: { job: "cloudnativepg" },
        },
        redis: {
            kind: "PodMonitor",
            selector: { matchExpressions: [{ key: "app", operator: "In", values: ["redis"] }] },
            port: "redis-exporter",
            labels: { job: "redis", store: "redis" },
        },
        "redis-sharded": {
            kind: "PodMonitor",
            selector: {
                matchExpressions: [
                    { key: "app", operator: "In", values: ["redis-sharded-leader", "redis-sharded-follower"] },
                ],
            },
            port: "redis-exporter",
            labels: { job: "redis", store: "redis-sharded" },
        },
        milvus: {
            kind: "PodMonitor",
            selector: {
                matchLabels: { "app.kubernetes.io/instance": "milvus", "app.kubernetes.io/name": "milvus" },
            },
            port: "metrics",
            labels: { job: "milvus" },
        },
        "milvus-etcd": {
            kind: "PodMonitor",
            selector: {
                matchLabels: { "app.kubernetes.io/instance": "milvus-etcd", "app.kubernetes.io/name": "etcd" },
            },
            port: "client",
            labels: { job: "milvus-etcd" },
        },
        "dify-plugin-daemon": {
            kind: "PodMonitor",
            selector: { matchLabels: { "app.kubernetes.io/name": "dify-plugin-daemon" } },
            port: "http",
            path: "/metrics/",
            labels: { job: "plugin-daemon" },
        },
    });
});

test("every series of a pod has the zone of its node", () => {
    for (const { name, spec } of monitorsOf(TARGETS)) {
        const { attachMetadata, podMetricsEndpoints, endpoints } = spec as Spec;
        expect([name, attachMetadata]).toEqual([name, { node: true }]);
        expect((podMetricsEndpoints ?? endpoints)?.[0]?.relabelings).toContainEqual({
            sourceLabels: ["__meta_kubernetes_node_label_topology_kubernetes_io_zone"],
            targetLabel: "zone",
        });
    }
});

test("labels of pods are found under the name that Prometheus gives them", () => {
    const relabelings = monitorsOf(TARGETS).flatMap(({ name, spec }) =>
        ((spec as Spec).podMetricsEndpoints?.[0]?.relabelings ?? [])
            .filter(({ targetLabel, replacement }) => replacement === undefined && targetLabel !== "zone")
            .map((relabeling) => [name, relabeling]),
    );
    const podLabel = (label: string, target: string) => ({
        sourceLabels: [`__meta_kubernetes_pod_label_${label}`],
        targetLabel: target,
    });
    expect(relabelings).toEqual([
        ["gateway", podLabel("higress", "higress")],
        ["postgres", podLabel("cnpg_io_cluster", "cluster")],
        ["redis", podLabel("redis_role", "pod_role")],
        ["redis-sharded", podLabel("redis_role", "pod_role")],
        ["milvus", podLabel("app_kubernetes_io_component", "component")],
    ]);
});

test("what the server's exporter says of backups goes by its own name and job, in this order", () => {
    const postgres = monitorsOf(TARGETS).find(({ name }) => name === "postgres")?.spec as Spec;
    const regex = "cnpg_(dify_ha_backup_.*)";
    expect(postgres.podMetricsEndpoints?.[0]?.metricRelabelings).toEqual([
        { sourceLabels: ["__name__"], regex, targetLabel: "job", replacement: "backups" },
        { sourceLabels: ["__name__"], regex, targetLabel: "__name__", replacement: "$1" },
    ]);
});

test("what AWS runs, and a foreign ingress controller, have no pods to look at", () => {
    const managed = summary({
        ...TARGETS,
        gateway: undefined,
        postgres: { kind: "rds", identifier: "dify-ha-prod-postgres", readReplicas: 1, maxConnections: 500 },
        redis: [{ store: "redis", kind: "primary", managedBy: "elasticache", members: 3 }],
    });
    expect(Object.keys(managed)).toEqual(["milvus", "milvus-etcd", "dify-plugin-daemon", "cert-manager"]);
});
