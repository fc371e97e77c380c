import { REPLICATION_TRUST, replicationPolicy, tlsOnlyPolicy } from "../../../components/s3/policies";

const SOURCE = { region: "eu-central-1", bucketArns: ["arn:aws:s3:::a", "arn:aws:s3:::b"], kmsKeyArn: "key-here" };
const TARGET = { region: "eu-west-1", bucketArns: ["arn:aws:s3:::c"], kmsKeyArn: "key-there" };

test("requests without TLS 1.2 are refused, whoever makes them", () => {
    const refused = {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: ["arn:aws:s3:::a", "arn:aws:s3:::a/*"],
    };
    expect(tlsOnlyPolicy("arn:aws:s3:::a")).toEqual({
        Version: "2012-10-17",
        Statement: [
            { ...refused, Sid: "RefuseWithoutTls", Condition: { Bool: { "aws:SecureTransport": "false" } } },
            { ...refused, Sid: "RefuseOldTls", Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
        ],
    });
});

test("the role of replication reads versions here and writes replicas there, and S3 alone takes it on", () => {
    expect(replicationPolicy(SOURCE, TARGET, false)).toEqual({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "ReadConfiguration",
                Effect: "Allow",
                Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
                Resource: ["arn:aws:s3:::a", "arn:aws:s3:::b"],
            },
            {
                Sid: "ReadVersions",
                Effect: "Allow",
                Action: ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
                Resource: ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"],
            },
            {
                Sid: "WriteReplicas",
                Effect: "Allow",
                Action: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
                Resource: ["arn:aws:s3:::c/*"],
            },
            {
                Sid: "Decrypt",
                Effect: "Allow",
                Action: ["kms:Decrypt"],
                Resource: ["key-here"],
                Condition: { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } },
            },
            {
                Sid: "EncryptReplicas",
                Effect: "Allow",
                Action: ["kms:Encrypt", "kms:GenerateDataKey"],
                Resource: ["key-there"],
                Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
            },
        ],
    });
    expect(REPLICATION_TRUST.Statement).toEqual([
        { Sid: "Replicate", Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
});

test("locks are read where there are any", () => {
    const { Statement } = replicationPolicy(SOURCE, TARGET, true);
    expect(Statement.find(({ Sid }) => Sid === "ReadVersions")?.Action).toEqual([
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionTagging",
        "s3:GetObjectRetention",
        "s3:GetObjectLegalHold",
    ]);
});
