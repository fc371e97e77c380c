import * as pulumi from "@pulumi/pulumi";
import type { BucketPurpose, PolicyStatement } from "../../contracts";

/** What pods may do with the buckets. */

interface Actions {
    /** On the bucket itself. */
    readonly bucket: readonly string[];
    /** On its objects. Never on versions of them: pods can delete, and cannot destroy. */
    readonly objects: readonly string[];
}

const READ_WRITE = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"] as const;

/** Uploads in parts are begun and finished with `s3:PutObject`; these look at and give up what is under way. */
const PARTS = ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"] as const;

/**
 * What each purpose needs. Listing includes the look whether the bucket is there, with which Dify, Barman and Milvus begin.
 * Sources: Dify 1.16.1 `aws_s3_storage.py` (whole objects); the plugin daemon alike; Milvus's client (minio-go) asks for the region and
 * goes on with interrupted uploads; Barman and the dumps send files of many GB in parts.
 */
const ACTIONS: Readonly<Record<BucketPurpose, Actions>> = {
    files: { bucket: ["s3:ListBucket"], objects: READ_WRITE },
    plugins: { bucket: ["s3:ListBucket"], objects: READ_WRITE },
    vectors: {
        bucket: ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"],
        objects: [...READ_WRITE, ...PARTS],
    },
    backups: { bucket: ["s3:ListBucket"], objects: [...READ_WRITE, ...PARTS] },
};

const SID_PREFIX: Readonly<Record<BucketPurpose, string>> = {
    files: "Files",
    plugins: "Plugins",
    vectors: "Vectors",
    backups: "Backups",
};

/** What pods need in order to work with the bucket of a purpose. `kmsKeyArn` is the key that encrypts it. */
export function bucketStatements(
    purpose: BucketPurpose,
    bucketArn: pulumi.Input<string>,
    kmsKeyArn: pulumi.Input<string>,
): PolicyStatement[] {
    const { bucket, objects } = ACTIONS[purpose];
    const sid = SID_PREFIX[purpose];
    return [
        { sid: `${sid}Bucket`, actions: bucket, resources: [bucketArn] },
        { sid: `${sid}Objects`, actions: objects, resources: [pulumi.interpolate`${bucketArn}/*`] },
        { sid: `${sid}Key`, actions: ["kms:GenerateDataKey", "kms:Decrypt"], resources: [kmsKeyArn] },
    ];
}
