import type { TrustPolicy } from "../shared/trustPolicy";

/** Who may take a role: pure. */

export interface IrsaArgs {
    readonly oidcProviderArn: string;
    /** Issuer without `https://`. */
    readonly oidcIssuer: string;
    readonly namespace: string;
    readonly serviceAccounts: readonly string[];
}

/** The pods of exactly these service accounts may take the role, with a token that was made for AWS. */
export function irsaTrust({ oidcProviderArn, oidcIssuer, namespace, serviceAccounts }: IrsaArgs): TrustPolicy {
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Federated: oidcProviderArn },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: {
                    StringEquals: {
                        [`${oidcIssuer}:aud`]: "sts.amazonaws.com",
                        [`${oidcIssuer}:sub`]: serviceAccounts.map(
                            (account) => `system:serviceaccount:${namespace}:${account}`,
                        ),
                    },
                },
            },
        ],
    };
}
