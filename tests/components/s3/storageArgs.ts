import type { S3StorageArgs } from "../../../components/s3/s3Storage";
import { byPurpose } from "../../../components/s3/names";
import { computeOutputs } from "../../support/computedOutputs";

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

/** ARNs, which evaluations do not know otherwise. */
export function computeArns(): void {
    computeOutputs({
        "aws:kms/key:Key": (name) => ({ arn: `arn:aws:kms:eu-central-1:123456789012:key/${name}` }),
        "aws:iam/role:Role": (name) => ({ arn: `arn:aws:iam::123456789012:role/${name}` }),
    });
}
