/** What AWS adds to a resource that others read, by Pulumi type: made up, but in the shape of the real thing. */

type Outputs = Readonly<Record<string, unknown>>;

/** The account of every ARN in an evaluation; AWS's own example account. */
const ACCOUNT = "123456789012";

const REGION = "us-east-1";

const SPECIAL: Readonly<Record<string, (name: string, inputs: Outputs) => Outputs>> = {
    "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 1 }),
    "aws:eks/cluster:Cluster": (name, inputs) => ({
        endpoint: `https://${name}.eks.example.com`,
        certificateAuthority: { data: "Q0VSVElGSUNBVEU=" },
        identities: [{ oidcs: [{ issuer: `https://oidc.eks.${REGION}.amazonaws.com/id/${name}` }] }],
        vpcConfig: { ...(inputs["vpcConfig"] as Outputs), clusterSecurityGroupId: `${name}-cluster-sg` },
    }),
    "aws:iam/accessKey:AccessKey": (name) => ({ secret: `${name}-secret` }),
    "aws:kms/key:Key": (name) => ({ keyId: `${name}-key-id` }),
};

/** Outputs that no input has: an ARN and a name for everything of AWS, and what else other resources are known to read. */
export function awsOutputs(type: string, name: string, inputs: Outputs): Outputs {
    if (!type.startsWith("aws:")) {
        return {};
    }
    const service = type.slice("aws:".length).split("/")[0] ?? "";
    return {
        arn: `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`,
        name: inputs["name"] ?? name,
        ...SPECIAL[type]?.(name, inputs),
    };
}
