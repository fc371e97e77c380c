/**
 * Plugins of Higress: release, place in the chain and what happens when one cannot be loaded. Phase, priority and tag are those of
 * `backend/sdk/src/main/resources/plugins` in higress-group/higress-console (2026-08-17), which Higress' own console installs.
 */

export interface Plugin {
    readonly tag: string;
    readonly phase: "UNSPECIFIED_PHASE" | "AUTHN" | "AUTHZ";
    /** Within a phase the higher comes first. */
    readonly priority: number;
    /**
     * What becomes of requests when the plugin cannot be loaded, be it that the registry does not answer a new gateway: `FAIL_OPEN` goes
     * on without it, `FAIL_CLOSE` answers none.
     */
    readonly failStrategy: "FAIL_OPEN" | "FAIL_CLOSE";
}

export const PLUGINS = {
    /** Open: answers are worth more than their count. */
    "cluster-key-rate-limit": { tag: "2.0.1", phase: "UNSPECIFIED_PHASE", priority: 20, failStrategy: "FAIL_OPEN" },
    /** Closed: who named the addresses that may come in meant nobody else. */
    "ip-restriction": { tag: "2.0.1", phase: "AUTHN", priority: 210, failStrategy: "FAIL_CLOSE" },
    /** Closed: without it, everybody would spend the account's tokens. */
    "key-auth": { tag: "2.0.0", phase: "AUTHN", priority: 310, failStrategy: "FAIL_CLOSE" },
    /** Open: it guards what Dify guards itself, and is the largest of all to load. */
    waf: { tag: "2.0.1", phase: "AUTHZ", priority: 330, failStrategy: "FAIL_OPEN" },
    /** Open: requests would only go uncounted. */
    "ai-statistics": { tag: "2.0.1", phase: "UNSPECIFIED_PHASE", priority: 900, failStrategy: "FAIL_OPEN" },
    /** Open: an answer from the provider serves as well. */
    "ai-cache": { tag: "2.0.1", phase: "UNSPECIFIED_PHASE", priority: 800, failStrategy: "FAIL_OPEN" },
    /** Closed: a quota is there to bound a bill. */
    "ai-token-ratelimit": { tag: "2.0.1", phase: "UNSPECIFIED_PHASE", priority: 600, failStrategy: "FAIL_CLOSE" },
    /** Closed: without it, the consumer's key would go to the provider in place of a token. */
    "ai-proxy": { tag: "2.0.1", phase: "UNSPECIFIED_PHASE", priority: 100, failStrategy: "FAIL_CLOSE" },
} as const satisfies Readonly<Record<string, Plugin>>;

export type PluginName = keyof typeof PLUGINS;

export const WASM_PLUGIN_API = "extensions.higress.io/v1alpha1";
export const MCP_BRIDGE_API = "networking.higress.io/v1";
