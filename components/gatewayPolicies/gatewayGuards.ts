import * as pulumi from "@pulumi/pulumi";
import type { GatewayHandle } from "../../contracts";
import { dependenciesOf } from "../shared/dependencies";
import { countersConfig, type Counters } from "./counters";
import { firewallConfig, type FirewallMode } from "./firewall";
import { requestLimitsConfig, type RequestLimits } from "./requestLimits";
import { createWasmPlugin, type WasmPluginArgs } from "./wasmPlugin";

export interface GatewayGuardsArgs {
    readonly gateway: GatewayHandle;
    /** Public host name of Dify: what is guarded. */
    readonly host: string;
    /** How often clients may come, counted by all gateways together. A client beyond it gets 429. Default: as often as they like. */
    readonly limits?: RequestLimits & { readonly counters: Counters };
    /**
     * CIDRs that may come in (`allow`), or may not (`deny`). Others get 403. The address is that of the connection, as the load balancer
     * hands it on. Default: all may.
     */
    readonly addresses?: { readonly allow: readonly string[] } | { readonly deny: readonly string[] };
    /**
     * Firewall for the Ingresses named (`<namespace>/<name>`). Not for those that stream: the plugin holds back a whole answer.
     * Default: none.
     */
    readonly firewall?: { readonly mode: FirewallMode; readonly ingresses: readonly string[] };
}

/** Guards in front of Dify: who may come, how often, and what is refused at sight. */
export class GatewayGuards extends pulumi.ComponentResource {
    constructor(name: string, args: GatewayGuardsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:GatewayGuards", name, args, opts);
        const { host } = args;

        const plugins: WasmPluginArgs[] = [
            ...(args.addresses === undefined ? [] : [restrictAddresses(host, args.addresses)]),
            ...(args.limits === undefined ? [] : [limitRequests(host, args.limits)]),
            ...(args.firewall === undefined ? [] : [inspect(args.firewall)]),
        ];
        plugins.forEach((plugin) =>
            createWasmPlugin(
                `${name}-${plugin.plugin}`,
                args.gateway.namespace,
                { ...plugin, hub: args.gateway.imageHub },
                { parent: this, dependsOn: dependenciesOf(opts) },
            ),
        );
        this.registerOutputs();
    }
}

function restrictAddresses(host: string, addresses: NonNullable<GatewayGuardsArgs["addresses"]>): WasmPluginArgs {
    return {
        plugin: "ip-restriction",
        rules: [{ domain: [host], config: { ip_source_type: "origin-source", ...addresses } }],
    };
}

function limitRequests(host: string, limits: NonNullable<GatewayGuardsArgs["limits"]>): WasmPluginArgs {
    return {
        plugin: "cluster-key-rate-limit",
        rules: [{ domain: [host], config: { ...requestLimitsConfig(limits), redis: countersConfig(limits.counters) } }],
    };
}

function inspect({ mode, ingresses }: NonNullable<GatewayGuardsArgs["firewall"]>): WasmPluginArgs {
    return { plugin: "waf", rules: [{ ingress: ingresses, config: firewallConfig(mode) }] };
}
