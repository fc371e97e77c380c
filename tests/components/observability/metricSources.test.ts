import { parse } from "yaml";
import type { ResourceGraph } from "../../../analysis/graph";
import { MetricSources, type MetricSourcesArgs } from "../../../components/observability/metricSources";
import { probeProgram } from "../../../components/observability/scripts";
import { kubernetesSecret, type PrimaryEndpoint, type Workload } from "../../../contracts";
import { clusterHandle } from "../../support/cluster";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf, resourcesOf } from "../../support/graph";
import { TOLERATIONS } from "../../support/placements";

const REDIS: PrimaryEndpoint = {
    kind: "primary",
    host: "redis.example.com",
    port: 6379,
    tls: true,
    password: kubernetesSecret("redis-auth", "password"),
    servedBy: "redis",
};

const MONITORED = {
    port: 5432,
    database: "dify",
    user: "dify_monitor",
    password: kubernetesSecret("postgres-monitor", "password"),
    servedBy: "postgres",
};

/** Everything that a provider can run. */
const MANAGED: MetricSourcesArgs = {
    cluster: clusterHandle(),
    targets: {
        namespace: "dify",
        zones: ["a", "b", "c"],
        release: "dify",
        url: "https://dify.example.com",
        postgres: { kind: "rds", identifier: "dify-ha-prod-postgres", readReplicas: 1, maxConnections: 500 },
        redis: [{ store: "redis", kind: "primary", managedBy: "elasticache", members: 3 }],
        milvus: "milvus",
        plugins: true,
        queues: ["dataset", "mail"],
        backups: true,
        cloudWatch: true,
        certificates: true,
    },
    broker: { endpoint: REDIS, database: 1 },
    managedRedis: { redis: REDIS },
    managedPostgres: [
        {
            ...MONITORED,
            server: "primary",
            host: "primary.example.com",
            queries: { configMap: "postgres-dumps-metrics", key: "queries" },
        },
        { ...MONITORED, server: "replica", host: "replica.example.com" },
    ],
    cloudWatch: {
        region: "eu-central-1",
        tag: { key: "dify-ha:stack", value: "prod" },
        access: { kind: "identity", annotations: { role: "arn:exporter" } },
    },
    addresses: [{ probe: "login", url: "https://dify.example.com/signin" }],
};

interface Pod {
    readonly replicas: number;
    readonly template: {
        readonly spec: {
            readonly volumes: object[];
            readonly tolerations: object[];
            readonly containers: { env: object[]; args?: string[]; command?: string[]; volumeMounts: object[] }[];
        };
    };
}

let workloads: Workload[];

const evaluated = (change: Partial<MetricSourcesArgs> = {}) =>
    evaluateComponent((opts) => {
        workloads = new MetricSources(
            "metrics",
            { ...MANAGED, ...change },
            { ...opts, dependsOn: new Elsewhere("operator") },
        ).workloads;
    });

describe("with everything that a provider runs", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    const podOf = (name: string) => inputsOf<{ spec: Pod }>(graph, "Deployment", `metrics-${name}`).spec;
    const containerOf = (name: string) => podOf(name).template.spec.containers[0];
    const monitorOf = (kind: string, name: string) =>
        inputsOf<{ metadata: object; spec: object }>(graph, kind, `metrics-${name}-monitor`);

    test("each exporter has a monitor that selects it, under the job that rules know", () => {
        const summary = resourcesOf(graph, "PodMonitor")
            .map(({ inputs }) => inputs as unknown as { metadata: { name: string }; spec: Monitor })
            .filter(({ spec }) => spec.selector.matchLabels["app.kubernetes.io/part-of"] === "monitoring")
            .map(({ metadata, spec }) => [
                metadata.name,
                spec.selector.matchLabels["app.kubernetes.io/name"],
                spec.podMetricsEndpoints[0]?.port,
                ...(spec.podMetricsEndpoints[0]?.relabelings ?? [])
                    .filter(({ replacement }) => replacement !== undefined)
                    .map(({ targetLabel, replacement }) => `${targetLabel}=${replacement}`),
            ]);
        expect(summary.sort()).toEqual([
            ["celery-queues", "celery-queues", "metrics", "job=celery-queues"],
            ["cloudwatch-exporter", "cloudwatch-exporter", "metrics", "job=cloudwatch"],
            ["postgres-exporter", "postgres-exporter", "metrics", "job=postgres", "server=primary"],
            ["postgres-exporter-replica", "postgres-exporter-replica", "metrics", "job=postgres", "server=replica"],
            ["redis-exporter", "redis-exporter", "metrics", "job=redis", "store=redis"],
        ]);
    });

    interface Monitor {
        readonly selector: { readonly matchLabels: Record<string, string> };
        readonly podMetricsEndpoints: {
            readonly port: string;
            readonly relabelings: { readonly targetLabel: string; readonly replacement?: string }[];
        }[];
    }

    test("monitors wait for the operator, exporters do not", () => {
        const needs = (kind: string, name: string) =>
            resourceOf(graph, kind, name).dependencies.map((urn) => urn.split("::").at(-1));
        expect(needs("PodMonitor", "metrics-celery-queues-monitor")).toContain("operator");
        expect(needs("Probe", "metrics-probe-login-monitor")).toContain("operator");
        expect(needs("Deployment", "metrics-celery-queues")).not.toContain("operator");
    });

    test("queues are asked for by name in the broker's database, over TLS, and nothing else of Redis is kept", () => {
        expect(containerOf("celery-queues")).toMatchObject({
            image: "docker.io/oliver006/redis_exporter:v1.89.0",
            args: ["--check-single-keys=db1=dataset,db1=mail"],
            env: [
                { name: "REDIS_ADDR", value: "rediss://redis.example.com:6379" },
                { name: "REDIS_PASSWORD", valueFrom: { secretKeyRef: { name: "redis-auth", key: "password" } } },
            ],
        });
        expect(monitorOf("PodMonitor", "celery-queues").spec).toMatchObject({
            podMetricsEndpoints: [
                {
                    metricRelabelings: [{ action: "keep", sourceLabels: ["__name__"], regex: "redis_(up|key_size)" }],
                },
            ],
        });
    });

    test("PostgreSQL is asked as the role of exporters; at the primary also how backups went", () => {
        const password = { secretKeyRef: { name: "postgres-monitor", key: "password" } };
        expect(containerOf("postgres-exporter")?.env).toEqual([
            {
                name: "DATA_SOURCE_URI",
                value: "primary.example.com:5432/dify?sslmode=require&connect_timeout=5",
            },
            { name: "DATA_SOURCE_USER", value: "dify_monitor" },
            { name: "DATA_SOURCE_PASS", valueFrom: password },
            { name: "PG_EXPORTER_EXTEND_QUERY_PATH", value: "/etc/queries/queries" },
        ]);
        expect(podOf("postgres-exporter").template.spec.volumes).toEqual([
            { name: "further", configMap: { name: "postgres-dumps-metrics", optional: true } },
        ]);
        expect(containerOf("postgres-exporter-replica")?.env).toHaveLength(3);
        expect(podOf("postgres-exporter-replica").template.spec.volumes).toEqual([]);
        expect(monitorOf("PodMonitor", "postgres-exporter").spec).toMatchObject({
            podMetricsEndpoints: [
                {
                    metricRelabelings: [
                        {
                            sourceLabels: ["__name__"],
                            regex: "dify_ha_backup_.*",
                            targetLabel: "job",
                            replacement: "backups",
                        },
                    ],
                },
            ],
        });
    });

    test("CloudWatch is asked every five minutes for what carries the stack's tag, with the pod's identity", () => {
        expect(containerOf("cloudwatch-exporter")).toMatchObject({
            command: ["yace"],
            args: ["--config.file=/etc/exporter/config.yml", "--listen-address=:5000", "--scraping-interval=300"],
            env: [{ name: "AWS_REGION", value: "eu-central-1" }],
        });
        expect(inputsOf(graph, "ServiceAccount", "metrics-cloudwatch-exporter-account")).toMatchObject({
            metadata: { name: "cloudwatch-exporter", annotations: { role: "arn:exporter" } },
        });
        const { data } = inputsOf<{ data: Record<string, string> }>(
            graph,
            "ConfigMap",
            "metrics-cloudwatch-exporter-config",
        );
        const { discovery } = parse(data["config.yml"] ?? "") as {
            discovery: {
                jobs: { type: string; searchTags: object; metrics: { name: string; statistics: string[] }[] }[];
            };
        };
        expect(discovery.jobs.map(({ type }) => type)).toEqual([
            "AWS/RDS",
            "AWS/ElastiCache",
            "AWS/NetworkELB",
            "AWS/NATGateway",
        ]);
        expect(discovery.jobs[0]?.searchTags).toEqual([{ key: "dify-ha:stack", value: "^prod$" }]);
        expect(discovery.jobs[1]?.metrics).toContainEqual({
            name: "DatabaseMemoryUsagePercentage",
            statistics: ["Maximum"],
        });
    });

    test("an address is called by the blackbox exporter, which wants 2xx", () => {
        expect(monitorOf("Probe", "probe-login")).toMatchObject({
            metadata: { name: "probe-login", namespace: "dify" },
            spec: {
                jobName: "blackbox",
                prober: { url: "blackbox-exporter.dify.svc:9115" },
                module: "http_2xx",
                targets: { staticConfig: { static: ["https://dify.example.com/signin"], labels: { probe: "login" } } },
            },
        });
        const { data } = inputsOf<{ data: Record<string, string> }>(
            graph,
            "ConfigMap",
            "metrics-blackbox-exporter-config",
        );
        expect(parse(data["config.yml"] ?? "")).toEqual({
            modules: {
                http_2xx: {
                    prober: "http",
                    timeout: "10s",
                    http: { preferred_ip_protocol: "ip4", follow_redirects: true },
                },
            },
        });
    });

    test("each is one small pod that any node may run, and without which nothing fails", () => {
        expect(
            workloads.map(({ name, tier, members, quorum, dependsOn }) => [
                name,
                tier,
                members.min,
                quorum,
                ...dependsOn,
            ]),
        ).toEqual([
            ["celery-queues", "background", 1, 0, "redis"],
            ["redis-exporter", "background", 1, 0, "redis"],
            ["postgres-exporter", "background", 1, 0, "postgres"],
            ["postgres-exporter-replica", "background", 1, 0, "postgres"],
            ["cloudwatch-exporter", "background", 1, 0],
            ["blackbox-exporter", "background", 1, 0],
        ]);
        expect(podOf("celery-queues").template.spec.tolerations).toEqual(TOLERATIONS);
    });
});

test("with access keys the exporter of AWS gets them from their Secret", async () => {
    const graph = await evaluated({
        cloudWatch: {
            region: "eu-central-1",
            tag: { key: "dify-ha:stack", value: "prod" },
            access: { kind: "keys", secret: "cloudwatch-keys" },
        },
    });
    expect(
        inputsOf<{ spec: Pod }>(graph, "Deployment", "metrics-cloudwatch-exporter").spec.template.spec.containers[0]
            ?.env,
    ).toEqual([
        { name: "AWS_REGION", value: "eu-central-1" },
        { name: "AWS_ACCESS_KEY_ID", valueFrom: { secretKeyRef: { name: "cloudwatch-keys", key: "accesskey" } } },
        { name: "AWS_SECRET_ACCESS_KEY", valueFrom: { secretKeyRef: { name: "cloudwatch-keys", key: "secretkey" } } },
    ]);
});

test("a chat is begun as often as told, through the public address, with the key from its Secret", async () => {
    const chat = {
        url: "https://dify.example.com",
        key: kubernetesSecret("chat-app", "api-key"),
        intervalSeconds: 120,
    };
    const graph = await evaluated({ chat });
    const { replicas, template } = inputsOf<{ spec: Pod }>(graph, "Deployment", "metrics-chat-probe").spec;
    expect(replicas).toBe(1);
    expect(template.spec.containers[0]).toMatchObject({
        image: "docker.io/library/node:22.23.3-alpine",
        command: ["node", "/etc/exporter/probe.js"],
        env: [
            { name: "PROBE_URL", value: "https://dify.example.com" },
            { name: "PROBE_KEY", valueFrom: { secretKeyRef: { name: "chat-app", key: "api-key" } } },
            { name: "PROBE_INTERVAL_SECONDS", value: "120" },
            { name: "PROBE_TIMEOUT_SECONDS", value: "60" },
            { name: "PROBE_PORT", value: "9109" },
        ],
        volumeMounts: [{ name: "config", mountPath: "/etc/exporter", readOnly: true }],
    });
    expect(inputsOf<{ data: object }>(graph, "ConfigMap", "metrics-chat-probe-config").data).toEqual({
        "probe.js": probeProgram(),
    });
    expect(inputsOf(graph, "PodMonitor", "metrics-chat-probe-monitor")).toMatchObject({
        spec: {
            podMetricsEndpoints: [
                { relabelings: expect.arrayContaining([{ targetLabel: "job", replacement: "probe" }]) as unknown },
            ],
        },
    });
});

test("where nothing is managed, and nothing is to be called, only the queues are left", async () => {
    const graph = await evaluated({ managedRedis: {}, managedPostgres: [], cloudWatch: undefined, addresses: [] });
    expect(childrenOfComponent(graph, "MetricSources").filter((child) => child.startsWith("Deployment"))).toEqual([
        "Deployment metrics-celery-queues",
    ]);
});
