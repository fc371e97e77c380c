/** What each ingress controller must be told, in its own annotations, so that it treats Dify alike. */

/** Ingress controllers whose annotations the program knows. */
export type IngressController = "nginx" | "higress";

export interface IngressDialect {
    /** For every route: streamed answers, uploads of 100 MB, and no POST sent twice. */
    readonly everywhere: Readonly<Record<string, string>>;
    /** In addition, where there is a certificate: nobody stays on plain HTTP. */
    readonly withTls: Readonly<Record<string, string>>;
    /** In addition, for routes that want to know the URL that was called: header `Dify-Hook-Url`, whatever the client sends in it. */
    readonly hookUrl: Readonly<Record<string, string>>;
}

export const INGRESS_DIALECTS: Readonly<Record<IngressController, IngressDialect>> = {
    /** ingress-nginx, with the settings of docker/nginx/proxy.conf.template. It redirects to HTTPS and sends HSTS by itself. */
    nginx: {
        everywhere: {
            "nginx.ingress.kubernetes.io/proxy-body-size": "100m",
            "nginx.ingress.kubernetes.io/proxy-buffering": "off",
            "nginx.ingress.kubernetes.io/proxy-request-buffering": "off",
            "nginx.ingress.kubernetes.io/proxy-connect-timeout": "3",
            "nginx.ingress.kubernetes.io/proxy-read-timeout": "3600",
            "nginx.ingress.kubernetes.io/proxy-send-timeout": "3600",
            // Another pod is tried when one refuses the connection or, in a lost zone, does not answer it. A POST that was already sent
            // is never repeated, which would be a second run: nginx does that only for `non_idempotent`.
            "nginx.ingress.kubernetes.io/proxy-next-upstream": "error timeout",
        },
        withTls: {},
        // Needs `allow-snippet-annotations`: there is no other way to name the called URL in a header.
        hookUrl: {
            "nginx.ingress.kubernetes.io/configuration-snippet":
                "proxy_set_header Dify-Hook-Url $scheme://$host$request_uri;",
        },
    },
    /**
     * Higress (pkg/ingress/kube/annotations at v2.2.4). Nothing for every route: Envoy does not buffer, and without `higress.io/timeout` an
     * answer may take any time. The rest is no annotation but a matter of the gateway, as HigressGateway has it: body limit, connect
     * timeout, and repeats only of what was not sent. `proxy-next-upstream` would also repeat after a 5xx, or nothing at all.
     */
    higress: {
        everywhere: {},
        withTls: {
            "higress.io/ssl-redirect": "true",
            "higress.io/response-header-control-update": "Strict-Transport-Security max-age=31536000",
        },
        // The value goes as it is to Envoy, which puts the request in (checked with Envoy 1.40).
        hookUrl: {
            "higress.io/request-header-control-update": "Dify-Hook-Url %REQ(:SCHEME)%://%REQ(:AUTHORITY)%%REQ(:PATH)%",
        },
    },
};
