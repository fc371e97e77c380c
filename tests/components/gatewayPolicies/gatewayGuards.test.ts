import type { ResourceGraph } from "../../../analysis/graph";
import { GatewayGuards, type GatewayGuardsArgs } from "../../../components/gatewayPolicies/gatewayGuards";
import { kubernetesSecret } from "../../../contracts";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { GATEWAY } from "../../support/gatewayHandle";
import { inputsOf, resourceOf, resourcesOf } from "../../support/graph";

const COUNTERS = {
    redis: {
        kind: "primary",
        host: "gateway-redis-primary.dify.svc.cluster.local",
        port: 6379,
        tls: false,
        password: kubernetesSecret("gateway-redis-auth", "password"),
        servedBy: "gateway-redis-primary",
    },
    namespace: "dify",
} as const;

const ALL: GatewayGuardsArgs = {
    gateway: GATEWAY,
    host: "dify.example.com",
    limits: {
        perKey: { amount: 100, per: "second" },
        perAddress: { amount: 3000, per: "minute" },
        counters: COUNTERS,
    },
    addresses: { allow: ["203.0.113.0/24"] },
    firewall: { mode: "block", ingresses: ["dify/dify"] },
};

const evaluated = (change: Partial<GatewayGuardsArgs> = {}) =>
    evaluateComponent(
        (opts) => new GatewayGuards("guards", { ...ALL, ...change }, { ...opts, dependsOn: new Elsewhere("gateway") }),
    );

const specOf = (graph: ResourceGraph, plugin: string) =>
    inputsOf(graph, "WasmPlugin", `guards-${plugin}`)["spec"] as Record<string, unknown>;

describe("everything asked for", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("is a plugin each, in the gateway's namespace, after the gateway that brings their kind", () => {
        expect(
            resourcesOf(graph, "WasmPlugin")
                .map(({ name }) => name)
                .sort(),
        ).toEqual(["guards-cluster-key-rate-limit", "guards-ip-restriction", "guards-waf"]);
        const limit = resourceOf(graph, "WasmPlugin", "guards-cluster-key-rate-limit");
        expect(limit.inputs["metadata"]).toEqual({
            name: "guards-cluster-key-rate-limit",
            namespace: "higress-system",
        });
        expect(limit.dependencies.map((urn) => urn.split("::").at(-1))).toContain("gateway");
    });

    test("limits count each API key and each address, all gateways together, in the units given", () => {
        expect(specOf(graph, "cluster-key-rate-limit")).toEqual({
            url: "oci://higress-registry.cn-hangzhou.cr.aliyuncs.com/plugins/cluster-key-rate-limit:2.0.1",
            imagePullPolicy: "IfNotPresent",
            phase: "UNSPECIFIED_PHASE",
            priority: 20,
            failStrategy: "FAIL_OPEN",
            defaultConfigDisable: true,
            matchRules: [
                {
                    domain: ["dify.example.com"],
                    config: {
                        rule_name: "dify",
                        rule_items: [
                            {
                                limit_by_per_header: "authorization",
                                limit_keys: [{ key: "regexp:^Bearer (app|dataset)-.+$", query_per_second: 100 }],
                            },
                            {
                                limit_by_per_ip: "from-remote-addr",
                                limit_keys: [
                                    { key: "0.0.0.0/0", query_per_minute: 3000 },
                                    { key: "::/0", query_per_minute: 3000 },
                                ],
                            },
                        ],
                        rejected_code: 429,
                        rejected_msg: "Too many requests",
                        show_limit_quota_header: true,
                        redis: {
                            service_name: "gateway-redis-primary.dify.svc.cluster.local",
                            service_port: 6379,
                            password: "${secret.dify/gateway-redis-auth.password}",
                            timeout: 200,
                        },
                    },
                    configDisable: false,
                },
            ],
        });
    });

    test("addresses are those of the connection, and nobody passes when they cannot be checked", () => {
        expect(specOf(graph, "ip-restriction")).toMatchObject({
            phase: "AUTHN",
            priority: 210,
            failStrategy: "FAIL_CLOSE",
            matchRules: [{ config: { ip_source_type: "origin-source", allow: ["203.0.113.0/24"] } }],
        });
    });

    test("the firewall reads no bodies, and only where nothing streams", () => {
        expect(specOf(graph, "waf")["matchRules"]).toEqual([
            {
                ingress: ["dify/dify"],
                config: {
                    useCRS: true,
                    secRules: ["SecRuleEngine On", "SecRequestBodyAccess Off", "SecResponseBodyAccess Off"],
                },
                configDisable: false,
            },
        ]);
    });
});

test("detecting refuses nothing", async () => {
    const graph = await evaluated({ firewall: { mode: "detect", ingresses: ["dify/dify"] } });
    expect(specOf(graph, "waf")).toMatchObject({
        matchRules: [{ config: { secRules: expect.arrayContaining(["SecRuleEngine DetectionOnly"]) as unknown } }],
    });
});

test("what was not asked for is not there, and plugins come from the mirror", async () => {
    const graph = await evaluated({
        gateway: { ...GATEWAY, imageHub: "registry.example.com/higress" },
        limits: { perKey: { amount: 5, per: "day" }, counters: COUNTERS },
        addresses: undefined,
        firewall: undefined,
    });
    expect(resourcesOf(graph, "WasmPlugin").map(({ name }) => name)).toEqual(["guards-cluster-key-rate-limit"]);
    const spec = specOf(graph, "cluster-key-rate-limit");
    expect(spec["url"]).toBe("oci://registry.example.com/higress/plugins/cluster-key-rate-limit:2.0.1");
    expect(spec).toMatchObject({
        matchRules: [{ config: { rule_items: [{ limit_keys: [{ query_per_day: 5 }] }] } }],
    });
});
