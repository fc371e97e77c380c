import type { BucketPurpose, Problem } from "../../contracts";

/** How long S3 keeps what is no longer there. Pure. */

export interface Retention {
    /** Days that replaced and deleted versions of an object are kept. Default 30. */
    readonly expireNoncurrentDays?: number;
    /**
     * Backups cannot be destroyed for so many days by anybody without `s3:BypassGovernanceRetention`. Only for buckets that are yet to be
     * made. Default: no lock.
     */
    readonly objectLock?: { readonly days: number };
}

const DEFAULT_NONCURRENT_DAYS = 30;

/** Days after which the parts of an upload that nobody finished are removed. */
const ABANDONED_UPLOAD_DAYS = 7;

/** Days for segments: compaction rewrites them all day, and each version is paid for in full. Enough to undo a deletion. */
const VECTOR_NONCURRENT_DAYS = 3;

/** S3's limit of a default retention: 100 years. */
const MOST_LOCK_DAYS = 36_500;

/** Days that old versions are kept, given what was asked for. Current objects are never expired: that is for those who wrote them. */
const NONCURRENT_DAYS: Readonly<Record<BucketPurpose, (days: number, lockedDays: number) => number>> = {
    files: (days) => days,
    plugins: (days) => days,
    vectors: (days) => Math.min(days, VECTOR_NONCURRENT_DAYS),
    // Retention by age deletes, which only makes a version noncurrent. S3 would skip a locked one.
    backups: (days, lockedDays) => Math.max(days, lockedDays),
};

/** The one lifecycle rule of a bucket. */
export interface LifecycleRule {
    readonly id: string;
    readonly status: "Enabled";
    readonly filter: Record<string, never>;
    readonly noncurrentVersionExpiration: { readonly noncurrentDays: number };
    readonly expiration: { readonly expiredObjectDeleteMarker: true };
    readonly abortIncompleteMultipartUpload: { readonly daysAfterInitiation: number };
}

export function lifecycleRule(purpose: BucketPurpose, { expireNoncurrentDays, objectLock }: Retention): LifecycleRule {
    const days = expireNoncurrentDays ?? DEFAULT_NONCURRENT_DAYS;
    return {
        id: "what-is-gone",
        status: "Enabled",
        filter: {},
        noncurrentVersionExpiration: { noncurrentDays: NONCURRENT_DAYS[purpose](days, objectLock?.days ?? 0) },
        // The marker of a deletion whose versions are all gone.
        expiration: { expiredObjectDeleteMarker: true },
        abortIncompleteMultipartUpload: { daysAfterInitiation: ABANDONED_UPLOAD_DAYS },
    };
}

/** What is wrong with a retention. */
export function retentionProblems({ expireNoncurrentDays, objectLock }: Retention): Problem[] {
    const whole = (value: number | undefined, most: number, path: string): Problem[] =>
        value === undefined || (Number.isInteger(value) && value >= 1 && value <= most)
            ? []
            : [{ path: `storage.${path}`, value, message: `must be a whole number of days from 1 to ${most}` }];
    return [
        ...whole(expireNoncurrentDays, MOST_LOCK_DAYS, "expireNoncurrentDays"),
        ...whole(objectLock?.days, MOST_LOCK_DAYS, "objectLock.days"),
    ];
}
