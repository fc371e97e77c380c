import { stringify } from "yaml";

export interface KubeconfigArgs {
    /** Names cluster, user and context. */
    readonly clusterName: string;
    /** Host name of the load balancer of the API. */
    readonly host: string;
    /** TCP port of the API. */
    readonly port: number;
    /** Authority that signed the certificates of the servers, PEM. */
    readonly serverCaPem: string;
    /** Certificate and key of the administrator, PEM. */
    readonly clientCertificatePem: string;
    readonly clientKeyPem: string;
}

/** A kubeconfig that needs nothing from the machine it is used on. */
export function kubeconfig(args: KubeconfigArgs): string {
    const name = args.clusterName;
    return stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [
            {
                name,
                cluster: {
                    server: `https://${args.host}:${args.port}`,
                    "certificate-authority-data": base64(args.serverCaPem),
                },
            },
        ],
        users: [
            {
                name,
                user: {
                    "client-certificate-data": base64(args.clientCertificatePem),
                    "client-key-data": base64(args.clientKeyPem),
                },
            },
        ],
        contexts: [{ name, context: { cluster: name, user: name } }],
        "current-context": name,
    });
}

function base64(text: string): string {
    return Buffer.from(text).toString("base64");
}
