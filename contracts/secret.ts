import type * as pulumi from "@pulumi/pulumi";

/** One key of a Kubernetes Secret in the namespace of the workload that reads it. */
export interface KubernetesSecretRef {
    readonly kind: "kubernetes";
    /** `metadata.name` of the Secret. */
    readonly name: pulumi.Input<string>;
    /** Key under `data`. */
    readonly key: string;
}

/** A secret (or one JSON key of it) in AWS Secrets Manager. */
export interface SecretsManagerRef {
    readonly kind: "secretsManager";
    readonly arn: pulumi.Input<string>;
    /** JSON key inside the secret; the whole secret string when absent. */
    readonly key?: string;
}

/** Where a secret lives. Secret values themselves never travel between components. */
export type SecretRef = KubernetesSecretRef | SecretsManagerRef;

/** A reference to one key of a Kubernetes Secret. */
export function kubernetesSecret(name: pulumi.Input<string>, key: string): KubernetesSecretRef {
    return { kind: "kubernetes", name, key };
}
