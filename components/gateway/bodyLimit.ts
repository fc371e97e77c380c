import { GATEWAY_LABELS } from "./catalogue";

/**
 * Higress has no setting for the size of a request, and Envoy's buffer filter, which could refuse any body, would hold every upload in
 * memory and send nothing on before its end. So a request that announces too much is answered with 413 before it is sent on: a route in
 * front of all others. Changed routes, unlike changed listeners, do not end streams. A request without `Content-Length` passes; Dify
 * itself limits uploads by what arrives.
 */

/** Envoy's header range ends before this; JSON numbers cannot hold it. */
const LARGEST_INT64 = "9223372036854775807";

/** The Envoy route that refuses larger requests. */
export function bodyLimitRoute(maxBytes: number) {
    return {
        name: "body-limit",
        match: {
            prefix: "/",
            headers: [{ name: "content-length", range_match: { start: `${maxBytes + 1}`, end: LARGEST_INT64 } }],
        },
        direct_response: { status: 413 },
    };
}

/** `spec` of the EnvoyFilter that puts it first on every host. */
export function bodyLimitSpec(maxBytes: number) {
    return {
        workloadSelector: { labels: GATEWAY_LABELS },
        configPatches: [
            {
                applyTo: "HTTP_ROUTE",
                match: { context: "GATEWAY" },
                patch: { operation: "INSERT_FIRST", value: bodyLimitRoute(maxBytes) },
            },
        ],
    };
}
