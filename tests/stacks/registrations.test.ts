import type { GraphResource, ResourceGraph } from "../../analysis/graph";
import { childNames, resourcesOf } from "../support/graph";
import { evaluateStack } from "../support/evaluation";
import { evaluateVariant, VARIANTS } from "../support/variants";

const COMPONENTS = [
    "DifyApp dify",
    "HigressGateway gateway",
    "LogicalBackup postgres-dumps",
    "MetricSources metrics",
    "MilvusCluster milvus",
    "NetworkPolicies network",
    "ObjectStorage storage",
    "Observability monitoring",
    "PostgresHA postgres",
    "RedisCluster redis",
];

/** Data that the loss of would be felt; on a simulated cluster there is none. */
const PROTECTED = [
    "Cluster postgres",
    "Milvus milvus",
    "Namespace dify",
    "RandomPassword dify-init-password",
    "RandomPassword dify-inner-api-key",
    "RandomPassword dify-plugin-daemon-key",
    "RandomPassword dify-sandbox-api-key",
    "RandomPassword dify-secret-key",
    "RandomPassword milvus-root-password",
    "RandomPassword milvus-user-password",
    "RedisReplication redis",
];

const EXPECTED: Record<string, { provider: string; operators: boolean; protected: string[] }> = {
    local: { provider: "cluster-embedded", operators: false, protected: [] },
    onprem: { provider: "cluster-existing", operators: true, protected: PROTECTED },
    everything: {
        provider: "cluster-existing",
        operators: true,
        protected: [...PROTECTED, "RedisCluster redis-sharded"],
    },
    least: { provider: "cluster-embedded", operators: false, protected: [] },
};

/** Charts other than those of the gateway and of what watches, which are everywhere. */
function operatorReleases(graph: ResourceGraph): GraphResource[] {
    return resourcesOf(graph, "Release").filter(({ name }) => !["gateway", "monitoring"].includes(name));
}

describe.each(Object.keys(EXPECTED))("%s", (variant) => {
    const expected = EXPECTED[variant];
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateVariant(variant);
    });

    test("has these at the top", () => {
        expect(childNames(graph)).toEqual(
            [
                ...COMPONENTS,
                ...(expected?.operators === true ? ["Operators operators"] : []),
                ...(variant === "everything" ? ["DifyApp dify-canary", "RedisCluster gateway-redis"] : []),
                "Namespace dify",
                `kubernetes ${expected?.provider}`,
            ].sort(),
        );
    });

    test("gives every Kubernetes resource the stack's provider, and nothing a default one", () => {
        const [provider] = resourcesOf(graph, "pulumi:providers:kubernetes");
        const kubernetes = graph.resources.filter(({ type }) => type.startsWith("kubernetes:"));
        expect(kubernetes.filter((resource) => resource.provider !== provider?.urn).map(({ urn }) => urn)).toEqual([]);
        expect(kubernetes.length).toBeGreaterThan(40);
        expect(resourcesOf(graph, "pulumi:providers:kubernetes")).toHaveLength(1);
    });

    test("has URNs with every type from the outermost component down, each once", () => {
        const byUrn = new Map(graph.resources.map((resource) => [resource.urn, resource]));
        const chain = ({ type, parent }: GraphResource): string => {
            const above = parent === undefined ? undefined : byUrn.get(parent);
            return above === undefined ? type : `${chain(above)}$${type}`;
        };
        expect(byUrn.size).toBe(graph.resources.length);
        expect(graph.resources.map(({ urn }) => urn)).toEqual(
            graph.resources.map(
                (resource) => `urn:pulumi:${VARIANTS[variant]?.stack}::dify-ha::${chain(resource)}::${resource.name}`,
            ),
        );
    });

    test("names every child after its component", () => {
        const nameOf = new Map(graph.resources.map(({ urn, name }) => [urn, name]));
        const strange = graph.resources.filter(({ parent, name }) => {
            const component = parent === undefined ? undefined : nameOf.get(parent);
            return component !== undefined && name !== component && !name.startsWith(`${component}-`);
        });
        expect(strange.map(({ urn }) => urn)).toEqual([]);
    });

    test("protects data, and nothing else", () => {
        const found = graph.resources.filter(({ protect }) => protect);
        expect(found.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort()).toEqual(
            [...(expected?.protected ?? [])].sort(),
        );
        expect(graph.resources.filter(({ retainOnDelete }) => retainOnDelete)).toEqual([]);
    });

    test("puts every object into its namespace, and creates that first", () => {
        const namespaces = new Map(
            resourcesOf(graph, "Namespace").map(({ urn, inputs }) => [
                (inputs["metadata"] as { name: string }).name,
                urn,
            ]),
        );
        expect([...namespaces.keys()].sort()).toEqual(["dify", "higress-system", "monitoring"]);
        const objects = graph.resources.filter(
            ({ type, inputs }) => type.startsWith("kubernetes:") && "kind" in inputs && inputs["kind"] !== "Namespace",
        );
        const strays = objects.filter(
            ({ inputs, dependencies }) =>
                !dependencies.includes(
                    namespaces.get((inputs["metadata"] as { namespace?: string }).namespace ?? "") ?? "none",
                ),
        );
        expect(strays.map(({ urn }) => urn)).toEqual([]);
    });

    test("depends on resources that it has", () => {
        const urns = new Set(graph.resources.map(({ urn }) => urn));
        const dangling = graph.resources.flatMap(({ dependencies }) => dependencies.filter((urn) => !urns.has(urn)));
        expect(dangling).toEqual([]);
    });

    test("has custom resources that wait for the operators that are installed", () => {
        const releases = operatorReleases(graph).map(({ urn }) => urn);
        expect(releases).toHaveLength(expected?.operators === true ? 6 : 0);
        const custom = ["Cluster", "RedisReplication", "Milvus"].flatMap((kind) => resourcesOf(graph, kind));
        expect(custom).toHaveLength(variant === "everything" ? 4 : 3);
        custom.forEach(({ dependencies }) => expect(dependencies).toEqual(expect.arrayContaining(releases)));
    });
});

describe("operators", () => {
    test("are not installed where the cluster has them", async () => {
        const graph = await evaluateStack("onprem", { cluster: { installOperators: false } });
        expect([...operatorReleases(graph), ...resourcesOf(graph, "Operators")]).toEqual([]);
    });

    test("are never installed on the embedded cluster", async () => {
        const graph = await evaluateStack("local", { cluster: { installOperators: true } });
        expect(operatorReleases(graph)).toEqual([]);
    });
});

test("the provider is told the cluster, and does not take renewed credentials for another", async () => {
    const graph = await evaluateStack("onprem", { cluster: { kubeconfig: "/etc/kube/prod", context: "blue" } });
    expect(resourcesOf(graph, "pulumi:providers:kubernetes")[0]?.inputs).toEqual({
        kubeconfig: "/etc/kube/prod",
        context: "blue",
        clusterIdentifier: "dify-ha-onprem",
        enableServerSideApply: "true",
        enableConfigMapMutable: "true",
        enableSecretMutable: "true",
    });
});

test("the stack exports what people ask for", async () => {
    const graph = await evaluateStack("onprem");
    expect(graph.outputs).toMatchObject({
        url: "https://dify.example.com",
        namespace: "dify",
        postgresReaderHost: "postgres-ro.dify.svc.cluster.local",
    });
    expect(graph.outputs["rateLimitRedis"]).toBeUndefined();
    expect(graph.outputs["dashboards"]).toEqual({
        grafana: "http://grafana.monitoring.svc.cluster.local:80",
        prometheus: "http://monitoring-prometheus.monitoring.svc.cluster.local:9090",
        alertmanager: "http://monitoring-alertmanager.monitoring.svc.cluster.local:9093",
        jaeger: "http://jaeger.monitoring.svc.cluster.local:16686",
        grafanaSecret: "monitoring/grafana-admin",
    });
    expect((graph.outputs["workloads"] as { name: string }[]).map(({ name }) => name)).toEqual([
        "higress-gateway",
        "higress-controller",
        "prometheus",
        "alertmanager",
        "grafana",
        "prometheus-operator",
        "kube-state-metrics",
        "opentelemetry-collector",
        "jaeger",
        "postgres",
        "redis",
        "redis-sentinel",
        "redis-primary",
        "milvus-proxy",
        "milvus-mixcoord",
        "milvus-querynode",
        "milvus-datanode",
        "milvus-streamingnode",
        "milvus-etcd",
        "dify-api",
        "dify-websocket",
        "dify-worker",
        "dify-beat",
        "dify-web",
        "dify-sandbox",
        "dify-ssrf-proxy",
        "dify-plugin-daemon",
        "celery-queues",
        "blackbox-exporter",
    ]);
});

test("the Redis of the rate limits shares nothing with Dify's, and Dify does not know it", async () => {
    const graph = await evaluateStack("onprem", { redis: { rateLimits: { enabled: true } } });
    expect(graph.outputs["rateLimitRedis"]).toEqual({
        kind: "primary",
        host: "gateway-redis-primary.dify.svc.cluster.local",
        port: 6379,
        tls: false,
        servedBy: "gateway-redis-primary",
        password: { kind: "kubernetes", name: "gateway-redis-auth", key: "password" },
    });
    const knowing = ["MetricSources", "NetworkPolicies", "Observability"]
        .flatMap((kind) => resourcesOf(graph, kind))
        .map(({ urn }) => urn);
    const others = graph.resources.filter(
        ({ name, urn, parent }) =>
            !name.startsWith("gateway-redis") && !knowing.includes(urn) && !knowing.includes(parent ?? ""),
    );
    expect(others.map(({ name }) => name)).toContain("redis-primary");
    expect(others.filter(({ inputs }) => JSON.stringify(inputs).includes("gateway-redis"))).toEqual([]);
});
