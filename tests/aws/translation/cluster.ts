import { json, same, type Translation, type Value } from "./translation";

/** Clusters, identities, keys and logs. */

export const CLUSTER: Readonly<Record<string, Translation>> = {
    "aws:autoscaling/group:Group": {
        type: "AWS::AutoScaling::AutoScalingGroup",
        inputs: {
            vpcZoneIdentifiers: "VPCZoneIdentifier",
            targetGroupArns: "TargetGroupARNs",
            healthCheckType: true,
            healthCheckGracePeriod: true,
        },
        made: {
            MinSize: ({ minSize }) => String(minSize),
            MaxSize: ({ maxSize }) => String(maxSize),
            LaunchTemplate: ({ launchTemplate }) => {
                const { id, version } = launchTemplate as { readonly id: string; readonly version: string };
                return { launchTemplateId: id, version };
            },
            Tags: ({ tags }) => tags,
        },
    },
    "aws:autoscaling/schedule:Schedule": {
        type: "AWS::AutoScaling::ScheduledAction",
        inputs: { autoscalingGroupName: "AutoScalingGroupName", recurrence: true, timeZone: true },
        // What is -1 is left as it is: CloudFormation has nothing to say of it.
        made: { MinSize: ({ minSize }) => minSize },
    },
    "aws:scheduler/schedule:Schedule": {
        type: "AWS::Scheduler::Schedule",
        inputs: {
            ...same("description", "flexibleTimeWindow", "scheduleExpression", "target"),
            scheduleExpressionTimezone: true,
        },
    },
    "aws:eks/cluster:Cluster": {
        type: "AWS::EKS::Cluster",
        inputs: {
            ...same("name", "version", "roleArn", "accessConfig", "upgradePolicy", "zonalShiftConfig"),
            ...same("bootstrapSelfManagedAddons", "deletionProtection"),
            vpcConfig: "ResourcesVpcConfig",
        },
        made: {
            EncryptionConfig: ({ encryptionConfig }) => [encryptionConfig],
            Logging: ({ enabledClusterLogTypes }) => ({
                clusterLogging: { enabledTypes: (enabledClusterLogTypes as string[]).map((type) => ({ type })) },
            }),
        },
    },
    "aws:eks/nodeGroup:NodeGroup": {
        type: "AWS::EKS::Nodegroup",
        inputs: {
            ...same("amiType", "capacityType", "clusterName", "instanceTypes", "launchTemplate", "scalingConfig"),
            ...same("updateConfig", "version"),
            nodeRoleArn: "NodeRole",
            subnetIds: "Subnets",
        },
        made: { Labels: ({ labels }) => ({ literal: labels }) },
    },
    "aws:eks/addon:Addon": {
        type: "AWS::EKS::Addon",
        inputs: {
            ...same("addonName", "addonVersion", "clusterName", "configurationValues", "podIdentityAssociations"),
            resolveConflictsOnUpdate: "ResolveConflicts",
        },
    },
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
        type: "AWS::EKS::PodIdentityAssociation",
        inputs: same("clusterName", "namespace", "roleArn", "serviceAccount"),
    },
    "aws:iam/role:Role": {
        type: "AWS::IAM::Role",
        made: { AssumeRolePolicyDocument: (inputs) => ({ literal: json("assumeRolePolicy")(inputs) }) },
        tags: true,
    },
    "aws:iam/rolePolicy:RolePolicy": {
        type: "AWS::IAM::RolePolicy",
        inputs: { role: "RoleName" },
        made: { PolicyName: () => "policy", PolicyDocument: (inputs) => ({ literal: json("policy")(inputs) }) },
    },
    "aws:iam/user:User": { type: "AWS::IAM::User", tags: true },
    "aws:iam/userPolicy:UserPolicy": {
        type: "AWS::IAM::UserPolicy",
        inputs: { user: "UserName" },
        made: { PolicyName: () => "policy", PolicyDocument: (inputs) => ({ literal: json("policy")(inputs) }) },
    },
    "aws:iam/instanceProfile:InstanceProfile": {
        type: "AWS::IAM::InstanceProfile",
        made: { Roles: ({ role }) => [role] },
    },
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": {
        type: "AWS::ECR::PullThroughCacheRule",
        inputs: same("ecrRepositoryPrefix", "upstreamRegistryUrl", "credentialArn"),
    },
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": {
        type: "AWS::ECR::RepositoryCreationTemplate",
        inputs: {
            ...same("prefix", "description", "imageTagMutability", "lifecyclePolicy"),
            appliedFors: "AppliedFor",
        },
        made: { EncryptionConfiguration: ({ encryptionConfigurations }) => (encryptionConfigurations as Value[])[0] },
    },
    "aws:kms/key:Key": {
        type: "AWS::KMS::Key",
        inputs: { description: true, enableKeyRotation: true, deletionWindowInDays: "PendingWindowInDays" },
        tags: true,
    },
    "aws:secretsmanager/secret:Secret": {
        type: "AWS::SecretsManager::Secret",
        inputs: { ...same("name", "description", "kmsKeyId"), replicas: "ReplicaRegions" },
        arn: "Ref",
        tags: true,
    },
    "aws:cloudwatch/logGroup:LogGroup": {
        type: "AWS::Logs::LogGroup",
        inputs: { name: "LogGroupName", retentionInDays: true },
        tags: true,
    },
};
