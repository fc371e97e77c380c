import type { ResourceGraph } from "../../analysis/graph";
import type { MonitoringTargets } from "../../contracts";
import { inputsOf, resourcesOf } from "../support/graph";
import { evaluateStack } from "../support/evaluation";
import { evaluateVariant } from "../support/variants";

/** What watches a stack is told of it what is really there. */

const targetsOf = (graph: ResourceGraph) =>
    inputsOf<{ targets: MonitoringTargets }>(graph, "MetricSources", "metrics").targets;

const classes = (graph: ResourceGraph) =>
    ["Observability", "MetricSources"].filter((name) => resourcesOf(graph, name).length > 0);

/** Variables of the one container of a Deployment, by name. */
function variablesOf(graph: ResourceGraph, name: string): Record<string, unknown> {
    const { spec } = inputsOf<{
        spec: {
            template: { spec: { containers: { env: { name: string; value?: unknown; valueFrom?: unknown }[] }[] } };
        };
    }>(graph, "Deployment", name);
    return Object.fromEntries(
        (spec.template.spec.containers[0]?.env ?? []).map((variable) => [
            variable.name,
            variable.value ?? variable.valueFrom,
        ]),
    );
}

describe("prod", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateStack("prod");
    });

    test("the targets are those of the stack", () => {
        const instance = inputsOf<{ identifier: string }>(graph, "aws:rds/instance:Instance", "postgres");
        expect(targetsOf(graph)).toMatchObject({
            namespace: "dify",
            zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
            release: "dify",
            url: "https://dify.example.com",
            gateway: { namespace: "higress-system", replicasPerZone: 2 },
            postgres: { kind: "rds", identifier: instance.identifier, readReplicas: 1, maxConnections: 1000 },
            redis: [{ store: "redis", kind: "primary", managedBy: "elasticache", members: 3 }],
            milvus: "milvus",
            backups: true,
            cloudWatch: true,
            tracing: true,
            certificates: true,
        });
        expect(targetsOf(graph).queues).toContain("workflow_based_app_execution");
    });

    test("a request is followed from the gateway on, by the share that Dify is told, too", () => {
        const host = "opentelemetry-collector.monitoring.svc.cluster.local";
        expect(inputsOf(graph, "Release", "gateway")).toMatchObject({
            values: { tracing: { enable: true, sampling: 10, opentelemetry: { service: host, port: "4317" } } },
        });
        for (const settings of ["dify-api-env", "dify-plugin-daemon-env"]) {
            expect(inputsOf<{ data: object }>(graph, "ConfigMap", settings).data).toMatchObject({
                ENABLE_OTEL: "true",
                OTLP_BASE_ENDPOINT: `http://${host}:4318`,
                OTEL_SAMPLING_RATE: "0.1",
            });
        }
    });

    test("the exporter of AWS' metrics may read metrics, with its own identity, and asks for this stack's resources", () => {
        const associations = resourcesOf(graph, "PodIdentityAssociation").map(({ inputs }) => inputs);
        expect(associations).toContainEqual(
            expect.objectContaining({ namespace: "dify", serviceAccount: "cloudwatch-exporter" }),
        );
        const { policy } = inputsOf<{ policy: string }>(graph, "RolePolicy", "workloads-cloudwatch-exporter");
        expect(JSON.parse(policy)).toMatchObject({
            Statement: [
                {
                    Action: ["cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics"],
                    Resource: ["*"],
                },
                { Action: ["tag:GetResources"], Resource: ["*"] },
            ],
        });
        expect(variablesOf(graph, "metrics-cloudwatch-exporter")).toEqual({ AWS_REGION: "eu-central-1" });
        const { data } = inputsOf<{ data: Record<string, string> }>(
            graph,
            "ConfigMap",
            "metrics-cloudwatch-exporter-config",
        );
        expect(data["config.yml"]).toContain("key: dify-ha:stack\n          value: ^prod$\n");
    });

    test("Grafana's password may come from Secrets Manager", () => {
        expect(resourcesOf(graph, "ClusterSecretStore").map(({ inputs }) => inputs["spec"])).toEqual([
            expect.objectContaining({ conditions: [{ namespaces: ["dify", "monitoring"] }] }),
        ]);
    });

    test("exporters ask the servers that AWS runs, each where it is", () => {
        expect(variablesOf(graph, "metrics-postgres-exporter")).toMatchObject({
            DATA_SOURCE_USER: "dify_monitor",
            PG_EXPORTER_EXTEND_QUERY_PATH: "/etc/queries/queries",
        });
        expect(variablesOf(graph, "metrics-redis-exporter")["REDIS_ADDR"]).toBe(
            variablesOf(graph, "metrics-celery-queues")["REDIS_ADDR"],
        );
        expect(variablesOf(graph, "metrics-redis-exporter")["REDIS_ADDR"]).toMatch(/^rediss:\/\/.+:6379$/);
    });
});

test("on Aurora the identifier is that of the cluster", async () => {
    const graph = await evaluateVariant("aurora");
    const cluster = inputsOf<{ clusterIdentifier: string }>(graph, "aws:rds/cluster:Cluster", "postgres");
    expect(targetsOf(graph).postgres).toMatchObject({ kind: "rds", identifier: cluster.clusterIdentifier });
});

test("in the cluster the targets are its own resources, restored ones included", async () => {
    const graph = await evaluateStack("onprem", {
        postgres: { restoreFrom: { as: "postgres-b" } },
        redis: { cluster: { enabled: true }, rateLimits: { enabled: true } },
    });
    expect(targetsOf(graph)).toMatchObject({
        postgres: { kind: "cloudnativepg", cluster: "postgres-b", instances: 3, maxConnections: 1000 },
        redis: [
            { store: "redis", kind: "primary", managedBy: "operator", members: 3 },
            { store: "redis-sharded", kind: "cluster", managedBy: "operator", members: 6 },
            { store: "gateway-redis", kind: "primary", managedBy: "operator", members: 3 },
        ],
        cloudWatch: false,
    });
    expect(targetsOf(graph)).toHaveProperty("gateway", { namespace: "higress-system", replicasPerZone: 2 });
    const foreign = await evaluateStack("onprem", { gateway: { kind: "ingress" } });
    expect(targetsOf(foreign)).not.toHaveProperty("gateway");
});

test.each([
    [true, false, ["Observability", "MetricSources"]],
    [true, true, ["Observability", "MetricSources"]],
    [false, true, ["MetricSources"]],
    [false, false, []],
])("enabled %s, an operator that is there already %s: %j", async (enabled, prometheusOperator, expected) => {
    const graph = await evaluateStack("onprem", { observability: { enabled }, cluster: { prometheusOperator } });
    expect(classes(graph)).toEqual(expected);
    const otel = inputsOf<{ data: object }>(graph, "ConfigMap", "dify-api-env").data;
    expect("ENABLE_OTEL" in otel).toBe(enabled);
});

test("addresses are called from outside where there is one, and inside where not", async () => {
    const called = (graph: ResourceGraph) =>
        resourcesOf(graph, "Probe").map(
            ({ inputs }) =>
                (inputs["spec"] as { targets: { staticConfig: { static: string[] } } }).targets.staticConfig.static[0],
        );
    expect(called(await evaluateStack("onprem")).sort()).toEqual([
        "https://dify.example.com/console/api/setup",
        "https://dify.example.com/signin",
    ]);
    expect(called(await evaluateStack("local", { domain: { host: undefined } })).sort()).toEqual([
        "http://dify-api.dify.svc.cluster.local:5001/console/api/setup",
        "http://dify-web.dify.svc.cluster.local:3000/signin",
    ]);
});

test("a chat is begun where an app's key is given", async () => {
    const graph = await evaluateStack("onprem", {
        observability: { probe: { appKeySecret: "chat-app", intervalSeconds: 60 } },
    });
    expect(variablesOf(graph, "metrics-chat-probe")).toMatchObject({
        PROBE_URL: "https://dify.example.com",
        PROBE_KEY: { secretKeyRef: { name: "chat-app", key: "api-key" } },
        PROBE_INTERVAL_SECONDS: "60",
    });
});
