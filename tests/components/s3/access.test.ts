import * as pulumi from "@pulumi/pulumi";
import { bucketStatements } from "../../../components/s3/access";
import { PURPOSES } from "../../../components/s3/names";
import { valueOf } from "../../support/outputs";

const ARN = "arn:aws:s3:::acme";
const KEY = "arn:aws:kms:eu-central-1:123456789012:key/1";

const statementsOf = (purpose: (typeof PURPOSES)[number]) =>
    valueOf(bucketStatements(purpose, pulumi.output(ARN), KEY));

test.each([
    ["files", "Files", ["s3:ListBucket"], []],
    ["plugins", "Plugins", ["s3:ListBucket"], []],
    [
        "vectors",
        "Vectors",
        ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"],
        ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
    ],
    ["backups", "Backups", ["s3:ListBucket"], ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]],
] as const)("%s: these actions on this bucket, its objects and its key", async (purpose, sid, bucket, parts) => {
    expect(await statementsOf(purpose)).toEqual([
        { sid: `${sid}Bucket`, actions: bucket, resources: [ARN] },
        {
            sid: `${sid}Objects`,
            actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", ...parts],
            resources: [`${ARN}/*`],
        },
        { sid: `${sid}Key`, actions: ["kms:GenerateDataKey", "kms:Decrypt"], resources: [KEY] },
    ]);
});

test("no pod can destroy a version, get around a lock or change a bucket", async () => {
    const actions = (await Promise.all(PURPOSES.map(statementsOf))).flat().flatMap((statement) => statement.actions);
    expect(actions.filter((action) => /Version|Bypass|PutBucket|DeleteBucket|\*/.test(action))).toEqual([]);
});

test("statements of all purposes fit into one policy", async () => {
    const sids = (await Promise.all(PURPOSES.map(statementsOf))).flat().map(({ sid }) => sid);
    expect(new Set(sids).size).toBe(sids.length);
});
