import type { ResourceGraph } from "../../analysis/graph";
import type { RawConfig } from "../../config";
import { evaluateStack } from "./evaluation";

interface Variant {
    readonly stack: string;
    readonly change: RawConfig;
}

/**
 * Stacks with the whole data tier in the cluster, on which the rules about it are tried: the repository's, and those with everything
 * and with the least.
 */
export const VARIANTS: Readonly<Record<string, Variant>> = {
    local: { stack: "local", change: {} },
    onprem: { stack: "onprem", change: {} },
    everything: {
        stack: "onprem",
        change: {
            dify: {
                collaboration: false,
                eventBus: "cluster",
                ssrfProxy: { allowedPrivateRanges: ["10.20.0.0/16"] },
                canary: { enabled: true, header: { name: "X-Canary", value: "yes" } },
            },
            postgres: { pooler: { enabled: true } },
            redis: { cluster: { enabled: true }, rateLimits: { enabled: true } },
            storage: {
                credentialsSecret: undefined,
                accessKeyId: "AKIA-of-the-object-store",
                secretAccessKey: "secret-access-key-of-the-object-store",
            },
        },
    },
    least: {
        stack: "local",
        change: {
            zones: ["zone-a"],
            allowSingleZone: true,
            dify: { collaboration: false },
            postgres: { replicas: 1 },
            redis: { replicas: 2 },
        },
    },
};

/** Variants without collaboration, and so without the websocket service. */
const WITHOUT_WEBSOCKET = ["everything", "least"];

/** Whether a variant runs the websocket service. */
export function hasWebsocket(variant: string): boolean {
    return !WITHOUT_WEBSOCKET.includes(variant);
}

/** Whether a variant runs a canary. */
export function hasCanary(variant: string): boolean {
    return variant === "everything";
}

/** Names of the variants, for `describe.each`. */
export const VARIANT_NAMES = Object.keys(VARIANTS);

/** Stacks on AWS. */
export const AWS_VARIANTS: Readonly<Record<string, Variant>> = {
    prod: { stack: "prod", change: {} },
    staging: { stack: "staging", change: {} },
    k3s: { stack: "prod", change: { cluster: { kind: "k3s" } } },
    aurora: { stack: "prod", change: { dr: { region: undefined }, postgres: { engine: "aurora" } } },
    "data tier in the cluster": {
        stack: "prod",
        change: {
            dr: { region: undefined },
            postgres: { engine: "cloudnativepg" },
            redis: { engine: "operator" },
        },
    },
};

/** Evaluates a variant. */
export function evaluateVariant(name: string): Promise<ResourceGraph> {
    const variant = VARIANTS[name] ?? AWS_VARIANTS[name];
    if (variant === undefined) {
        throw new Error(`no variant ${name}`);
    }
    return evaluateStack(variant.stack, variant.change);
}
