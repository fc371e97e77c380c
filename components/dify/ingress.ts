import type * as pulumi from "@pulumi/pulumi";
import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress";
import type { NamespaceRef } from "../../contracts";
import { SERVICE_SUFFIX } from "./services";
import type { Route } from "./routes";

export interface IngressArgs {
    readonly namespace: NamespaceRef;
    readonly className: string;
    /** Public host name; any host when absent. */
    readonly host?: string;
    readonly tlsSecret?: string;
    /** cert-manager ClusterIssuer that fills `<name>-tls`. */
    readonly clusterIssuer?: string;
    readonly routes: readonly Route[];
}

/** What a streamed answer and a 100 MB upload need of an nginx ingress (docker/nginx/proxy.conf.template). */
const STREAMING: Record<string, string> = {
    "nginx.ingress.kubernetes.io/proxy-body-size": "100m",
    "nginx.ingress.kubernetes.io/proxy-buffering": "off",
    "nginx.ingress.kubernetes.io/proxy-request-buffering": "off",
    "nginx.ingress.kubernetes.io/proxy-connect-timeout": "3",
    "nginx.ingress.kubernetes.io/proxy-read-timeout": "3600",
    "nginx.ingress.kubernetes.io/proxy-send-timeout": "3600",
    // Another pod is tried when one refuses the connection or, in a lost zone, does not answer it. A POST that was already sent is
    // never repeated, which would be a second run: nginx does that only for `non_idempotent`.
    "nginx.ingress.kubernetes.io/proxy-next-upstream": "error timeout",
};

/** Needs `allow-snippet-annotations` in ingress-nginx: there is no other way to name the called URL in a header. */
const HOOK_URL_HEADER = {
    "nginx.ingress.kubernetes.io/configuration-snippet": "proxy_set_header Dify-Hook-Url $scheme://$host$request_uri;",
};

/** Registers the Ingress, and a second one for the routes that want the hook's URL in a header. */
export function createIngress(name: string, args: IngressArgs, opts: pulumi.CustomResourceOptions): void {
    const plain = args.routes.filter((route) => !route.hookUrlHeader);
    const hooks = args.routes.filter((route) => route.hookUrlHeader);
    // One Ingress asks for the certificate and both use it: cert-manager takes no second owner (cert-manager/cert-manager#2585).
    const issuer: Record<string, string> =
        args.clusterIssuer === undefined ? {} : { "cert-manager.io/cluster-issuer": args.clusterIssuer };
    register(name, plain, { ...STREAMING, ...issuer });
    if (hooks.length > 0) {
        register(`${name}-hooks`, hooks, { ...STREAMING, ...HOOK_URL_HEADER });
    }

    function register(ingressName: string, routes: readonly Route[], annotations: Record<string, string>): void {
        new Ingress(
            `${ingressName}-ingress`,
            {
                metadata: {
                    name: ingressName,
                    namespace: args.namespace.created,
                    annotations: {
                        ...annotations,
                        // Its address appears whenever the ingress controller gets to it.
                        "pulumi.com/skipAwait": "true",
                    },
                },
                spec: {
                    ingressClassName: args.className,
                    tls: tls(),
                    rules: [
                        {
                            host: args.host,
                            http: {
                                paths: routes.map(({ path, service }) => ({
                                    path,
                                    pathType: "Prefix",
                                    backend: {
                                        service: {
                                            name: `${name}-${SERVICE_SUFFIX[service]}`,
                                            port: { name: "http" },
                                        },
                                    },
                                })),
                            },
                        },
                    ],
                },
            },
            opts,
        );
    }

    function tls() {
        const secretName = args.tlsSecret ?? (args.clusterIssuer === undefined ? undefined : `${name}-tls`);
        return secretName === undefined || args.host === undefined ? undefined : [{ hosts: [args.host], secretName }];
    }
}
