import type { CanaryTraffic } from "./canary";

/** What each ingress controller must be told, in its own annotations, so that it treats Dify alike. */

/** Ingress controllers whose annotations the program knows. */
export type IngressController = "nginx" | "higress";

type Annotations = Readonly<Record<string, string>>;

export interface IngressDialect {
    /** For every route: paths are regular expressions, uploads of 100 MB, and no POST sent twice. */
    readonly everywhere: Annotations;
    /** In addition, where there is a certificate: nobody stays on plain HTTP. */
    readonly withTls: Annotations;
    /** In addition, for routes that want to know the URL that was called: header `Dify-Hook-Url`, whatever the client sends in it. */
    readonly hookUrl: Annotations;
    /** How long an answer may take, seconds; any time where undefined. */
    readonly answerWithin: (seconds: number | undefined) => Annotations;
    /** On a second Ingress of the same paths, whose Services get a part of the requests. */
    readonly canary: (traffic: CanaryTraffic) => Annotations;
}

const NGINX = "nginx.ingress.kubernetes.io";
const HIGRESS = "higress.io";

/** nginx knows no "never". Streams send something every 10 s, and a run that answers once ends after 1200 s (WORKFLOW_MAX_EXECUTION_TIME). */
const NGINX_LONGEST_SILENCE = 3600;

/** Higress took these over from ingress-nginx, name for name. */
function canaryAnnotations(prefix: string, traffic: CanaryTraffic): Annotations {
    return {
        [`${prefix}/canary`]: "true",
        ...(traffic.kind === "weight"
            ? { [`${prefix}/canary-weight`]: String(traffic.weight) }
            : {
                  [`${prefix}/canary-by-header`]: traffic.name,
                  [`${prefix}/canary-by-header-value`]: traffic.value,
              }),
    };
}

export const INGRESS_DIALECTS: Readonly<Record<IngressController, IngressDialect>> = {
    /** ingress-nginx, with the settings of docker/nginx/proxy.conf.template. It redirects to HTTPS and sends HSTS by itself. */
    nginx: {
        everywhere: {
            [`${NGINX}/use-regex`]: "true",
            [`${NGINX}/proxy-body-size`]: "100m",
            [`${NGINX}/proxy-buffering`]: "off",
            [`${NGINX}/proxy-request-buffering`]: "off",
            [`${NGINX}/proxy-connect-timeout`]: "3",
            // Another pod is tried when one refuses the connection or, in a lost zone, does not answer it. A POST that was already sent
            // is never repeated, which would be a second run: nginx does that only for `non_idempotent`.
            [`${NGINX}/proxy-next-upstream`]: "error timeout",
        },
        withTls: {},
        // Needs `allow-snippet-annotations`: there is no other way to name the called URL in a header.
        hookUrl: {
            [`${NGINX}/configuration-snippet`]: "proxy_set_header Dify-Hook-Url $scheme://$host$request_uri;",
        },
        answerWithin: (seconds = NGINX_LONGEST_SILENCE) => ({
            [`${NGINX}/proxy-read-timeout`]: String(seconds),
            [`${NGINX}/proxy-send-timeout`]: String(seconds),
        }),
        canary: (traffic) => canaryAnnotations(NGINX, traffic),
    },
    /**
     * Higress (pkg/ingress/kube/annotations at v2.2.4). Envoy does not buffer, and without `higress.io/timeout` an answer may take any time.
     * The rest is no annotation but a matter of the gateway, as HigressGateway has it: body limit, connect timeout, and repeats only of
     * what was not sent. `proxy-next-upstream` would also repeat after a 5xx, or nothing at all.
     */
    higress: {
        everywhere: { [`${HIGRESS}/use-regex`]: "true" },
        withTls: {
            [`${HIGRESS}/ssl-redirect`]: "true",
            [`${HIGRESS}/response-header-control-update`]: "Strict-Transport-Security max-age=31536000",
        },
        // The value goes as it is to Envoy, which puts the request in (checked with Envoy 1.40).
        hookUrl: {
            [`${HIGRESS}/request-header-control-update`]:
                "Dify-Hook-Url %REQ(:SCHEME)%://%REQ(:AUTHORITY)%%REQ(:PATH)%",
        },
        answerWithin: (seconds) => ({ ...(seconds !== undefined && { [`${HIGRESS}/timeout`]: String(seconds) }) }),
        canary: (traffic) => canaryAnnotations(HIGRESS, traffic),
    },
};
