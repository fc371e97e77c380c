/** Who may take a role: pure, in the shape that IAM takes. */

export interface TrustPolicy {
    readonly Version: "2012-10-17";
    readonly Statement: readonly {
        readonly Effect: "Allow";
        readonly Principal: Readonly<Record<string, string>>;
        readonly Action: string | readonly string[];
        readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
    }[];
}

/**
 * A service of AWS may take the role, such as `ec2.amazonaws.com`. With `account` only on behalf of that one: needed where anybody can
 * tell the service which role to take.
 */
export function serviceTrust(service: string, account?: string): TrustPolicy {
    const condition = account === undefined ? {} : { Condition: { StringEquals: { "aws:SourceAccount": account } } };
    return {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole", ...condition }],
    };
}

/**
 * Pods may take the role through EKS Pod Identity, which says in an association which ones. The agent tags every session with
 * cluster, namespace and service account, hence the second action.
 */
export function podIdentityTrust(): TrustPolicy {
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: "pods.eks.amazonaws.com" },
                Action: ["sts:AssumeRole", "sts:TagSession"],
            },
        ],
    };
}
