import type * as pulumi from "@pulumi/pulumi";

/** One statement of an IAM policy. Only `Allow`; resources are ARNs, known or not yet. */
export interface PolicyStatement {
    /** What it is for: letters and digits. */
    readonly sid: string;
    readonly actions: readonly string[];
    readonly resources: readonly pulumi.Input<string>[];
    /** Conditions by operator and key, as in IAM's own JSON. */
    readonly conditions?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string | string[]>>>>>;
}

/** What the pods of some service accounts may do in AWS. */
export interface Grant {
    /** Unique within a stack: names the role or user. */
    readonly name: string;
    readonly namespace: string;
    /** Service accounts in `namespace` whose pods have the grant. */
    readonly serviceAccounts: readonly string[];
    readonly statements: readonly PolicyStatement[];
    /**
     * `irsa` where the workload's own documentation asks for a role annotation on its service account; `podIdentity` otherwise. Without
     * meaning where the cluster can only hand out keys.
     */
    readonly method: "irsa" | "podIdentity";
}

/** How the pods of a cluster prove to AWS who they are. */
export type IdentityProvider =
    | {
          readonly kind: "eks";
          readonly clusterName: pulumi.Input<string>;
          /** ARN of the cluster's OpenID Connect provider in IAM. */
          readonly oidcProviderArn: pulumi.Input<string>;
          /** Issuer without `https://`. */
          readonly oidcIssuer: pulumi.Input<string>;
      }
    /** No identity of their own: an IAM user for each grant, whose access key is in a Secret. */
    | { readonly kind: "keys" };

/** How the pods that a grant is for get at AWS, or at any other object store. */
export type CloudAccess =
    /** An access key in a Secret with the keys `accesskey` and `secretkey`, in the namespace of the pods. */
    | { readonly kind: "keys"; readonly secret: pulumi.Input<string> }
    /** The pods' own identity: the service accounts carry these annotations (none for EKS Pod Identity). */
    | { readonly kind: "identity"; readonly annotations: Readonly<Record<string, pulumi.Input<string>>> };
