import * as pulumi from "@pulumi/pulumi";
import type { BucketPurpose } from "../../contracts";
import { locationOf, type ObjectStoreLocation } from "./buckets";
import { bucketArn, byPurpose, replicaName } from "./names";

/** Buckets as those who use them need them. */
export interface BucketSet {
    readonly location: ObjectStoreLocation;
    /** What access is granted to. */
    readonly bucketArns: Readonly<Record<BucketPurpose, pulumi.Output<string>>>;
    /** Key that encrypts them. */
    readonly kmsKeyArn: pulumi.Output<string>;
}

/** The buckets that `S3Replicas` of another stack has made in this region. Nothing is created: they stay that stack's. */
export function replicaBuckets(
    region: string,
    /** Names of the originals. */
    names: Readonly<Record<BucketPurpose, string>>,
    kmsKeyArn: string,
): BucketSet {
    const replicas = byPurpose((purpose) => replicaName(names[purpose], region));
    return {
        location: locationOf(region, replicas),
        bucketArns: byPurpose((purpose) => pulumi.output(bucketArn(replicas[purpose]))),
        kmsKeyArn: pulumi.output(kmsKeyArn),
    };
}
