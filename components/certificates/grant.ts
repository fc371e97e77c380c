import type { Grant } from "../../contracts";

/** What cert-manager may do in Route 53: pure. */

/** Where its chart runs, and the service account that calls Route 53. Access keys of a ClusterIssuer are read from there, too. */
export const CERT_MANAGER = { namespace: "cert-manager", serviceAccount: "cert-manager" } as const;

/** Name of the grant among a stack's. */
export const DNS_GRANT = "cert-manager";

/** The published policy (cert-manager.io, "Route53", 2026-11-25), confined to the record that proves one name in one zone. */
export function dnsGrant(hostedZoneId: string, host: string): Grant {
    const zone = `arn:aws:route53:::hostedzone/${hostedZoneId}`;
    return {
        name: DNS_GRANT,
        namespace: CERT_MANAGER.namespace,
        serviceAccounts: [CERT_MANAGER.serviceAccount],
        statements: [
            {
                sid: "ProveName",
                actions: ["route53:ChangeResourceRecordSets"],
                resources: [zone],
                conditions: {
                    "ForAllValues:StringEquals": {
                        "route53:ChangeResourceRecordSetsNormalizedRecordNames": [`_acme-challenge.${host}`],
                        "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"],
                    },
                },
            },
            { sid: "ReadZone", actions: ["route53:ListResourceRecordSets"], resources: [zone] },
            // Ids of changes are not known beforehand.
            { sid: "FollowChange", actions: ["route53:GetChange"], resources: ["arn:aws:route53:::change/*"] },
        ],
        method: "podIdentity",
    };
}
