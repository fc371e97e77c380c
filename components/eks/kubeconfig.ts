/** How people and the Kubernetes provider reach a cluster: pure. */

export interface KubeconfigArgs {
    readonly clusterName: string;
    readonly region: string;
    /** URL of the API server. */
    readonly endpoint: string;
    /** Certificate authority, base64 of PEM. */
    readonly certificateAuthority: string;
}

/** A kubeconfig without any credential: whoever uses it gets a token for their own AWS identity. */
export function kubeconfig({ clusterName, region, endpoint, certificateAuthority }: KubeconfigArgs): object {
    return {
        apiVersion: "v1",
        kind: "Config",
        clusters: [
            {
                name: clusterName,
                cluster: { server: endpoint, "certificate-authority-data": certificateAuthority },
            },
        ],
        contexts: [{ name: clusterName, context: { cluster: clusterName, user: clusterName } }],
        "current-context": clusterName,
        users: [
            {
                name: clusterName,
                user: {
                    exec: {
                        apiVersion: "client.authentication.k8s.io/v1beta1",
                        command: "aws",
                        args: [
                            "eks",
                            "get-token",
                            "--cluster-name",
                            clusterName,
                            "--region",
                            region,
                            "--output",
                            "json",
                        ],
                    },
                },
            },
        ],
    };
}

/** What a person runs to add the cluster to their own kubeconfig. */
export function kubeconfigCommand(clusterName: string, region: string): string {
    return `aws eks update-kubeconfig --region ${region} --name ${clusterName}`;
}
