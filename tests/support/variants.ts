import type { ResourceGraph } from "../../analysis/graph";
import type { RawConfig } from "../../config";
import { evaluateStack } from "./evaluation";

/** Stacks that rules about all stacks are tried on: the repository's, and those with everything and with the least. */
export const VARIANTS: Readonly<Record<string, { readonly stack: string; readonly change: RawConfig }>> = {
    local: { stack: "local", change: {} },
    staging: { stack: "staging", change: {} },
    prod: { stack: "prod", change: {} },
    everything: {
        stack: "prod",
        change: {
            dify: { collaboration: false, eventBus: "cluster", ssrfProxy: { allowedPrivateRanges: ["10.20.0.0/16"] } },
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

/** Names of the variants, for `describe.each`. */
export const VARIANT_NAMES = Object.keys(VARIANTS);

/** Evaluates a variant. */
export function evaluateVariant(name: string): Promise<ResourceGraph> {
    const variant = VARIANTS[name];
    if (variant === undefined) {
        throw new Error(`no variant ${name}`);
    }
    return evaluateStack(variant.stack, variant.change);
}
