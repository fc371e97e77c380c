import type { S3StorageArgs } from "../../../components/s3/s3Storage";
import { byPurpose } from "../../../components/s3/names";

export const STORAGE_ARGS: S3StorageArgs = {
    region: "eu-central-1",
    names: { files: "acme-files", plugins: "acme-plugins", vectors: "acme-vectors", backups: "acme-backups" },
};

/** Buckets in Ireland. */
export const TARGET = {
    region: "eu-west-1",
    bucketArns: byPurpose((purpose) => `arn:aws:s3:::acme-${purpose}-eu-west-1`),
    kmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/replicas",
};
