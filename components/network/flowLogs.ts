import * as pulumi from "@pulumi/pulumi";
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { FlowLog } from "@pulumi/aws/ec2/flowLog";
import type { Vpc } from "@pulumi/aws/ec2/vpc";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";

export interface FlowLogsArgs {
    readonly vpc: Vpc;
    readonly region: string;
    /** Days; one of those that CloudWatch Logs takes. */
    readonly retentionDays: number;
}

/**
 * Who spoke to whom, accepted or rejected, for the whole VPC. CloudWatch Logs encrypts the records with a key of its own, which is
 * enough for addresses and ports: a customer's key would cost a request for every batch and add a way to lose the log.
 */
export function createFlowLogs(
    name: string,
    { vpc, region, retentionDays }: FlowLogsArgs,
    opts: pulumi.CustomResourceOptions,
): void {
    const logGroup = new LogGroup(name, { retentionInDays: retentionDays }, opts);
    const role = new Role(`${name}-role`, { assumeRolePolicy: trustOfFlowLogs(vpc, region) }, opts);
    const policy = new RolePolicy(`${name}-write`, { role: role.name, policy: writingTo(logGroup) }, opts);
    new FlowLog(
        name,
        {
            vpcId: vpc.id,
            trafficType: "ALL",
            logDestinationType: "cloud-watch-logs",
            logDestination: logGroup.arn,
            iamRoleArn: role.arn,
            tags: { Name: name },
        },
        // Without the permission the log would be created and stay silent.
        { ...opts, dependsOn: policy },
    );
}

/** Only flow logs of this account: the service also works for others, who must not make it use this role. */
function trustOfFlowLogs(vpc: Vpc, region: string): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: "vpc-flow-logs.amazonaws.com" },
                Action: "sts:AssumeRole",
                Condition: {
                    StringEquals: { "aws:SourceAccount": pulumi.interpolate`${vpc.ownerId}` },
                    ArnLike: {
                        "aws:SourceArn": pulumi.interpolate`arn:aws:ec2:${region}:${vpc.ownerId}:vpc-flow-log/*`,
                    },
                },
            },
        ],
    });
}

/** The streams of one log group; the group itself is made here, so the service need not create any. */
function writingTo(logGroup: LogGroup): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: [
                    "logs:CreateLogStream",
                    "logs:PutLogEvents",
                    "logs:DescribeLogGroups",
                    "logs:DescribeLogStreams",
                ],
                Resource: pulumi.interpolate`${logGroup.arn}:*`,
            },
        ],
    });
}
