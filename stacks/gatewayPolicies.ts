import type * as pulumi from "@pulumi/pulumi";
import { GatewayGuards } from "../components/gatewayPolicies/gatewayGuards";
import { ModelGateway } from "../components/gatewayPolicies/modelGateway";
import type { StackConfig } from "../config";
import {
    kubernetesSecret,
    parseRate,
    type ClusterHandle,
    type GatewayHandle,
    type PrimaryEndpoint,
} from "../contracts";

/** What the gateway lets through, and model providers behind it. */

interface PolicyBase {
    readonly cluster: ClusterHandle;
    readonly gateway: GatewayHandle;
    /** Redis in which gateways count together. */
    readonly redis: PrimaryEndpoint | undefined;
    /** Ingresses of Dify whose answers are not streamed, `<namespace>/<name>`. */
    readonly inspectable: readonly string[];
    readonly opts: pulumi.ComponentResourceOptions;
}

/** Where models are to be had: what Dify's model provider of type "OpenAI-API-compatible" asks for. */
export interface ModelAccess {
    readonly url: string;
    /** Secret with the keys, by consumer. */
    readonly keys: pulumi.Output<string>;
}

/** Whether a plugin of the gateway calls a Service that no route leads to. */
export function pluginsCallServices({ redis }: StackConfig): boolean {
    return redis.rateLimits.enabled;
}

export function createGuards({ domain, gateway: policies }: StackConfig, base: PolicyBase): void {
    const { rateLimits: limits, addresses, firewall } = policies;
    const { allow, deny } = addresses;
    const counters = countersOf(base);
    const limited = limits.perKey !== undefined || limits.perAddress !== undefined;
    const filtered = allow.length > 0 || deny.length > 0;
    if (domain.host === undefined || !(limited || filtered || firewall !== "off")) {
        return;
    }
    new GatewayGuards(
        "guards",
        {
            gateway: base.gateway,
            host: domain.host,
            limits:
                limited && counters !== undefined
                    ? { perKey: rateOf(limits.perKey), perAddress: rateOf(limits.perAddress), counters }
                    : undefined,
            addresses: filtered ? (allow.length > 0 ? { allow } : { deny }) : undefined,
            firewall: firewall === "off" ? undefined : { mode: firewall, ingresses: base.inspectable },
        },
        base.opts,
    );
}

export function createModelGateway({ gateway: { models } }: StackConfig, base: PolicyBase): ModelAccess | undefined {
    const { providers, consumers, allowedAddresses, cache } = models;
    if (providers.length === 0) {
        return undefined;
    }
    const { url, keys } = new ModelGateway(
        "models",
        {
            cluster: base.cluster,
            gateway: base.gateway,
            providers: providers.map((provider) => ({ ...provider, tokens: provider.tokens.map(refOf) })),
            consumers: consumers.map(({ name, quota }) => ({ name, quota: rateOf(quota) })),
            allowedAddresses,
            counters: countersOf(base),
            cache: cache && {
                seconds: cache.seconds,
                semantic: cache.semantic && semanticOf(cache.semantic, providers),
            },
        },
        base.opts,
    );
    return { url, keys };
}

type Models = StackConfig["gateway"]["models"];

function semanticOf(
    { milvusToken, embedding, ...semantic }: NonNullable<NonNullable<Models["cache"]>["semantic"]>,
    providers: Models["providers"],
) {
    const provider = providers.find(({ name }) => name === embedding.provider);
    // The configuration insists on both.
    const { host = "", tokens: [token = { secret: "", key: "" }] = [] } = provider ?? {};
    return { ...semantic, milvusToken: refOf(milvusToken), embedding: { ...embedding, host, token: refOf(token) } };
}

function countersOf({ redis, cluster }: PolicyBase) {
    return redis && { redis, namespace: cluster.namespace.name };
}

function rateOf(text: string | undefined) {
    return text === undefined ? undefined : parseRate(text);
}

function refOf({ secret, key }: { secret: string; key: string }) {
    return kubernetesSecret(secret, key);
}
