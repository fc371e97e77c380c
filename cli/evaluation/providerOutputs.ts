import { randomBytes } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";

/** What a provider adds to a resource that others read, by Pulumi type: made up, but in the shape of the real thing. */

type Outputs = Readonly<Record<string, unknown>>;

/** The account of every ARN in an evaluation; AWS's own example account. */
const ACCOUNT = "123456789012";

const REGION = "us-east-1";

const COMPUTED: Readonly<Record<string, (name: string, inputs: Outputs) => Outputs>> = {
    // Secrets are made anew in every evaluation.
    "random:index/randomPassword:RandomPassword": (_, { length }) => ({
        result: randomText(length as number | undefined),
    }),
    "tls:index/privateKey:PrivateKey": () => ({ privateKeyPem: pem("PRIVATE KEY") }),
    "tls:index/selfSignedCert:SelfSignedCert": () => ({ certPem: pem("CERTIFICATE") }),
    "tls:index/certRequest:CertRequest": () => ({ certRequestPem: pem("CERTIFICATE REQUEST") }),
    "tls:index/locallySignedCert:LocallySignedCert": () => ({ certPem: pem("CERTIFICATE") }),
    "aws:ec2/eip:Eip": (name) => ({ publicIp: `${name}.ip.example.com` }),
    "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 1 }),
    "aws:ec2/vpc:Vpc": () => ({ ownerId: ACCOUNT }),
    "aws:eks/cluster:Cluster": (name, { vpcConfig }) => ({
        endpoint: `https://${name}.eks.example.com`,
        certificateAuthority: { data: "Q0VSVElGSUNBVEU=" },
        identities: [{ oidcs: [{ issuer: `https://oidc.eks.${REGION}.amazonaws.com/id/${name}` }] }],
        vpcConfig: { ...(vpcConfig as Outputs), clusterSecurityGroupId: `${name}-cluster-sg` },
    }),
    "aws:eks/nodeGroup:NodeGroup": (name) => ({ resources: [{ autoscalingGroups: [{ name: `eks-${name}` }] }] }),
    "aws:elasticache/replicationGroup:ReplicationGroup": (name) => ({
        primaryEndpointAddress: `${name}.cache.example.com`,
        readerEndpointAddress: `${name}-reader.cache.example.com`,
        configurationEndpointAddress: `${name}-configuration.cache.example.com`,
    }),
    "aws:iam/accessKey:AccessKey": (name) => ({ secret: `${name}-secret` }),
    "aws:kms/key:Key": (name) => ({ keyId: `${name}-key-id` }),
    "aws:lb/loadBalancer:LoadBalancer": (name) => ({ dnsName: `${name}.elb.amazonaws.com`, zoneId: `${name}-zone-id` }),
    "aws:rds/cluster:Cluster": (name) => ({
        endpoint: `${name}.rds.example.com`,
        readerEndpoint: `${name}-reader.rds.example.com`,
    }),
    "aws:rds/instance:Instance": (name) => ({ address: `${name}.rds.example.com` }),
};

/** State of a resource as its provider would answer: its inputs, for AWS an ARN and a name, and what else others are known to read. */
export function providerState({ type, name, inputs }: pulumi.runtime.MockResourceArgs): Outputs {
    const given = inputs as Outputs;
    return {
        ...given,
        ...(type.startsWith("aws:") ? awsOutputs(type, name, given) : {}),
        ...COMPUTED[type]?.(name, given),
    };
}

function awsOutputs(type: string, name: string, inputs: Outputs): Outputs {
    const service = type.slice("aws:".length).split("/")[0] ?? "";
    return { arn: `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`, name: inputs["name"] ?? name };
}

function randomText(length: number | undefined): string {
    return randomBytes(64).toString("hex").slice(0, length);
}

/** Has the form of a PEM block, but nothing in it that a parser would take. */
function pem(label: string): string {
    return `-----BEGIN ${label}-----\n${randomText(64)}\n-----END ${label}-----\n`;
}
