import type { BucketPurpose, Problem } from "../../contracts";

/** Names of buckets. Pure. */

export const PURPOSES = ["files", "plugins", "vectors", "backups"] as const satisfies readonly BucketPurpose[];

/** A value for each purpose. */
export function byPurpose<T>(make: (purpose: BucketPurpose) => T): Record<BucketPurpose, T> {
    return Object.fromEntries(PURPOSES.map((purpose) => [purpose, make(purpose)])) as Record<BucketPurpose, T>;
}

/** ARN of a bucket, in the commercial partition: the region is not in it, nor the account. */
export function bucketArn(bucketName: string): string {
    return `arn:aws:s3:::${bucketName}`;
}

/** Name of the copy of a bucket in another region. */
export function replicaName(bucketName: string, region: string): string {
    return `${bucketName}-${region}`;
}

/** S3's rules without dots, which the certificate of `<bucket>.s3.<region>.amazonaws.com` would not cover. */
const BUCKET_NAME = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** What is wrong with the names of a set of buckets. */
export function nameProblems(path: string, names: Readonly<Record<BucketPurpose, string>>): Problem[] {
    const taken = (purpose: BucketPurpose) => PURPOSES.find((other) => names[other] === names[purpose]);
    return PURPOSES.flatMap((purpose) => {
        const found = { path: `${path}.${purpose}`, value: names[purpose] };
        if (!BUCKET_NAME.test(names[purpose])) {
            return [
                { ...found, message: "must be 3 to 63 lower-case letters, digits and hyphens, none at either end" },
            ];
        }
        const first = taken(purpose);
        return first === purpose || first === undefined
            ? []
            : [
                  {
                      ...found,
                      message: `is the bucket for ${first} already; each purpose has its own access and lifecycle`,
                  },
              ];
    });
}
