import type * as pulumi from "@pulumi/pulumi";
import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress";
import type { NamespaceRef } from "../../contracts";
import { INGRESS_DIALECTS, type IngressController } from "./ingressDialects";
import { SERVICE_SUFFIX } from "./services";
import type { Route } from "./routes";

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
}

/** Registers the Ingress, and a second one for the routes that want the hook's URL in a header. */
export function createIngress(name: string, args: IngressArgs, opts: pulumi.CustomResourceOptions): void {
    const plain = args.routes.filter((route) => !route.hookUrlHeader);
    const hooks = args.routes.filter((route) => route.hookUrlHeader);
    const dialect = INGRESS_DIALECTS[args.controller ?? "nginx"];
    const common = { ...dialect.everywhere, ...(tls() === undefined ? {} : dialect.withTls) };
    // One Ingress asks for the certificate and both use it: cert-manager takes no second owner (cert-manager/cert-manager#2585).
    const issuer: Record<string, string> =
        args.clusterIssuer === undefined ? {} : { "cert-manager.io/cluster-issuer": args.clusterIssuer };
    register(name, plain, { ...common, ...issuer });
    if (hooks.length > 0) {
        register(`${name}-hooks`, hooks, { ...common, ...dialect.hookUrl });
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
