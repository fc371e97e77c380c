import type { CloudAccess, KubernetesSecretRef } from "../../contracts";
import { accessKeys } from "../shared/cloudAccess";

/** The ClusterIssuer that a certificate authority signs for by ACME: pure but for values that are known later. */

/** How the authority is shown that the name is ours. */
export type Challenge =
    /** By a record in the name's Route 53 zone: works before the name points anywhere, as in a second region. */
    | {
          readonly kind: "dns01";
          readonly hostedZoneId: string;
          /** Region of the cluster; Route 53 itself has none. */
          readonly region: string;
          /** How cert-manager gets at Route 53. */
          readonly access: CloudAccess;
      }
    /** By an answer at the name on port 80, which must lead to this cluster. */
    | { readonly kind: "http01"; readonly ingressClass: string };

export interface AcmeAccount {
    /** Address that the authority writes to. */
    readonly email: string;
    /** Directory of the authority. Default: Let's Encrypt's. */
    readonly server?: string;
}

/** Let's Encrypt, production (letsencrypt.org/docs/acme-protocol-updates, 2026-11-25). */
export const LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory";

/** `accountSecret` is where cert-manager keeps the account's key, in its own namespace. */
export function issuerSpec({ email, server = LETS_ENCRYPT }: AcmeAccount, challenge: Challenge, accountSecret: string) {
    return { acme: { email, server, privateKeySecretRef: { name: accountSecret }, solvers: [solverOf(challenge)] } };
}

function solverOf(challenge: Challenge) {
    if (challenge.kind === "http01") {
        // The ingress controller reaches pods: no port of the nodes has to be open, as cert-manager's default would have it.
        return { http01: { ingress: { ingressClassName: challenge.ingressClass, serviceType: "ClusterIP" } } };
    }
    const { hostedZoneId, region, access } = challenge;
    const keys = accessKeys(access);
    return {
        dns01: {
            route53: {
                region,
                // Not looked up by name, which would need a right on every zone.
                hostedZoneID: hostedZoneId,
                // Without keys cert-manager uses the identity of its own pods.
                ...(keys && {
                    accessKeyIDSecretRef: reference(keys.accessKeyId),
                    secretAccessKeySecretRef: reference(keys.secretAccessKey),
                }),
            },
        },
    };
}

/** A Secret in cert-manager's own namespace: a ClusterIssuer reads no other. */
function reference({ name, key }: KubernetesSecretRef) {
    return { name, key };
}
