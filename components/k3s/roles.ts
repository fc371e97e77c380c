import * as pulumi from "@pulumi/pulumi";
import { InstanceProfile } from "@pulumi/aws/iam/instanceProfile";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import type { PolicyStatement } from "../../contracts";

export interface MachineIdentity {
    readonly profileName: pulumi.Output<string>;
    /** Exist once the machines may do all that they need. */
    readonly granted: pulumi.Resource[];
}

/** Policies of AWS for every machine. */
const MANAGED_POLICIES: Readonly<Record<string, string>> = {
    // A shell for emergencies through AWS's own API, logged by it, instead of SSH: no key, no open port.
    sessions: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    images: "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
};

const ASSUMED_BY_EC2 = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
});

/** Lets machines read their bootstrap secret. */
export function readSecret(
    secretArn: pulumi.Input<string>,
    kmsKeyArn: pulumi.Input<string> | undefined,
): PolicyStatement[] {
    return [
        { sid: "ReadBootstrapSecret", actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] },
        ...(kmsKeyArn === undefined
            ? []
            : [{ sid: "DecryptBootstrapSecret", actions: ["kms:Decrypt"], resources: [kmsKeyArn] }]),
    ];
}

/** Lets servers keep snapshots below `prefix` in a bucket and find out which machines are gone. */
export function serveCluster(
    bucketArn: pulumi.Input<string>,
    prefix: string,
    kmsKeyArn: pulumi.Input<string> | undefined,
): PolicyStatement[] {
    return [
        {
            sid: "KeepSnapshots",
            actions: ["s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
            resources: [pulumi.interpolate`${bucketArn}/${prefix}/*`],
        },
        // Without a condition on the prefix: k3s first asks whether the bucket exists (HeadBucket), which has none.
        { sid: "FindSnapshots", actions: ["s3:ListBucket"], resources: [bucketArn] },
        // EC2 knows no narrower resource for this call.
        { sid: "FindLostMachines", actions: ["ec2:DescribeInstances"], resources: ["*"] },
        ...(kmsKeyArn === undefined
            ? []
            : // An upload in parts, and a restore, read what was encrypted.
              [{ sid: "EncryptSnapshots", actions: ["kms:GenerateDataKey", "kms:Decrypt"], resources: [kmsKeyArn] }]),
    ];
}

/** Creates the role that the machines of one kind have. */
export function createIdentity(
    name: string,
    statements: readonly PolicyStatement[],
    parent: pulumi.Resource,
): MachineIdentity {
    const role = new Role(`${name}-role`, { assumeRolePolicy: ASSUMED_BY_EC2, tags: { Name: name } }, { parent });
    const policy = new RolePolicy(
        `${name}-policy`,
        {
            role: role.id,
            policy: pulumi.jsonStringify({
                Version: "2012-10-17",
                Statement: statements.map(({ sid, actions, resources }) => ({
                    Sid: sid,
                    Effect: "Allow",
                    Action: actions,
                    Resource: resources,
                })),
            }),
        },
        { parent },
    );
    const attachments = Object.entries(MANAGED_POLICIES).map(
        ([purpose, policyArn]) =>
            new RolePolicyAttachment(`${name}-${purpose}`, { role: role.id, policyArn }, { parent }),
    );
    const profile = new InstanceProfile(`${name}-profile`, { role: role.id, tags: { Name: name } }, { parent });
    return { profileName: profile.id, granted: [policy, ...attachments] };
}
