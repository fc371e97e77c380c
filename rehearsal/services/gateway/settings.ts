/** What a gateway is configured with, as the component renders it. */
export interface GatewaySettings {
    readonly mesh: MeshSettings;
    /** Higress' own options. */
    readonly options: GatewayOptions;
    /** `spec`s of EnvoyFilters. */
    readonly filters: readonly EnvoyFilterSpec[];
}

/** Of Istio's MeshConfig. */
export interface MeshSettings {
    readonly connectTimeout: string;
    readonly tcpKeepalive?: { readonly time: string; readonly interval: string; readonly probes: number };
    readonly defaultHttpRetryPolicy: {
        readonly attempts: number;
        readonly retryOn: string;
        readonly retryRemoteLocalities?: boolean;
    };
}

/** Of `higress-config`. Times are in seconds. */
export interface GatewayOptions {
    readonly downstream: {
        readonly idleTimeout: number;
        readonly routeTimeout: number;
        readonly connectionBufferLimits: number;
    };
    readonly upstream: { readonly idleTimeout: number; readonly connectionBufferLimits: number };
    readonly gzip: {
        readonly minContentLength: number;
        readonly contentType: readonly string[];
        readonly disableOnEtagHeader: boolean;
        readonly memoryLevel: number;
        readonly windowBits: number;
        readonly chunkSize: number;
        readonly compressionLevel: string;
        readonly compressionStrategy: string;
    };
}

export interface EnvoyFilterSpec {
    readonly configPatches: readonly {
        readonly applyTo: string;
        readonly match: {
            readonly context: string;
            readonly cluster?: { readonly service: string; readonly portNumber: number };
        };
        readonly patch: { readonly operation: string; readonly value: Fields };
    }[];
}

/** A message of Envoy's configuration. */
export type Fields = Readonly<Record<string, unknown>>;

/** The Service that all backends of a rehearsal belong to. */
export const SERVICE = { service: "dify-api", namespace: "dify", port: 5001 } as const;
