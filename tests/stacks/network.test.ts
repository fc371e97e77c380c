import { workloadsOf, type ResourceGraph } from "../../analysis/graph";
import { selects } from "../../analysis/invariants/pods";
import {
    namedRanges,
    podsOf,
    policiesFor,
    policiesOf,
    reachablePorts,
    reachMatrix,
    type End,
    type Pods,
} from "../../analysis/network";
import type { RawConfig } from "../../config";
import { evaluateStack } from "../support/evaluation";
import { resourcesOf, specsOf } from "../support/graph";
import { AWS_VARIANTS, evaluateVariant, VARIANTS } from "../support/variants";

/** The policies of stacks let through what the stack needs, whatever it consists of. */

const NAMESPACE = "dify";

const inside = ({ namespace }: Pods) => namespace === NAMESPACE;

describe.each([...Object.keys(VARIANTS), ...Object.keys(AWS_VARIANTS)])("%s", (variant) => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateVariant(variant);
    });

    test("denies everything to whatever pods may come", () => {
        expect(specsOf(graph, "NetworkPolicy").get("default-deny")).toEqual({
            podSelector: {},
            policyTypes: ["Ingress", "Egress"],
        });
    });

    test("has a policy for every pod of the namespace", () => {
        const own = policiesOf(graph).filter(({ spec }) => spec.podSelector.matchLabels !== undefined);
        const pods = podsOf(graph).filter(inside);
        expect(pods.filter((some) => policiesFor(own, "egress", some).length === 0)).toEqual([]);
        expect(pods.length).toBeGreaterThan(15);
    });

    test("lets every workload reach those that it needs", () => {
        const policies = policiesOf(graph);
        const pods = podsOf(graph);
        const endOf = (name: string) => pods.find((some) => some.name === name);
        const ranges = namedRanges(graph).filter(({ name }) => name.startsWith("10."));
        const reaches = (from: Pods, name: string) => {
            const to: readonly End[] = [endOf(name) ?? ranges].flat();
            return to.length > 0 && to.some((end) => reachablePorts(policies, from, end).length > 0);
        };
        const needs = workloadsOf(graph).flatMap(({ name, dependsOn }) => {
            const from = endOf(name);
            return from === undefined || !inside(from) ? [] : dependsOn.map((other) => ({ from, other }));
        });
        expect(
            needs
                .filter(({ from, other }) => !reaches(from, other))
                .map(({ from, other }) => `${from.name} -> ${other}`)
                .filter((need) => !THROUGH_ANOTHER.test(need)),
        ).toEqual([]);
        expect(needs.length).toBeGreaterThan(10);
    });

    test("lets Prometheus reach whatever a PodMonitor looks at", () => {
        const policies = policiesOf(graph);
        const pods = podsOf(graph);
        const prometheus = pods.find(({ name }) => name === "prometheus") as Pods;
        const selectors = resourcesOf(graph, "PodMonitor").flatMap(({ inputs }) => {
            const { metadata, spec } = inputs as unknown as PodMonitor;
            return metadata.namespace === NAMESPACE && spec.namespaceSelector === undefined ? [spec.selector] : [];
        });
        const watched = pods
            .filter(inside)
            .filter(({ labels }) => selectors.some((selector) => fits(selector, labels)));
        expect(watched.filter((some) => reachablePorts(policies, prometheus, some).length === 0)).toEqual([]);
        expect(watched.length).toBeGreaterThan(3);
    });
});

/** Workers read from the broker what the API has written there; members of Redis are told by Sentinels, and ask none. */
const THROUGH_ANOTHER = /^dify-(canary-)?api -> dify-(canary-)?worker$|^(.+) -> \3-sentinel$/;

interface PodMonitor {
    readonly metadata: { readonly namespace: string };
    readonly spec: { readonly namespaceSelector?: object; readonly selector: Selector };
}

interface Selector {
    readonly matchLabels?: Readonly<Record<string, string>>;
    readonly matchExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[];
}

function fits(
    { matchLabels = {}, matchExpressions = [] }: Selector,
    labels: Readonly<Record<string, string>>,
): boolean {
    return (
        selects(matchLabels, labels) && matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ""))
    );
}

const OF_DIFY = /^dify-/;

describe("choices of the configuration", () => {
    const linesOf = async (stack: string, change: RawConfig) =>
        reachMatrix(await evaluateStack(stack, change), NAMESPACE);

    test("an ingress controller of the cluster is let in, from its namespace", async () => {
        const lines = await linesOf("onprem", {
            gateway: { kind: "ingress" },
            domain: { ingressNamespace: "traefik" },
        });
        expect(lines.filter((line) => line.startsWith("any pod of traefik"))).toEqual([
            "any pod of traefik -> 5001: dify-api, dify-websocket",
            "any pod of traefik -> 5002: dify-plugin-daemon",
            "any pod of traefik -> 3000: dify-web",
        ]);
    });

    test("another Prometheus and other operators are let in, from wherever they are", async () => {
        const lines = await linesOf("onprem", {
            cluster: { prometheusOperator: true, installOperators: false },
            observability: { enabled: false },
        });
        expect(lines.filter((line) => line.startsWith("any other pod"))).toEqual([
            "any other pod -> 9115: blackbox-exporter",
            "any other pod -> 9121: celery-queues",
            "any other pod -> 5002: dify-plugin-daemon",
            "any other pod -> 9091: milvus-datanode, milvus-mixcoord, milvus-proxy, milvus-querynode, milvus-streamingnode",
            "any other pod -> 2379: milvus-etcd",
            "any other pod -> 5432, 8000, 9127, 9187: postgres",
            "any other pod -> 6379, 9121: redis",
            "any other pod -> 26379: redis-sentinel",
        ]);
    });

    test("where nobody watches, nobody is let in for it", async () => {
        const graph = await evaluateStack("onprem", { observability: { enabled: false } });
        expect(reachMatrix(graph, NAMESPACE).filter((line) => line.startsWith("any other pod"))).toEqual([]);
        expect(JSON.stringify(resourcesOf(graph, "NetworkPolicy"))).not.toContain("9187");
    });

    test("further addresses are open to API and workers alone, further ranges to the proxy alone", async () => {
        const lines = await linesOf("onprem", {
            dify: {
                egress: { allow: [{ cidr: "192.168.1.0/24", ports: [25, 465] }] },
                ssrfProxy: { allowedPrivateRanges: ["192.168.2.0/24"] },
            },
        });
        expect(lines.filter((line) => OF_DIFY.test(line) && line.includes("192.168.1.0/24"))).toEqual([
            "dify-api -> 25, 465: 192.168.1.0/24",
            "dify-worker -> 25, 465: 192.168.1.0/24",
        ]);
        expect(lines.filter((line) => OF_DIFY.test(line) && line.includes("192.168.2.0/24"))).toEqual([
            "dify-ssrf-proxy -> 80, 443, 1025-65535: the internet, 192.168.2.0/24",
        ]);
    });

    test("a store at private addresses is reached there, by plugin daemons as well, and nothing else of the internet is open for it", async () => {
        const lines = await linesOf("onprem", {
            storage: { endpoint: "https://s3.example.com:9000", addresses: ["192.168.3.0/24"] },
        });
        const users = lines
            .filter((line) => line.includes("192.168.3.0/24"))
            .map((line) => line.split(" ")[0])
            // What looks at Dify from outside may look everywhere.
            .filter((name) => name !== "blackbox-exporter");
        expect(users).toEqual([
            ...["dify-api", "dify-beat", "dify-migrate-1-16-1", "dify-plugin-daemon", "dify-websocket", "dify-worker"],
            ...["datanode", "mixcoord", "proxy", "querynode", "streamingnode"].map((name) => `milvus-${name}`),
            ...["postgres", "postgres-dumps", "postgres-dumps-restore-check"],
        ]);
        expect(lines.filter((line) => /^dify-(beat|plugin-daemon) .*the internet/.test(line))).toEqual([]);
    });

    test("counters of rate limits are reached by the gateway", async () => {
        const lines = await linesOf("onprem", { redis: { rateLimits: { enabled: true } } });
        expect(lines).toContain("higress-gateway -> 6379: gateway-redis-primary");
    });

    test("a vector store that the gateway keeps answers in is reached by it", async () => {
        const lines = await linesOf("onprem", {
            redis: { rateLimits: { enabled: true } },
            gateway: {
                models: {
                    providers: [
                        { name: "one", type: "openai", host: "one.example.com", tokens: [{ secret: "t", key: "one" }] },
                    ],
                    consumers: [{ name: "dify" }],
                    cache: {
                        seconds: 60,
                        semantic: {
                            milvusHost: "milvus-milvus.dify.svc.cluster.local",
                            milvusToken: { secret: "milvus", key: "one" },
                            collection: "one",
                            similarity: 0.5,
                            embedding: { provider: "one", type: "openai", model: "one" },
                        },
                    },
                },
            },
        });
        expect(lines).toContain("higress-gateway -> 19530: milvus-proxy");
    });

    test("pods that prove a host name to an authority are let in for it, and out to nobody", async () => {
        const graph = await evaluateStack("onprem");
        const solver = specsOf<{ podSelector: object; egress?: object }>(graph, "NetworkPolicy").get("acme-solver");
        expect(solver).toMatchObject({
            podSelector: { matchLabels: { "acme.cert-manager.io/http01-solver": "true" } },
            ingress: [{ ports: [{ protocol: "TCP", port: 8089 }] }],
        });
        expect(solver?.egress).toBeUndefined();
    });

    test("a cluster that enforces none gets none", async () => {
        const graph = await evaluateStack("onprem", { cluster: { networkPolicies: false } });
        expect(resourcesOf(graph, "NetworkPolicy")).toEqual([]);
    });
});
