import type * as pulumi from "@pulumi/pulumi";
import type { Grant, IdentityProvider, PolicyStatement } from "../../contracts";
import { SERVICE_ACCOUNTS, SERVICES_NAMESPACE, type ServiceName } from "./catalogue";
import { servicesOf } from "./services";

/** What the services of a cluster may do in AWS: pure; ARNs may be known later. */

export interface ClusterServiceGrantsArgs {
    /** What the cluster's identities are: decides which services there are. */
    readonly kind: IdentityProvider["kind"];
    /** Name of the cluster, as in the tags of its groups and target groups. */
    readonly clusterName: string;
    readonly region: string;
    /** Secrets in Secrets Manager that the cluster may read. Default: none, and no External Secrets Operator. */
    readonly secrets?: {
        /** What the names of the secrets begin with, such as `dify-ha/prod`. */
        readonly prefix: string;
        /** KMS key that encrypts them. */
        readonly kmsKeyArn: pulumi.Input<string>;
        /** What the names of copies from another region begin with; they are under AWS's own key. Default: there are none. */
        readonly copiesPrefix?: string;
    };
}

/** Tag of the target groups that the cluster may put its pods into; its value is the cluster's name. */
export const TARGET_GROUP_TAG = "dify-ha.io/cluster";

/** The grants of all services, to be made into identities before the services are installed. */
export function clusterServiceGrants(args: ClusterServiceGrantsArgs): Grant[] {
    return servicesOf(args.kind, args.secrets !== undefined).map((service) => ({
        name: service,
        namespace: SERVICES_NAMESPACE,
        serviceAccounts: [SERVICE_ACCOUNTS[service]],
        statements: STATEMENTS[service](args),
        method: "podIdentity",
    }));
}

const STATEMENTS: Readonly<Record<ServiceName, (args: ClusterServiceGrantsArgs) => PolicyStatement[]>> = {
    "aws-load-balancer-controller": targetGroupStatements,
    "aws-ebs-csi-driver": volumeStatements,
    "cluster-autoscaler": autoscalerStatements,
    "external-secrets": secretStatements,
};

/**
 * The part of the controller's published policy (v3.5.0, docs/install/iam_policy.json) that a TargetGroupBinding without
 * `spec.networking` needs: load balancers, target groups and security group rules are the program's own.
 */
function targetGroupStatements({ clusterName, region }: ClusterServiceGrantsArgs): PolicyStatement[] {
    return [
        {
            sid: "FindTargets",
            // None of them can be confined to a resource.
            actions: [
                "ec2:DescribeAvailabilityZones",
                "ec2:DescribeInstances",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeVpcs",
                "elasticloadbalancing:DescribeTargetGroups",
                "elasticloadbalancing:DescribeTargetHealth",
            ],
            resources: ["*"],
        },
        {
            sid: "RegisterTargets",
            actions: ["elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"],
            resources: [`arn:aws:elasticloadbalancing:${region}:*:targetgroup/*/*`],
            conditions: { StringEquals: { [`aws:ResourceTag/${TARGET_GROUP_TAG}`]: clusterName } },
        },
    ];
}

/** The autoscaler's published policy (cloudprovider/aws/README.md, 2026-08-22), confined to the cluster's own groups. */
function autoscalerStatements({ clusterName, region }: ClusterServiceGrantsArgs): PolicyStatement[] {
    return [
        {
            sid: "FindGroups",
            // But for the last, none of them can be confined to a resource.
            actions: [
                "autoscaling:DescribeAutoScalingGroups",
                "autoscaling:DescribeAutoScalingInstances",
                "autoscaling:DescribeLaunchConfigurations",
                "autoscaling:DescribeScalingActivities",
                "autoscaling:DescribeTags",
                "ec2:DescribeImages",
                "ec2:DescribeInstanceTypes",
                "ec2:DescribeLaunchTemplateVersions",
                "ec2:GetInstanceTypesFromInstanceRequirements",
                "eks:DescribeNodegroup",
            ],
            resources: ["*"],
        },
        {
            sid: "ScaleOwnGroups",
            actions: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
            resources: [`arn:aws:autoscaling:${region}:*:autoScalingGroup:*:autoScalingGroupName/*`],
            conditions: {
                StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/${clusterName}`]: "owned" },
            },
        },
    ];
}

/** Tag that the driver puts on everything it makes. */
const MANAGED_VOLUME_TAG = "ebs.csi.aws.com/cluster";

/** What provisioning, growing and deleting volumes takes of the driver's policy (AmazonEBSCSIDriverPolicyV2, 2026-08); no snapshots. */
function volumeStatements({ region }: ClusterServiceGrantsArgs): PolicyStatement[] {
    const volumes = `arn:aws:ec2:${region}:*:volume/*`;
    return [
        {
            sid: "FindVolumes",
            // None of them can be confined to a resource.
            actions: [
                "ec2:DescribeAvailabilityZones",
                "ec2:DescribeInstances",
                "ec2:DescribeInstanceTypes",
                "ec2:DescribeVolumes",
                "ec2:DescribeVolumesModifications",
                "ec2:DescribeVolumeStatus",
            ],
            resources: ["*"],
        },
        {
            sid: "CreateVolumes",
            actions: ["ec2:CreateVolume"],
            resources: [volumes],
            conditions: { StringEquals: { [`aws:RequestTag/${MANAGED_VOLUME_TAG}`]: "true" } },
        },
        {
            sid: "TagNewVolumes",
            actions: ["ec2:CreateTags"],
            resources: [volumes],
            conditions: { StringEquals: { "ec2:CreateAction": "CreateVolume" } },
        },
        {
            sid: "ManageOwnVolumes",
            actions: ["ec2:AttachVolume", "ec2:DeleteVolume", "ec2:DetachVolume", "ec2:ModifyVolume"],
            resources: [volumes],
            conditions: { StringEquals: { [`ec2:ResourceTag/${MANAGED_VOLUME_TAG}`]: "true" } },
        },
        {
            sid: "AttachToInstances",
            actions: ["ec2:AttachVolume", "ec2:DetachVolume"],
            resources: [`arn:aws:ec2:${region}:*:instance/*`],
        },
    ];
}

function secretStatements({ region, secrets }: ClusterServiceGrantsArgs): PolicyStatement[] {
    if (secrets === undefined) {
        return [];
    }
    const { prefix, copiesPrefix } = secrets;
    const prefixes = [prefix, ...(copiesPrefix === undefined ? [] : [copiesPrefix])];
    return [
        {
            sid: "ReadSecrets",
            actions: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            resources: prefixes.map((begin) => `arn:aws:secretsmanager:${region}:*:secret:${begin}/*`),
        },
        {
            sid: "DecryptSecrets",
            actions: ["kms:Decrypt"],
            resources: [secrets.kmsKeyArn],
            conditions: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
        },
    ];
}
