import * as pulumi from "@pulumi/pulumi";

/** Settings of the Kubernetes provider that hold for every cluster. */
export function clusterSettings() {
    return {
        // Renewed credentials in a kubeconfig must not look like another cluster, whose objects would all be replaced.
        clusterIdentifier: `dify-ha-${pulumi.getStack()}`,
        enableServerSideApply: true,
        // Changed settings roll the pods through their checksum annotation; no need to replace the ConfigMap under them.
        enableConfigMapMutable: true,
        enableSecretMutable: true,
    };
}
