import type { ModelProvider } from "./modelProvider";

/**
 * How a request comes to a provider, and to the next one when that fails: pure. A route for each provider on one host; those behind the
 * first are only for requests that the gateway itself sends again, with a header that says where they failed. It is how Higress' console
 * falls back (AiRouteServiceImpl and `envoyfilter-route-fallback.yaml` at 2.2.4); the redirect with the body of the request is a part of
 * Higress' Envoy, not of Envoy.
 */

const FALLBACK_HEADER = "x-higress-fallback-from";

/** Bytes of a request that can be sent again; larger ones get the first provider's answer. */
const MAX_REPEATED_BYTES = 1024000;

/** Name of a provider's route. */
export function routeName(gateway: string, { name }: ModelProvider): string {
    return `${gateway}-${name}`;
}

/** Annotations of a provider's Ingress; `before` is the route whose requests it takes over. */
export function routeAnnotations({ name }: ModelProvider, before: string | undefined): Record<string, string> {
    return {
        "higress.io/destination": `${serviceName(name)}:443`,
        ...(before === undefined ? {} : { [`higress.io/exact-match-header-${FALLBACK_HEADER}`]: before }),
        // A model may think for minutes, and its answer is a stream: no timeout. Nothing that was sent is sent again by itself.
        "higress.io/proxy-next-upstream": "off",
    };
}

/** `spec.registries` of the McpBridge: how the gateway reaches each provider. */
export function registries(providers: readonly ModelProvider[]) {
    return providers.map(({ name, host }) => ({
        name,
        type: "dns",
        domain: host,
        port: 443,
        protocol: "https",
        sni: host,
    }));
}

/** The gateway's name for what a registry of type `dns` finds. */
function serviceName(registry: string): string {
    return `${registry}.dns`;
}

/** Classes and codes of answers upon which the next provider is asked: it is down, or has no more for this account. */
const FAILURES = [
    { input: "HttpResponseStatusCodeClassMatchInput", exact: "5xx" },
    ...["401", "403", "429"].map((exact) => ({ input: "HttpResponseStatusCodeMatchInput", exact })),
];

/** `spec` of the EnvoyFilter that sends a route's failed requests again, for the next route to take. */
export function fallbackSpec(route: string, workloadLabels: Readonly<Record<string, string>>) {
    const mark = [{ header: { key: FALLBACK_HEADER, value: route }, append: false }];
    return {
        workloadSelector: { labels: workloadLabels },
        configPatches: [
            {
                applyTo: "HTTP_ROUTE",
                match: { context: "GATEWAY", routeConfiguration: { vhost: { route: { name: route } } } },
                patch: {
                    operation: "MERGE",
                    value: {
                        typed_per_filter_config: {
                            "envoy.filters.http.custom_response": typed(
                                "envoy.extensions.filters.http.custom_response.v3.CustomResponse",
                                {
                                    custom_response_matcher: {
                                        matcher_list: {
                                            matchers: [
                                                {
                                                    predicate: { or_matcher: { predicate: FAILURES.map(statusIs) } },
                                                    on_match: {
                                                        action: {
                                                            name: "action",
                                                            typed_config: typed(
                                                                "envoy.extensions.http.custom_response.redirect_policy.v3.RedirectPolicy",
                                                                {
                                                                    max_internal_redirects: 10,
                                                                    use_original_request_uri: true,
                                                                    keep_original_response_code: false,
                                                                    use_original_request_body: true,
                                                                    only_redirect_upstream_code: false,
                                                                    request_headers_to_add: mark,
                                                                    response_headers_to_add: mark,
                                                                },
                                                            ),
                                                        },
                                                    },
                                                },
                                            ],
                                        },
                                    },
                                    with_request_body: { max_request_bytes: MAX_REPEATED_BYTES },
                                },
                            ),
                        },
                    },
                },
            },
        ],
    };
}

function statusIs({ input, exact }: (typeof FAILURES)[number]) {
    return {
        single_predicate: {
            input: {
                name: `${exact}_response`,
                typed_config: { "@type": `type.googleapis.com/envoy.type.matcher.v3.${input}` },
            },
            value_match: { exact },
        },
    };
}

function typed(type: string, value: object) {
    return {
        "@type": "type.googleapis.com/udpa.type.v1.TypedStruct",
        type_url: `type.googleapis.com/${type}`,
        value,
    };
}
