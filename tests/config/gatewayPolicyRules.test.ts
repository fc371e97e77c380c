import type { RawConfig } from "../../config";
import { linesWith } from "./minimal";

const COUNTING: RawConfig = { redis: { rateLimits: { enabled: true } } };

const provider = (name: string, change: RawConfig = {}): RawConfig => ({
    name,
    type: "openai",
    host: `${name}.example.com`,
    tokens: [{ secret: "tokens", key: name }],
    ...change,
});

const policies = (gateway: RawConfig): RawConfig => ({ ...COUNTING, gateway });

test("limits, addresses, firewall and models can be asked for together", () => {
    const lines = linesWith(
        policies({
            rateLimits: { perKey: "100/second", perAddress: "3000/minute" },
            addresses: { deny: ["203.0.113.0/24"] },
            firewall: "detect",
            models: {
                providers: [provider("openai"), provider("qwen", { type: "qwen" })],
                consumers: [{ name: "dify", quota: "1000000/day" }],
                cache: { seconds: 300 },
            },
        }),
    );
    expect(lines).toEqual([]);
});

const RATE = "must be <whole number>/<second|minute|hour|day>: 100/second are 100 QPS, 100/minute are 1.7 QPS";

test.each<[title: string, change: RawConfig, lines: string[]]>([
    [
        "a rate in a unit of its own",
        policies({ rateLimits: { perKey: "100 QPS", perAddress: "100/min" } }),
        [`gateway.rateLimits.perKey = "100 QPS": ${RATE}`, `gateway.rateLimits.perAddress = "100/min": ${RATE}`],
    ],
    [
        "a number without a unit",
        policies({ rateLimits: { perKey: 100 } }),
        [`gateway.rateLimits.perKey = 100: ${RATE}`],
    ],
    [
        "a field that there is not",
        policies({ models: { providers: [provider("openai", { timeout: 5 })], consumers: [{ name: "dify" }] } }),
        [
            "gateway.models.providers.0.timeout: unknown key; valid keys here: name, type, host, tokens, healthCheckModel, models",
        ],
    ],
    [
        "counting without a Redis",
        {
            gateway: {
                rateLimits: { perKey: "1/second" },
                models: {
                    providers: [provider("openai")],
                    consumers: [{ name: "dify", quota: "5/day" }],
                    cache: { seconds: 60 },
                },
            },
        },
        [
            'gateway.rateLimits.perKey = "1/second": needs redis.rateLimits.enabled: true: gateways count together in that Redis',
            'gateway.models.consumers.0.quota = "5/day": needs redis.rateLimits.enabled: true: gateways count together in that Redis',
            'gateway.models.cache = {"seconds":60}: needs redis.rateLimits.enabled: true: gateways count together in that Redis',
        ],
    ],
    [
        "an ingress controller of the cluster",
        {
            gateway: { kind: "ingress", firewall: "block", addresses: { allow: ["10.0.0.0/8"] } },
        },
        [
            'gateway.addresses.allow = ["10.0.0.0/8"]: needs gateway.kind: higress, whose plugins see to it',
            'gateway.firewall = "block": needs gateway.kind: higress, whose plugins see to it',
        ],
    ],
    [
        "no host name to guard",
        { environment: "staging", domain: { host: undefined, tlsSecret: undefined }, gateway: { firewall: "block" } },
        ['gateway.firewall = "block": needs domain.host, which it is to guard'],
    ],
    [
        "some allowed and some denied",
        { gateway: { addresses: { allow: ["10.0.0.0/8"], deny: ["10.1.0.0/16"] } } },
        [
            'gateway.addresses.deny = ["10.1.0.0/16"]: must be empty with gateway.addresses.allow: whoever is not allowed is denied',
        ],
    ],
    [
        "providers that nobody may ask",
        { gateway: { models: { providers: [provider("openai")] } } },
        ["gateway.models.consumers: missing; gateway.models.providers needs at least one"],
    ],
    [
        "consumers without a provider",
        { gateway: { models: { consumers: [{ name: "dify" }] } } },
        ["gateway.models.providers: missing; there is nobody to ask"],
    ],
    [
        "names given twice, and tokens that never come back",
        {
            gateway: {
                models: {
                    providers: [
                        provider("openai"),
                        provider("openai", { tokens: ["a", "b"].map((key) => ({ secret: "tokens", key })) }),
                    ],
                    consumers: [{ name: "dify" }, { name: "dify" }],
                },
            },
        },
        [
            'gateway.models.providers.1.name = "openai": must not be given twice',
            'gateway.models.consumers.1.name = "dify": must not be given twice',
            "gateway.models.providers.1.healthCheckModel: missing; with several tokens, one that failed is tried with it until it works again",
        ],
    ],
    [
        "an embedding by nobody",
        policies({
            models: {
                providers: [provider("openai")],
                consumers: [{ name: "dify" }],
                cache: {
                    seconds: 60,
                    semantic: {
                        milvusHost: "milvus.dify.svc.cluster.local",
                        milvusToken: { secret: "milvus", key: "token" },
                        collection: "answers",
                        similarity: 0.9,
                        embedding: { provider: "qwen", type: "dashscope", model: "text-embedding-v3" },
                    },
                },
            },
        }),
        ['gateway.models.cache.semantic.embedding.provider = "qwen": must be one of gateway.models.providers: openai'],
    ],
])("%s", (_, change, lines) => {
    expect(linesWith(change)).toEqual(lines);
});
