import * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { HIGRESS_HUB, type KubernetesSecretRef } from "../../contracts";
import { PLUGINS, WASM_PLUGIN_API, type PluginName } from "./catalogue";

/** Whom a plugin treats how: every one that a rule names, and nobody else. */
export interface PluginRule {
    /** Host names. */
    readonly domain?: readonly string[];
    /** Ingresses: `<namespace>/<name>`, in the gateway's own namespace `<name>`. */
    readonly ingress?: readonly string[];
    readonly config: object;
}

export interface WasmPluginArgs {
    readonly plugin: PluginName;
    /** Without them, `everywhere` counts. */
    readonly rules?: readonly PluginRule[];
    /** Configuration for every request. */
    readonly everywhere?: object;
    /** Registry that the plugin comes from. Default: Higress' own. */
    readonly hub?: string;
}

/** `spec` of a WasmPlugin. */
export function wasmPluginSpec({ plugin, rules = [], everywhere, hub = HIGRESS_HUB }: WasmPluginArgs) {
    const { tag, phase, priority, failStrategy } = PLUGINS[plugin];
    return {
        url: `oci://${hub}/plugins/${plugin}:${tag}`,
        imagePullPolicy: "IfNotPresent",
        phase,
        priority,
        failStrategy,
        ...(everywhere === undefined
            ? { defaultConfigDisable: true }
            : { defaultConfigDisable: false, defaultConfig: everywhere }),
        matchRules: rules.map((rule) => ({ ...rule, configDisable: false })),
    };
}

/** Registers a plugin in the gateway's namespace, the only one in which the gateway's controller looks for it. */
export function createWasmPlugin(
    name: string,
    gatewayNamespace: string,
    args: WasmPluginArgs,
    opts: pulumi.CustomResourceOptions,
): CustomResource {
    return new CustomResource(
        name,
        {
            apiVersion: WASM_PLUGIN_API,
            kind: "WasmPlugin",
            metadata: { name, namespace: gatewayNamespace },
            spec: wasmPluginSpec(args),
        },
        opts,
    );
}

/**
 * How a plugin's configuration names a value in a Secret of any namespace: the gateway's controller puts it in, and again when the Secret
 * changes (pkg/ingress/config/ingress_template.go at v2.2.4). The value must not need escaping in JSON.
 */
export function secretValue(namespace: string, { name, key }: KubernetesSecretRef): pulumi.Output<string> {
    return pulumi.interpolate`\${secret.${namespace}/${name}.${key}}`;
}
