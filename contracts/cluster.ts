import type * as pulumi from "@pulumi/pulumi";
import type { ImageSource } from "./images";
import type { Zone } from "./zone";

/** A namespace that a stack deploys into. */
export interface NamespaceRef {
    /** Its name, known before anything is created: for DNS names and selectors. */
    readonly name: string;
    /** The same name, but resolved once the namespace exists: objects placed with it wait for it. */
    readonly created: pulumi.Input<string>;
}

/** How generated secrets come into the namespace. */
export type SecretStore =
    /** As Secrets that the program writes. */
    | { readonly kind: "kubernetes" }
    /** Through AWS Secrets Manager, from which the External Secrets Operator writes the Secrets. */
    | {
          readonly kind: "secretsManager";
          /** Name of the ClusterSecretStore. */
          readonly store: pulumi.Input<string>;
          /** What the names of the secrets in Secrets Manager begin with, such as `dify-ha/prod`. */
          readonly prefix: string;
          /** KMS key that encrypts them. */
          readonly kmsKeyArn: pulumi.Input<string>;
          /** Secrets that two regions must have alike. Default: this one is alone, and shares none. */
          readonly shared?:
              | {
                    readonly role: "source";
                    /** Region that gets copies of them. */
                    readonly copyTo: string;
                }
              | {
                    readonly role: "copy";
                    /** `prefix` of the stack whose secrets were copied into this region. */
                    readonly prefix: string;
                };
      };

/** Label of the nodes of a cluster that the program makes: `data` for pods with volumes, `general` for everything else. */
export const POOL_LABEL = "dify-ha.io/pool";

/** Nodes that pods are to run on. */
export interface NodePool {
    readonly nodeSelector: Readonly<Record<string, string>>;
}

/** What components need to know of the Kubernetes cluster that they deploy to; the provider travels in `opts`. */
export interface ClusterHandle {
    readonly namespace: NamespaceRef;
    readonly zones: readonly Zone[];
    /** StorageClass for volumes; the cluster's default when absent. */
    readonly storageClass?: string;
    /** Nodes for pods with volumes; any node when absent. */
    readonly dataNodes?: NodePool;
    readonly secrets: SecretStore;
    /** Where images are pulled from (`imageFrom`). Default: from the registries that publish them. */
    readonly images?: ImageSource;
    /** `true` when no operator runs there (embedded control plane): custom resources then get no status to wait for. */
    readonly simulated: boolean;
}
