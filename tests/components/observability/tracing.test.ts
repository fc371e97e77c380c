import { parse } from "yaml";
import type { ResourceGraph } from "../../../analysis/graph";
import { Observability, type ObservabilityArgs } from "../../../components/observability/observability";
import { clusterHandle, RESOURCES } from "../../support/cluster";
import { evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf } from "../../support/graph";
import { affinityTo, evenOver, TOLERATIONS } from "../../support/placements";

const ARGS: ObservabilityArgs = {
    cluster: clusterHandle({ storageClass: "gp3", dataNodes: { nodeSelector: { pool: "data" } } }),
    prometheus: { replicas: 2, resources: RESOURCES, storage: "50Gi", retentionDays: 15 },
    alertmanager: { replicas: 3, resources: RESOURCES },
    tracing: { storage: "20Gi", retentionDays: 3 },
};

let graph: ResourceGraph;
beforeAll(async () => {
    graph = await evaluateComponent((opts) => new Observability("mon", ARGS, opts));
});

interface Config {
    readonly receivers: { readonly otlp: { readonly protocols: object } };
    readonly exporters: Record<string, object>;
    readonly extensions: Record<string, object>;
    readonly service: { readonly pipelines: Record<string, { receivers: string[]; exporters: string[] }> };
}

/** The configuration in a ConfigMap. */
function configOf(name: string, file: string): Config {
    const { data } = inputsOf<{ data: Record<string, string> }>(graph, "ConfigMap", name);
    return parse(data[file] ?? "") as Config;
}

test("without it there are neither collectors nor Jaeger", async () => {
    const without = await evaluateComponent((opts) => new Observability("mon", { ...ARGS, tracing: undefined }, opts));
    const more = childrenOfComponent(graph, "Observability").filter(
        (child) => !childrenOfComponent(without, "Observability").includes(child),
    );
    expect(more).toEqual([
        "ConfigMap mon-collector-config",
        "ConfigMap mon-jaeger-config",
        "Deployment mon-collector",
        "PodDisruptionBudget mon-collector-pdb",
        "PodDisruptionBudget mon-jaeger-pdb",
        "PodMonitor mon-jaeger-monitor",
        "PodMonitor mon-opentelemetry-collector-monitor",
        "PodMonitor mon-opentelemetry-monitor",
        "Service mon-collector",
        "Service mon-jaeger",
        "ServiceAccount mon-collector-account",
        "StatefulSet mon-jaeger",
    ]);
});

test("collectors take both protocols, hand traces to Jaeger and metrics to Prometheus", () => {
    const config = configOf("mon-collector-config", "config.yaml");
    expect(config.receivers.otlp.protocols).toEqual({
        grpc: { endpoint: "0.0.0.0:4317" },
        http: { endpoint: "0.0.0.0:4318" },
    });
    expect(config.exporters).toEqual({
        otlp_grpc: {
            endpoint: "jaeger.monitoring.svc.cluster.local:4317",
            tls: { insecure: true },
            sending_queue: { queue_size: 5000 },
            retry_on_failure: { max_elapsed_time: "10m" },
        },
        prometheus: {
            endpoint: "0.0.0.0:8889",
            resource_to_telemetry_conversion: { enabled: true },
            metric_expiration: "2m",
        },
    });
    expect(config.service.pipelines).toMatchObject({
        traces: { receivers: ["otlp"], exporters: ["otlp_grpc"] },
        metrics: { receivers: ["otlp"], exporters: ["prometheus"] },
    });
});

test("every component that a pipeline names is configured", () => {
    for (const config of [
        configOf("mon-collector-config", "config.yaml"),
        configOf("mon-jaeger-config", "config.yaml"),
    ]) {
        const { service, ...kinds } = config as unknown as Record<string, Record<string, unknown>>;
        const { pipelines, extensions } = service as unknown as {
            pipelines: Record<string, Record<string, string[]>>;
            extensions: string[];
        };
        const missing = Object.values(pipelines).flatMap((pipeline) =>
            Object.entries(pipeline).flatMap(([kind, names]) => names.filter((name) => !(name in (kinds[kind] ?? {})))),
        );
        expect([...missing, ...extensions.filter((name) => !(name in (kinds["extensions"] ?? {})))]).toEqual([]);
    }
});

test("two collectors in different zones", () => {
    expect(inputsOf(graph, "Deployment", "mon-collector")).toMatchObject({
        metadata: { name: "opentelemetry-collector", namespace: "monitoring" },
        spec: {
            replicas: 2,
            template: {
                spec: {
                    topologySpreadConstraints: evenOver(
                        {
                            "app.kubernetes.io/name": "opentelemetry-collector",
                            "app.kubernetes.io/part-of": "monitoring",
                        },
                        "pod-template-hash",
                    ),
                },
            },
        },
    });
});

test("Jaeger keeps traces for three days on a volume that it alone has open, where volumes are", () => {
    const config = configOf("mon-jaeger-config", "config.yaml");
    expect(config.extensions["jaeger_storage"]).toEqual({
        backends: {
            badger: {
                badger: {
                    ephemeral: false,
                    directories: { keys: "/badger/keys", values: "/badger/values" },
                    ttl: { spans: "72h" },
                },
            },
        },
    });
    expect(inputsOf(graph, "StatefulSet", "mon-jaeger")).toMatchObject({
        metadata: { name: "jaeger", namespace: "monitoring" },
        spec: {
            replicas: 1,
            serviceName: "jaeger",
            template: {
                spec: {
                    nodeSelector: { pool: "data" },
                    affinity: affinityTo("a", "b", "c"),
                    tolerations: TOLERATIONS,
                    containers: [
                        { volumeMounts: expect.arrayContaining([{ name: "data", mountPath: "/badger" }]) as unknown },
                    ],
                },
            },
            volumeClaimTemplates: [
                {
                    metadata: { name: "data" },
                    spec: { storageClassName: "gp3", resources: { requests: { storage: "20Gi" } } },
                },
            ],
        },
    });
});

test("Grafana finds Jaeger, and people its address", () => {
    const url = "http://jaeger.monitoring.svc.cluster.local:16686";
    expect(inputsOf(graph, "Release", "mon")).toMatchObject({
        values: { grafana: { additionalDataSources: [{ name: "Jaeger", type: "jaeger", uid: "jaeger", url }] } },
    });
    expect(resourceOf(graph, "Observability", "mon").outputs).toMatchObject({ addresses: { jaeger: url } });
});

test("all of it is looked at, each part under its own job", () => {
    const jobs = ["mon-opentelemetry-monitor", "mon-opentelemetry-collector-monitor", "mon-jaeger-monitor"].map(
        (name) => {
            const { spec } = inputsOf<{ spec: { podMetricsEndpoints: { port: string; relabelings: object[] }[] } }>(
                graph,
                "PodMonitor",
                name,
            );
            return [spec.podMetricsEndpoints[0]?.port, spec.podMetricsEndpoints[0]?.relabelings[0]];
        },
    );
    expect(jobs).toEqual([
        ["metrics", { targetLabel: "job", replacement: "opentelemetry" }],
        ["self", { targetLabel: "job", replacement: "opentelemetry-collector" }],
        ["metrics", { targetLabel: "job", replacement: "jaeger" }],
    ]);
});
