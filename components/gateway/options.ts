import { stringify } from "yaml";

/** What Higress reads at run time from ConfigMap `higress-config`, key `higress` (pkg/ingress/kube/configmap, v2.2.4): pure. */

/**
 * Seconds that a connection, or a request in it, may be silent. Dify itself ends an answer after 300 s without an event (and pings every
 * 10 s), a Network Load Balancer silently forgets a TCP connection after 350 s: in between, the gateway is the one to end it, so
 * that both sides learn of it.
 */
export const IDLE_SECONDS = 330;

/**
 * Seconds that a connection to a backend is kept without a request. gunicorn closes it after 2 s, Node after 5 s, and a request that is sent
 * in that moment fails. Of 1440 requests that came within 24 ms of it, 41 failed with the chart's 10 s, and none with this (gunicorn 27).
 */
const UPSTREAM_IDLE_SECONDS = 1;
/** Where the gateway sends its part of a trace. */
export interface GatewayTracing {
    /** DNS name of a Service that takes OTLP over gRPC. */
    readonly service: string;
    readonly port: number;
    /** Percent of the requests that are followed, unless who sent them has decided. */
    readonly samplingPercent: number;
}

/** Milliseconds that sending may take. */
const TRACING_TIMEOUT = 500;

export interface HigressOptions {
    downstream: {
        idleTimeout: number;
        maxRequestHeadersKb: number;
        connectionBufferLimits: number;
        http2: {
            maxConcurrentStreams: number;
            initialStreamWindowSize: number;
            initialConnectionWindowSize: number;
        };
        routeTimeout: number;
    };
    upstream: { idleTimeout: number; connectionBufferLimits: number };
    gzip: {
        enable: boolean;
        minContentLength: number;
        contentType: string[];
        disableOnEtagHeader: boolean;
        memoryLevel: number;
        windowBits: number;
        chunkSize: number;
        compressionLevel: string;
        compressionStrategy: string;
    };
    tracing?: {
        enable: true;
        sampling: number;
        timeout: number;
        /** The port is a text there. */
        opentelemetry: { service: string; port: string };
    };
}

/** The options, all of them: what is left out here, the chart would add from its own defaults. */
export function higressOptions(tracing?: GatewayTracing): HigressOptions {
    return {
        ...(tracing === undefined ? {} : { tracing: tracingOptions(tracing) }),
        downstream: {
            idleTimeout: IDLE_SECONDS,
            maxRequestHeadersKb: 60,
            connectionBufferLimits: 32768,
            http2: {
                maxConcurrentStreams: 100,
                initialStreamWindowSize: 65535,
                initialConnectionWindowSize: 1048576,
            },
            // A streamed answer may take as long as it takes.
            routeTimeout: 0,
        },
        upstream: { idleTimeout: UPSTREAM_IDLE_SECONDS, connectionBufferLimits: 10485760 },
        // `text/event-stream` must stay out of it: compression holds chunks back.
        gzip: {
            enable: true,
            minContentLength: 1024,
            contentType: [
                "text/html",
                "text/css",
                "text/plain",
                "text/xml",
                "application/json",
                "application/javascript",
                "application/xhtml+xml",
                "image/svg+xml",
            ],
            disableOnEtagHeader: true,
            memoryLevel: 5,
            windowBits: 12,
            chunkSize: 4096,
            compressionLevel: "BEST_COMPRESSION",
            compressionStrategy: "DEFAULT_STRATEGY",
        },
    };
}

function tracingOptions({ service, port, samplingPercent }: GatewayTracing): HigressOptions["tracing"] {
    return {
        enable: true,
        sampling: samplingPercent,
        timeout: TRACING_TIMEOUT,
        opentelemetry: { service, port: String(port) },
    };
}

/** The options as the chart itself writes them (Go's YAML: keys sorted, lists not indented), so that neither sees a change in the other. */
export function optionsText(options: HigressOptions): string {
    return stringify(options, { sortMapEntries: true, indentSeq: false, lineWidth: 0 }).trimEnd();
}
