/** What may be done with buckets, as IAM writes it. Pure. */

/** Buckets and key of one end of a replication. */
export interface ReplicationEnd {
    readonly region: string;
    readonly bucketArns: readonly string[];
    readonly kmsKeyArn: string;
}

/** A statement as IAM writes it. */
export interface JsonStatement {
    readonly Sid: string;
    readonly Effect: "Allow" | "Deny";
    readonly Principal?: unknown;
    readonly Action: string | readonly string[];
    readonly Resource?: string | readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface JsonPolicy {
    readonly Version: "2012-10-17";
    readonly Statement: readonly JsonStatement[];
}

/** What S3 may do as the role that replicates (AWS, "Setting up permissions for live replication", "Replicating encrypted objects"). */
export function replicationPolicy(source: ReplicationEnd, target: ReplicationEnd, locked: boolean): JsonPolicy {
    const objects = (arns: readonly string[]) => arns.map((arn) => `${arn}/*`);
    const throughS3 = (region: string) => ({ StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } });
    return policy([
        {
            Sid: "ReadConfiguration",
            Effect: "Allow",
            Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
            Resource: source.bucketArns,
        },
        {
            Sid: "ReadVersions",
            Effect: "Allow",
            Action: [
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionTagging",
                ...(locked ? ["s3:GetObjectRetention", "s3:GetObjectLegalHold"] : []),
            ],
            Resource: objects(source.bucketArns),
        },
        {
            Sid: "WriteReplicas",
            Effect: "Allow",
            Action: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
            Resource: objects(target.bucketArns),
        },
        {
            Sid: "Decrypt",
            Effect: "Allow",
            Action: ["kms:Decrypt"],
            Resource: [source.kmsKeyArn],
            Condition: throughS3(source.region),
        },
        {
            Sid: "EncryptReplicas",
            Effect: "Allow",
            Action: ["kms:Encrypt", "kms:GenerateDataKey"],
            Resource: [target.kmsKeyArn],
            Condition: throughS3(target.region),
        },
    ]);
}

/** Lets S3 take on the role. */
export const REPLICATION_TRUST: JsonPolicy = {
    Version: "2012-10-17",
    Statement: [
        { Sid: "Replicate", Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
};

/** Refuses everything that comes without TLS, or with an older one than 1.2. Takes from what others are given; gives nothing. */
export function tlsOnlyPolicy(arn: string): JsonPolicy {
    const refuse = (sid: string, condition: JsonStatement["Condition"]): JsonStatement => ({
        Sid: sid,
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: condition,
    });
    return policy([
        refuse("RefuseWithoutTls", { Bool: { "aws:SecureTransport": "false" } }),
        refuse("RefuseOldTls", { NumericLessThan: { "s3:TlsVersion": "1.2" } }),
    ]);
}

function policy(statements: JsonStatement[]): JsonPolicy {
    return { Version: "2012-10-17", Statement: statements };
}
