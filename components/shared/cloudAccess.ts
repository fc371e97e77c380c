import type * as pulumi from "@pulumi/pulumi";
import { kubernetesSecret, type CloudAccess, type KubernetesSecretRef } from "../../contracts";

/** What a pod needs so that it may use a bucket or another service of a cloud. */

/** The two keys of a Secret with an access key; undefined for pods that have an identity of their own. */
export function accessKeys(
    access: CloudAccess,
): { readonly accessKeyId: KubernetesSecretRef; readonly secretAccessKey: KubernetesSecretRef } | undefined {
    return access.kind === "keys"
        ? {
              accessKeyId: kubernetesSecret(access.secret, "accesskey"),
              secretAccessKey: kubernetesSecret(access.secret, "secretkey"),
          }
        : undefined;
}

/** Annotations of the service account of such pods; undefined when there are none. */
export function accountAnnotations(access: CloudAccess): Record<string, pulumi.Input<string>> | undefined {
    return access.kind === "identity" && Object.keys(access.annotations).length > 0
        ? { ...access.annotations }
        : undefined;
}
