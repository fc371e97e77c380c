import type { ResourceGraph } from "../../../analysis/graph";
import { ModelGateway, type ModelGatewayArgs } from "../../../components/gatewayPolicies/modelGateway";
import { kubernetesSecret, PRIVATE_ADDRESSES } from "../../../contracts";
import { clusterHandle } from "../../support/cluster";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { GATEWAY } from "../../support/gatewayHandle";
import { inputsOf, resourcesOf } from "../../support/graph";

const ARGS: ModelGatewayArgs = {
    cluster: clusterHandle(),
    gateway: GATEWAY,
    providers: [
        {
            name: "openai",
            type: "openai",
            host: "api.openai.com",
            tokens: [kubernetesSecret("model-tokens", "openai-1"), kubernetesSecret("model-tokens", "openai-2")],
            healthCheckModel: "gpt-4o-mini",
        },
        {
            name: "qwen",
            type: "qwen",
            host: "dashscope.aliyuncs.com",
            tokens: [kubernetesSecret("model-tokens", "qwen")],
            models: { "*": "qwen-max" },
        },
        {
            name: "deepseek",
            type: "deepseek",
            host: "api.deepseek.com",
            tokens: [kubernetesSecret("model-tokens", "deepseek")],
        },
    ],
    consumers: [{ name: "dify", quota: { amount: 1000000, per: "day" } }, { name: "batch" }],
    allowedAddresses: PRIVATE_ADDRESSES,
    counters: {
        redis: {
            kind: "primary",
            host: "gateway-redis-primary.dify.svc.cluster.local",
            port: 6379,
            tls: false,
            password: kubernetesSecret("gateway-redis-auth", "password"),
            servedBy: "gateway-redis-primary",
        },
        namespace: "dify",
    },
    cache: { seconds: 300 },
};

const evaluated = (change: Partial<ModelGatewayArgs> = {}) =>
    evaluateComponent(
        (opts) => new ModelGateway("models", { ...ARGS, ...change }, { ...opts, dependsOn: new Elsewhere("gateway") }),
    );

const specOf = (graph: ResourceGraph, kind: string, name: string) =>
    inputsOf(graph, kind, name)["spec"] as Record<string, unknown>;

const rulesOf = (graph: ResourceGraph, plugin: string) =>
    specOf(graph, "WasmPlugin", `models-${plugin}`)["matchRules"] as { config: Record<string, unknown> }[];

describe("three providers, two consumers", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("plugins act in this order: who, what is counted, what is known already, what is left of the quota, whom to ask", () => {
        const plugins = resourcesOf(graph, "WasmPlugin");
        const places = plugins.map(({ inputs }) => inputs["spec"] as { phase: string; priority: number });
        const names = plugins.map(({ name }) => name.replace("models-", ""));
        const order = names
            .map((name, index) => ({ name, ...places[index] }))
            .sort(
                (one, other) =>
                    Number(other.phase === "AUTHN") - Number(one.phase === "AUTHN") ||
                    (other.priority ?? 0) - (one.priority ?? 0),
            )
            .map(({ name }) => name);
        expect(order).toEqual([
            "key-auth",
            "ip-restriction",
            "ai-statistics",
            "ai-cache",
            "ai-token-ratelimit",
            "ai-proxy",
        ]);
    });

    test("every provider is a service behind HTTPS", () => {
        expect(inputsOf(graph, "McpBridge", "models-providers")).toMatchObject({
            metadata: { name: "default", namespace: "higress-system" },
            spec: {
                registries: [
                    {
                        name: "openai",
                        type: "dns",
                        domain: "api.openai.com",
                        port: 443,
                        protocol: "https",
                        sni: "api.openai.com",
                    },
                    { name: "qwen", domain: "dashscope.aliyuncs.com" },
                    { name: "deepseek", domain: "api.deepseek.com" },
                ],
            },
        });
    });

    test.each([
        ["openai", undefined],
        ["qwen", "models-openai"],
        ["deepseek", "models-qwen"],
    ])("%s takes requests that failed at %s", (name, before) => {
        const { metadata, spec } = inputsOf<{
            metadata: { namespace: string; annotations: Record<string, string> };
            spec: { rules: unknown[] };
        }>(graph, "Ingress", `models-${name}`);
        expect(metadata.annotations["higress.io/destination"]).toBe(`${name}.dns:443`);
        expect(metadata.annotations["higress.io/exact-match-header-x-higress-fallback-from"]).toBe(before);
        expect(metadata.annotations["higress.io/proxy-next-upstream"]).toBe("off");
        expect(metadata.namespace).toBe("higress-system");
        expect(spec.rules).toEqual([
            {
                host: "higress-gateway.higress-system.svc.cluster.local",
                http: {
                    paths: [
                        {
                            path: "/v1",
                            pathType: "Prefix",
                            backend: {
                                resource: { apiGroup: "networking.higress.io", kind: "McpBridge", name: "default" },
                            },
                        },
                    ],
                },
            },
        ]);
    });

    test("all but the last send on what failed with 5xx, 401, 403 or 429", () => {
        const filters = resourcesOf(graph, "EnvoyFilter");
        expect(filters.map(({ name }) => name)).toEqual(["models-openai-fallback", "models-qwen-fallback"]);
        const text = JSON.stringify(specOf(graph, "EnvoyFilter", "models-qwen-fallback"));
        expect(text).toContain('"route":{"name":"models-qwen"}');
        expect(text).toContain('"header":{"key":"x-higress-fallback-from","value":"models-qwen"}');
        expect([...text.matchAll(/"value_match":\{"exact":"(\w+)"\}/g)].map(([, code]) => code)).toEqual([
            "5xx",
            "401",
            "403",
            "429",
        ]);
    });

    test("tokens are named, not shown, and one of several that fails is left out until its model answers", () => {
        const [openai, qwen] = rulesOf(graph, "ai-proxy");
        expect(openai).toEqual({
            ingress: ["models-openai"],
            config: {
                provider: {
                    type: "openai",
                    protocol: "openai",
                    apiTokens: ["${secret.dify/model-tokens.openai-1}", "${secret.dify/model-tokens.openai-2}"],
                    failover: {
                        enabled: true,
                        failureThreshold: 3,
                        successThreshold: 1,
                        healthCheckInterval: 5000,
                        healthCheckTimeout: 5000,
                        healthCheckModel: "gpt-4o-mini",
                        failoverOnStatus: ["401", "403", "429", "5.*"],
                    },
                    retryOnFailure: {
                        enabled: true,
                        maxRetries: 1,
                        retryTimeout: 30000,
                        retryOnStatus: ["401", "403", "429", "5.*"],
                    },
                },
            },
            configDisable: false,
        });
        expect(qwen?.config).toEqual({
            provider: {
                type: "qwen",
                protocol: "openai",
                apiTokens: ["${secret.dify/model-tokens.qwen}"],
                modelMapping: { "*": "qwen-max" },
            },
        });
    });

    test("each consumer has a key of its own, which no configuration shows", () => {
        expect(specOf(graph, "WasmPlugin", "models-key-auth")).toMatchObject({
            failStrategy: "FAIL_CLOSE",
            defaultConfigDisable: false,
            defaultConfig: {
                global_auth: false,
                consumers: [
                    { name: "dify", credential: "Bearer ${secret.dify/models-keys.dify}" },
                    { name: "batch", credential: "Bearer ${secret.dify/models-keys.batch}" },
                ],
                keys: ["authorization"],
                in_header: true,
                in_query: false,
            },
        });
        expect(rulesOf(graph, "key-auth")[0]?.config).toEqual({ allow: ["dify", "batch"] });
        expect(inputsOf(graph, "Secret", "models-keys")["stringData"]).toHaveProperty("dify");
        expect(inputsOf(graph, "Secret", "models-keys")["stringData"]).toHaveProperty("batch");
    });

    test("only the consumer with a quota is limited, in tokens a day", () => {
        expect(rulesOf(graph, "ai-token-ratelimit")[0]?.config).toMatchObject({
            rule_items: [{ limit_by_consumer: "", limit_keys: [{ key: "dify", token_per_day: 1000000 }] }],
            redis: { password: "${secret.dify/gateway-redis-auth.password}" },
        });
    });

    test("answers are given again to whole conversations that are equal, for five minutes", () => {
        expect(rulesOf(graph, "ai-cache")[0]?.config).toEqual({
            cache: {
                type: "redis",
                serviceName: "gateway-redis-primary.dify.svc.cluster.local",
                servicePort: 6379,
                password: "${secret.dify/gateway-redis-auth.password}",
                timeout: 200,
                cacheTTL: 300,
                cacheKeyPrefix: "answers:",
            },
            cacheKeyStrategy: "allQuestions",
            enableSemanticCache: false,
        });
    });

    test("nobody on the internet reaches it", () => {
        expect(rulesOf(graph, "ip-restriction")[0]?.config).toEqual({
            ip_source_type: "origin-source",
            allow: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"],
        });
    });

    test("what the gateway's chart brings the kinds of waits for it", () => {
        const waiting = ["WasmPlugin", "McpBridge", "EnvoyFilter"].flatMap((kind) => resourcesOf(graph, kind));
        waiting.forEach(({ dependencies }) => {
            expect(dependencies.join()).toContain("::gateway");
        });
        expect(waiting).toHaveLength(9);
    });
});

test("without quotas and cache nothing is counted", async () => {
    const graph = await evaluated({ consumers: [{ name: "dify" }], counters: undefined, cache: undefined });
    const names = resourcesOf(graph, "WasmPlugin").map(({ name }) => name);
    expect(names).not.toContain("models-ai-token-ratelimit");
    expect(names).not.toContain("models-ai-cache");
});

test("a semantic cache looks for what means the same in Milvus, by an embedding of one of the providers", async () => {
    const graph = await evaluated({
        cache: {
            seconds: 60,
            semantic: {
                milvusHost: "milvus-milvus.dify.svc.cluster.local",
                milvusToken: kubernetesSecret("milvus-cache", "token"),
                collection: "answers",
                similarity: 0.95,
                embedding: {
                    provider: "openai",
                    type: "openai",
                    host: "api.openai.com",
                    model: "text-embedding-3-small",
                    token: kubernetesSecret("model-tokens", "openai-1"),
                },
            },
        },
    });
    expect(rulesOf(graph, "ai-cache")[0]?.config).toMatchObject({
        enableSemanticCache: true,
        vector: {
            type: "milvus",
            serviceName: "milvus-milvus.dify.svc.cluster.local",
            servicePort: 19530,
            apiKey: "${secret.dify/milvus-cache.token}",
            collectionID: "answers",
            threshold: 0.95,
            thresholdRelation: "gte",
        },
        embedding: {
            type: "openai",
            serviceName: "openai.dns",
            serviceHost: "api.openai.com",
            servicePort: 443,
            apiKey: "${secret.dify/model-tokens.openai-1}",
            model: "text-embedding-3-small",
        },
    });
});

test("everything wrong is refused at once", async () => {
    const [openai] = ARGS.providers;
    await expect(
        evaluated({
            providers:
                openai === undefined
                    ? []
                    : [
                          { ...openai, healthCheckModel: undefined },
                          { ...openai, tokens: [] },
                      ],
            counters: undefined,
            allowedAddresses: [],
        }),
    ).rejects.toThrow(
        [
            'providers = "openai": a name of its own for each provider',
            "allowedAddresses = []: at least one range: an empty list lets everybody in",
            "providers[0].healthCheckModel: the model that a failed token of openai is tried with: without one, it would never come back",
            "providers[1].tokens = []: at least one token for openai",
            "counters: a Redis, in which the gateways count tokens together",
            "counters: a Redis, which keeps the answers to be given again",
        ].join("\n"),
    );
});
