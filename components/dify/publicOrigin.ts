/** Address of Dify, as far as it decides what the public address is. */
export interface PublicAddress {
    readonly host?: string;
    readonly tlsSecret?: string;
    readonly clusterIssuer?: string;
}

/** Scheme and host name that people use; `localhost` without a host name. */
export function publicOrigin({ host, tlsSecret, clusterIssuer }: PublicAddress): string {
    const scheme = tlsSecret === undefined && clusterIssuer === undefined ? "http" : "https";
    return `${scheme}://${host ?? "localhost"}`;
}
