import * as pulumi from "@pulumi/pulumi";
import { answerCacheConfig } from "../../../components/gatewayPolicies/answerCache";
import { PLUGINS, type PluginName } from "../../../components/gatewayPolicies/catalogue";
import { countersConfig } from "../../../components/gatewayPolicies/counters";
import { firewallConfig } from "../../../components/gatewayPolicies/firewall";
import { modelProviderConfig } from "../../../components/gatewayPolicies/modelProvider";
import { requestLimitsConfig } from "../../../components/gatewayPolicies/requestLimits";
import { tokenQuotaConfig } from "../../../components/gatewayPolicies/tokenQuota";
import { kubernetesSecret } from "../../../contracts";
import { pluginSpec, schemaProblems, SCHEMAS_ARE_THERE } from "./pluginSchemas";

const COUNTERS = {
    redis: {
        kind: "primary",
        host: "redis.dify.svc.cluster.local",
        port: 6379,
        tls: false,
        password: kubernetesSecret("redis", "password"),
        servedBy: "redis",
    },
    namespace: "dify",
} as const;

const SECRET = kubernetesSecret("tokens", "one");

/** Fullest configuration of each plugin. */
const CONFIGURATIONS: readonly [PluginName, "everywhere" | "rule", object][] = [
    [
        "cluster-key-rate-limit",
        "rule",
        {
            ...requestLimitsConfig({ perKey: { amount: 1, per: "second" }, perAddress: { amount: 1, per: "hour" } }),
            redis: countersConfig(COUNTERS),
        },
    ],
    ["ip-restriction", "rule", { ip_source_type: "origin-source", allow: ["10.0.0.0/8"] }],
    ["ip-restriction", "rule", { ip_source_type: "origin-source", deny: ["10.0.0.0/8"] }],
    ["waf", "rule", firewallConfig("block")],
    [
        "key-auth",
        "everywhere",
        {
            global_auth: false,
            consumers: [{ name: "dify", credential: "Bearer key" }],
            keys: ["authorization"],
            in_header: true,
            in_query: false,
        },
    ],
    ["key-auth", "rule", { allow: ["dify"] }],
    [
        "ai-token-ratelimit",
        "rule",
        {
            ...tokenQuotaConfig([{ name: "dify", quota: { amount: 1, per: "minute" } }]),
            redis: countersConfig(COUNTERS),
        },
    ],
    [
        "ai-proxy",
        "rule",
        modelProviderConfig(
            {
                name: "openai",
                type: "openai",
                host: "api.openai.com",
                tokens: [SECRET, SECRET],
                healthCheckModel: "m",
                models: { "*": "m" },
            },
            "dify",
        ),
    ],
    [
        "ai-cache",
        "everywhere",
        answerCacheConfig(
            {
                seconds: 1,
                semantic: {
                    milvusHost: "milvus.dify.svc.cluster.local",
                    milvusToken: SECRET,
                    collection: "answers",
                    similarity: 0.9,
                    embedding: { provider: "openai", type: "openai", host: "h.example.com", model: "m", token: SECRET },
                },
            },
            COUNTERS,
            "dify",
        ),
    ],
];

const known = (config: object) =>
    new Promise<object>((resolve) => {
        pulumi.output(config).apply(resolve);
    });

if (SCHEMAS_ARE_THERE) {
    test.each(CONFIGURATIONS)("%s takes its configuration (%s)", async (plugin, scope, config) => {
        expect(schemaProblems(plugin, await known(config), scope)).toEqual([]);
    });

    test.each(Object.entries(PLUGINS))("%s has the place in the chain that it is made for", (name, plugin) => {
        const { phase, priority } = pluginSpec(name as PluginName);
        expect({ phase: phase === "default" ? "UNSPECIFIED_PHASE" : phase, priority }).toEqual({
            phase: plugin.phase,
            priority: plugin.priority,
        });
    });

    test("a field that a plugin does not know is found", () => {
        expect(schemaProblems("waf", { useCRS: true, rules: [] }, "rule")).toEqual([
            " should NOT have additional properties",
        ]);
    });
} else {
    test("schemas of the plugins are not on this machine: configurations are compared by value only", () => {
        expect(SCHEMAS_ARE_THERE).toBe(false);
    });
}
