import type * as pulumi from "@pulumi/pulumi";
import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress";
import type { NamespaceRef } from "../../contracts";
import type { CanaryTraffic } from "./canary";
import { INGRESS_DIALECTS, type IngressController } from "./ingressDialects";
import { ingressPath, type Route, type RoutedService, type Treatment } from "./routes";
import { STREAM_SUFFIX, SERVICE_SUFFIX } from "./services";
import { TREATMENTS } from "./treatments";

export interface IngressArgs {
    readonly namespace: NamespaceRef;
    readonly className: string;
    /** What serves that class. Default: `nginx`. */
    readonly controller?: IngressController;
    /** Public host name; any host when absent. */
    readonly host?: string;
    readonly tlsSecret?: string;
    /** cert-manager ClusterIssuer that fills `<name>-tls`. */
    readonly clusterIssuer?: string;
    readonly routes: readonly Route[];
    /** Which requests go here when the routes are those of another release. Default: all. */
    readonly canary?: CanaryTraffic;
}

const ROUTED_SUFFIX: Readonly<Record<RoutedService, string>> = { ...SERVICE_SUFFIX, apiStream: STREAM_SUFFIX };

const KINDS = Object.keys(TREATMENTS) as Treatment[];

function ingressNameOf(name: string, treatment: Treatment): string {
    return treatment === "web" ? name : `${name}-${treatment}`;
}

/** Names of the Ingresses whose requests a firewall may hold back. */
export function inspectableIngresses(name: string): string[] {
    return KINDS.filter((kind) => TREATMENTS[kind].inspectable).map((kind) => ingressNameOf(name, kind));
}

/** Registers an Ingress for each kind of requests that there are routes for. That of the web server has the release's own name. */
export function createIngress(name: string, args: IngressArgs, opts: pulumi.CustomResourceOptions): void {
    const dialect = INGRESS_DIALECTS[args.controller ?? "nginx"];
    const tls = tlsOf(name, args);
    for (const treatment of KINDS.filter((kind) => takesPart(kind, args.canary))) {
        const { answerSeconds, hookUrlHeader } = TREATMENTS[treatment];
        const routes = args.routes.filter((route) => route.treatment === treatment);
        if (routes.length > 0) {
            register(ingressNameOf(name, treatment), routes, {
                ...dialect.everywhere,
                ...dialect.answerWithin(answerSeconds),
                ...(tls === undefined ? {} : dialect.withTls),
                ...(hookUrlHeader === undefined ? {} : dialect.hookUrl),
                ...(args.canary === undefined ? {} : dialect.canary(args.canary)),
                ...(treatment === "web" ? issuerOf(args) : {}),
            });
        }
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
                    tls,
                    rules: [
                        {
                            host: args.host,
                            http: {
                                paths: routes.map((route) => ({
                                    path: ingressPath(route),
                                    // `Prefix` and `Exact` take no expressions.
                                    pathType: "ImplementationSpecific",
                                    backend: {
                                        service: {
                                            name: `${name}-${ROUTED_SUFFIX[route.service]}`,
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
}

function takesPart(treatment: Treatment, canary: CanaryTraffic | undefined): boolean {
    const { canary: rule } = TREATMENTS[treatment];
    return canary === undefined || rule === "always" || (rule === "byHeader" && canary.kind === "header");
}

/** One Ingress asks for the certificate and all use it: cert-manager takes no second owner (cert-manager/cert-manager#2585). */
function issuerOf({ clusterIssuer }: IngressArgs): Record<string, string> {
    return clusterIssuer === undefined ? {} : { "cert-manager.io/cluster-issuer": clusterIssuer };
}

/** Secret with the certificate of a release; none without TLS. */
export function tlsSecretOf(
    name: string,
    { tlsSecret, clusterIssuer }: Pick<IngressArgs, "tlsSecret" | "clusterIssuer">,
): string | undefined {
    return tlsSecret ?? (clusterIssuer === undefined ? undefined : `${name}-tls`);
}

function tlsOf(name: string, args: IngressArgs) {
    const secretName = tlsSecretOf(name, args);
    return secretName === undefined || args.host === undefined ? undefined : [{ hosts: [args.host], secretName }];
}
