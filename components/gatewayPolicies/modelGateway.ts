import * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress";
import { ENVOY_FILTER_API, kubernetesSecret, type ClusterHandle, type GatewayHandle } from "../../contracts";
import { dependenciesOf } from "../shared/dependencies";
import { generatePassword } from "../shared/password";
import { refuse } from "../shared/refuse";
import { createSecret } from "../shared/secret";
import { answerCacheConfig, type AnswerCache } from "./answerCache";
import { MCP_BRIDGE_API } from "./catalogue";
import { countersConfig, type Counters } from "./counters";
import { modelGatewayProblems } from "./modelGatewayProblems";
import { modelProviderConfig, type ModelProvider } from "./modelProvider";
import { fallbackSpec, registries, routeAnnotations, routeName } from "./modelRoutes";
import { tokenQuotaConfig, type Consumer } from "./tokenQuota";
import { createWasmPlugin, secretValue, type WasmPluginArgs } from "./wasmPlugin";

export interface ModelGatewayArgs {
    /** The Secrets that are named are in its namespace. */
    readonly cluster: ClusterHandle;
    readonly gateway: GatewayHandle;
    /** The first answers; each of the others when all before it cannot. At least one, at most ten. */
    readonly providers: readonly ModelProvider[];
    /** Who may use them, each with a key of its own that the program makes. At least one. */
    readonly consumers: readonly Consumer[];
    /** CIDRs that requests may come from: the gateway serves the internet, too. */
    readonly allowedAddresses: readonly string[];
    /** Required for quotas and for `cache`. */
    readonly counters?: Counters;
    /** Give answers again. Default: each question is asked. */
    readonly cache?: AnswerCache;
}

/**
 * Model providers behind the gateway, with one OpenAI-compatible API for all: `http://<address>/v1`, the consumer's key as bearer token. A
 * token that fails is left out until it works, a provider that fails is replaced by the next; usage is counted for each consumer.
 *
 * Its host name is that of the gateway's Service, so that nothing needs a name in DNS.
 */
export class ModelGateway extends pulumi.ComponentResource {
    /** Base URL for Dify's OpenAI-compatible model provider. */
    public readonly url: string;
    /** Secret with the consumers' keys, by their names, in the cluster's namespace. */
    public readonly keys: pulumi.Output<string>;

    /** Throws one ResourceError that names everything wrong with `args`. */
    constructor(name: string, args: ModelGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:ModelGateway", name, args, opts);
        refuse(this, modelGatewayProblems(args));

        const keys = this.createKeys(name, args);
        // The gateway's chart brings the kinds of these.
        const installed = { parent: this, dependsOn: dependenciesOf(opts) };
        this.connectProviders(name, args, installed);
        this.createRoutes(name, args, installed);
        this.createFallbacks(name, args, installed);
        this.plugIn(name, args, keys, installed);

        this.url = `http://${args.gateway.address}/v1`;
        this.keys = keys;
        this.registerOutputs({ url: this.url, keys: this.keys });
    }

    private createKeys(name: string, { cluster, consumers }: ModelGatewayArgs): pulumi.Output<string> {
        const child = { parent: this };
        const stringData = Object.fromEntries(
            consumers.map((consumer) => [consumer.name, generatePassword(`${name}-${consumer.name}`, child)]),
        );
        return createSecret(`${name}-keys`, cluster, { name: `${name}-keys`, stringData }, child).name;
    }

    /** The one that the gateway's controller reads is called `default`. */
    private connectProviders(
        name: string,
        { gateway, providers }: ModelGatewayArgs,
        opts: pulumi.CustomResourceOptions,
    ): void {
        new CustomResource(
            `${name}-providers`,
            {
                apiVersion: MCP_BRIDGE_API,
                kind: "McpBridge",
                metadata: { name: "default", namespace: gateway.namespace },
                spec: { registries: registries(providers) },
            },
            opts,
        );
    }

    private createRoutes(
        name: string,
        { gateway, providers }: ModelGatewayArgs,
        opts: pulumi.CustomResourceOptions,
    ): void {
        providers.forEach((provider, index) => {
            const before = providers[index - 1];
            const route = routeName(name, provider);
            new Ingress(
                route,
                {
                    metadata: {
                        name: route,
                        namespace: gateway.namespace,
                        annotations: {
                            ...routeAnnotations(provider, before && routeName(name, before)),
                            // Its address appears whenever the gateway's controller gets to it.
                            "pulumi.com/skipAwait": "true",
                        },
                    },
                    spec: {
                        ingressClassName: gateway.ingressClass,
                        rules: [
                            {
                                host: gateway.address,
                                http: {
                                    paths: [
                                        {
                                            path: "/v1",
                                            pathType: "Prefix",
                                            backend: {
                                                resource: {
                                                    apiGroup: "networking.higress.io",
                                                    kind: "McpBridge",
                                                    name: "default",
                                                },
                                            },
                                        },
                                    ],
                                },
                            },
                        ],
                    },
                },
                opts,
            );
        });
    }

    private createFallbacks(
        name: string,
        { gateway, providers }: ModelGatewayArgs,
        opts: pulumi.CustomResourceOptions,
    ): void {
        providers.slice(0, -1).forEach((provider) => {
            const route = routeName(name, provider);
            new CustomResource(
                `${route}-fallback`,
                {
                    apiVersion: ENVOY_FILTER_API,
                    kind: "EnvoyFilter",
                    metadata: { name: `${route}-fallback`, namespace: gateway.namespace },
                    spec: fallbackSpec(route, gateway.podLabels),
                },
                opts,
            );
        });
    }

    private plugIn(
        name: string,
        args: ModelGatewayArgs,
        keys: pulumi.Output<string>,
        opts: pulumi.CustomResourceOptions,
    ): void {
        const { cluster, gateway, providers, consumers, counters, cache } = args;
        const namespace = cluster.namespace.name;
        const everyone = { domain: [gateway.address] };
        const limited = consumers.some(({ quota }) => quota !== undefined);
        const plugins: WasmPluginArgs[] = [
            {
                plugin: "ip-restriction",
                rules: [{ ...everyone, config: { ip_source_type: "origin-source", allow: args.allowedAddresses } }],
            },
            { plugin: "key-auth", ...authentication(everyone, consumers, namespace, keys) },
            { plugin: "ai-statistics", rules: [{ ...everyone, config: {} }] },
            ...(counters !== undefined && cache !== undefined
                ? [
                      {
                          plugin: "ai-cache" as const,
                          rules: [{ ...everyone, config: answerCacheConfig(cache, counters, namespace) }],
                      },
                  ]
                : []),
            ...(counters !== undefined && limited
                ? [
                      {
                          plugin: "ai-token-ratelimit" as const,
                          rules: [
                              {
                                  ...everyone,
                                  config: { ...tokenQuotaConfig(consumers), redis: countersConfig(counters) },
                              },
                          ],
                      },
                  ]
                : []),
            {
                plugin: "ai-proxy",
                rules: providers.map((provider) => ({
                    ingress: [routeName(name, provider)],
                    config: modelProviderConfig(provider, namespace),
                })),
            },
        ];
        plugins.forEach((plugin) =>
            createWasmPlugin(`${name}-${plugin.plugin}`, gateway.namespace, { ...plugin, hub: gateway.imageHub }, opts),
        );
    }
}

/** Consumers are known everywhere, and asked for where models are: the rest of the gateway is Dify's, which has keys of its own. */
function authentication(
    where: { readonly domain: readonly string[] },
    consumers: readonly Consumer[],
    namespace: string,
    keys: pulumi.Output<string>,
): Pick<WasmPluginArgs, "everywhere" | "rules"> {
    return {
        everywhere: {
            global_auth: false,
            consumers: consumers.map(({ name }) => ({
                name,
                credential: pulumi.interpolate`Bearer ${secretValue(namespace, kubernetesSecret(keys, name))}`,
            })),
            keys: ["authorization"],
            in_header: true,
            in_query: false,
        },
        rules: [{ ...where, config: { allow: consumers.map(({ name }) => name) } }],
    };
}
