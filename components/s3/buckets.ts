import * as pulumi from "@pulumi/pulumi";
import { Alias } from "@pulumi/aws/kms/alias";
import { Key } from "@pulumi/aws/kms/key";
import { Bucket } from "@pulumi/aws/s3/bucket";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration";
import { BucketObjectLockConfiguration } from "@pulumi/aws/s3/bucketObjectLockConfiguration";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning";
import type { BucketPurpose, ObjectStoreEndpoint } from "../../contracts";
import { lifecycleRule, type Retention } from "./lifecycle";
import { bucketArn, byPurpose } from "./names";
import { tlsOnlyPolicy } from "./policies";

/** One bucket for each purpose and the key that encrypts them, alike in every region. */

/** Where a set of buckets is: an `ObjectStoreEndpoint` without the ways of access. */
export type ObjectStoreLocation = Omit<ObjectStoreEndpoint, "access">;

export interface CreatedBucket {
    /** Its name, resolved once it keeps versions. */
    readonly name: pulumi.Output<string>;
    /** Its ARN, likewise. */
    readonly arn: pulumi.Output<string>;
}

export interface CreatedBuckets {
    readonly buckets: Readonly<Record<BucketPurpose, CreatedBucket>>;
    readonly kmsKeyArn: pulumi.Output<string>;
    readonly location: ObjectStoreLocation;
}

/** Days in which a deleted key can be brought back: the longest that AWS has, for without it nothing can be read. */
const KEY_DELETION_DAYS = 30;

export function createBuckets(
    name: string,
    region: string,
    names: Readonly<Record<BucketPurpose, string>>,
    retention: Retention,
    opts: pulumi.CustomResourceOptions,
): CreatedBuckets {
    const key = createKey(name, opts);
    const buckets = byPurpose((purpose) =>
        createBucket(`${name}-${purpose}`, names[purpose], purpose, retention, key, opts),
    );
    return {
        buckets,
        kmsKeyArn: key.arn,
        location: locationOf(
            region,
            byPurpose((purpose) => buckets[purpose].name),
        ),
    };
}

/** Where buckets of a region answer. */
export function locationOf(region: string, buckets: ObjectStoreLocation["buckets"]): ObjectStoreLocation {
    return { url: `https://s3.${region}.amazonaws.com`, region, pathStyle: false, buckets };
}

function createKey(name: string, opts: pulumi.CustomResourceOptions): Key {
    const key = new Key(
        `${name}-key`,
        {
            description: "Encrypts the buckets",
            enableKeyRotation: true,
            deletionWindowInDays: KEY_DELETION_DAYS,
            tags: { Name: name },
        },
        { ...opts, protect: true },
    );
    new Alias(`${name}-key`, { targetKeyId: key.id }, opts);
    return key;
}

function createBucket(
    name: string,
    bucketName: string,
    purpose: BucketPurpose,
    retention: Retention,
    key: Key,
    opts: pulumi.CustomResourceOptions,
): CreatedBucket {
    const lock = purpose === "backups" ? retention.objectLock : undefined;
    const { bucket } = new Bucket(
        name,
        { bucket: bucketName, objectLockEnabled: lock !== undefined, tags: { Name: bucketName } },
        { ...opts, protect: true },
    );
    const versioning = new BucketVersioning(name, { bucket, versioningConfiguration: { status: "Enabled" } }, opts);
    encrypt(name, bucket, key, opts);
    keepPrivate(name, bucket, bucketArn(bucketName), opts);
    const after = { ...opts, dependsOn: versioning };
    new BucketLifecycleConfiguration(name, { bucket, rules: [lifecycleRule(purpose, retention)] }, after);
    if (lock !== undefined) {
        new BucketObjectLockConfiguration(
            name,
            { bucket, rule: { defaultRetention: { mode: "GOVERNANCE", days: lock.days } } },
            after,
        );
    }
    return { name: versioning.bucket, arn: versioning.bucket.apply(bucketArn) };
}

function encrypt(name: string, bucket: pulumi.Output<string>, key: Key, opts: pulumi.CustomResourceOptions): void {
    new BucketServerSideEncryptionConfiguration(
        name,
        {
            bucket,
            rules: [
                {
                    applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
                    // One request to KMS for many objects instead of one for each.
                    bucketKeyEnabled: true,
                    // Whoever brings a key of his own can make an object unreadable to everybody else.
                    blockedEncryptionTypes: ["SSE-C"],
                },
            ],
        },
        opts,
    );
}

function keepPrivate(
    name: string,
    bucket: pulumi.Output<string>,
    arn: string,
    opts: pulumi.CustomResourceOptions,
): void {
    const block = new BucketPublicAccessBlock(
        name,
        {
            bucket,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        },
        opts,
    );
    new BucketOwnershipControls(name, { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } }, opts);
    // S3 refuses two changes of one bucket's access at once.
    new BucketPolicy(name, { bucket, policy: JSON.stringify(tlsOnlyPolicy(arn)) }, { ...opts, dependsOn: block });
}
