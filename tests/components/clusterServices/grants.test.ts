import { SERVICE_ACCOUNTS } from "../../../components/clusterServices/catalogue";
import { clusterServiceGrants, type ClusterServiceGrantsArgs } from "../../../components/clusterServices/grants";
import { servicesOf } from "../../../components/clusterServices/services";

const ARGS: ClusterServiceGrantsArgs = {
    kind: "eks",
    clusterName: "dify-prod",
    region: "eu-central-1",
    secrets: { prefix: "dify-ha/prod", kmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1" },
};

const everyGrant = [...clusterServiceGrants(ARGS), ...clusterServiceGrants({ ...ARGS, kind: "keys" })];
const statementsOf = (service: string) => everyGrant.find(({ name }) => name === service)?.statements ?? [];

test.each([
    ["eks", false, ["aws-load-balancer-controller", "cluster-autoscaler"]],
    ["eks", true, ["aws-load-balancer-controller", "cluster-autoscaler", "external-secrets"]],
    ["keys", false, ["aws-ebs-csi-driver", "cluster-autoscaler"]],
    ["keys", true, ["aws-ebs-csi-driver", "cluster-autoscaler", "external-secrets"]],
] as const)("a cluster with %s (secrets: %j) has %j", (kind, secrets, services) => {
    expect(servicesOf(kind, secrets)).toEqual(services);
    const grants = clusterServiceGrants({ ...ARGS, kind, secrets: secrets ? ARGS.secrets : undefined });
    expect(grants.map(({ name }) => name)).toEqual(services);
});

test.each(everyGrant)("$name is granted to one service account of kube-system", (grant) => {
    expect(grant).toMatchObject({
        namespace: "kube-system",
        serviceAccounts: [SERVICE_ACCOUNTS[grant.name as keyof typeof SERVICE_ACCOUNTS]],
        method: "podIdentity",
    });
});

test("on every resource they may only look; what they may change is named, in one region", () => {
    for (const { actions, resources } of everyGrant.flatMap(({ statements }) => statements)) {
        expect(actions.join()).not.toContain("*");
        if (resources.includes("*")) {
            actions.forEach((action) => expect(action).toMatch(/:(Describe|GetInstanceTypes)/));
        } else {
            resources.forEach((arn) => expect(arn).toMatch(/^arn:aws:[a-z0-9]+:eu-central-1:/));
        }
    }
});

test("the load balancer controller puts pods into the target groups of its cluster, and changes nothing else", () => {
    expect(statementsOf("aws-load-balancer-controller")).toEqual([
        {
            sid: "FindTargets",
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
            resources: ["arn:aws:elasticloadbalancing:eu-central-1:*:targetgroup/*/*"],
            conditions: { StringEquals: { "aws:ResourceTag/dify-ha.io/cluster": "dify-prod" } },
        },
    ]);
});

test("the autoscaler resizes the groups of its cluster", () => {
    expect(statementsOf("cluster-autoscaler")[1]).toEqual({
        sid: "ScaleOwnGroups",
        actions: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
        resources: ["arn:aws:autoscaling:eu-central-1:*:autoScalingGroup:*:autoScalingGroupName/*"],
        conditions: { StringEquals: { "aws:ResourceTag/k8s.io/cluster-autoscaler/dify-prod": "owned" } },
    });
});

test("the volume driver deletes and attaches volumes that it made", () => {
    expect(statementsOf("aws-ebs-csi-driver").find(({ sid }) => sid === "ManageOwnVolumes")).toEqual({
        sid: "ManageOwnVolumes",
        actions: ["ec2:AttachVolume", "ec2:DeleteVolume", "ec2:DetachVolume", "ec2:ModifyVolume"],
        resources: ["arn:aws:ec2:eu-central-1:*:volume/*"],
        conditions: { StringEquals: { "ec2:ResourceTag/ebs.csi.aws.com/cluster": "true" } },
    });
});

test("secrets are read under the prefix, and decrypted through Secrets Manager only", () => {
    expect(statementsOf("external-secrets")).toEqual([
        {
            sid: "ReadSecrets",
            actions: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            resources: ["arn:aws:secretsmanager:eu-central-1:*:secret:dify-ha/prod/*"],
        },
        {
            sid: "DecryptSecrets",
            actions: ["kms:Decrypt"],
            resources: ["arn:aws:kms:eu-central-1:111122223333:key/1"],
            conditions: { StringEquals: { "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com" } },
        },
    ]);
});

test("copies of another region's secrets are read as well, and no key of ours opens them", () => {
    const secrets = {
        prefix: "dify-ha-dr",
        copiesPrefix: "dify-ha-prod",
        kmsKeyArn: "arn:aws:kms:eu-central-1:1:key/1",
    };
    const [read] =
        clusterServiceGrants({ ...ARGS, secrets }).find(({ name }) => name === "external-secrets")?.statements ?? [];
    expect(read?.resources).toEqual([
        "arn:aws:secretsmanager:eu-central-1:*:secret:dify-ha-dr/*",
        "arn:aws:secretsmanager:eu-central-1:*:secret:dify-ha-prod/*",
    ]);
});
