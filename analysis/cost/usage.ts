import type { Range } from "./range";

/** How much of a thing is used in a month, where no plan says it: assumptions, to be read beside every figure that rests on them. */
export interface Usage {
    readonly quantity: Range;
    /** The assumption in words. */
    readonly text: string;
}

function usage(low: number, likely: number, high: number, text: string): Usage {
    return { quantity: { low, likely, high }, text };
}

export const USAGE = {
    storedInBucket: usage(25, 75, 250, "25, 75, 250 GB in each bucket, of four: files, plugins, vectors, backups"),
    newInBucket: usage(2.5, 7.5, 25, "a tenth of what a bucket holds is new each month, and copied"),
    backupCopies: usage(50, 100, 200, "50, 100, 200 GB of copied backups of the database"),
    replicaStorage: usage(50, 200, 1000, "50, 200, 1000 GB in a replica of another region's database"),
    auroraStorage: usage(50, 150, 500, "50, 150, 500 GB in Aurora"),
    auroraRequests: usage(10, 50, 300, "10, 50, 300 million reads and writes of Aurora's storage"),
    cacheSnapshots: usage(1, 10, 60, "1, 10, 60 GB of snapshots of Redis"),
    images: usage(2, 5, 20, "2, 5, 20 GB of images from each registry that is cached"),
    logs: usage(1, 5, 30, "1, 5, 30 GB written to each log group, and kept as long as it says, not compressed"),
    natData: usage(20, 100, 500, "20, 100, 500 GB through each NAT gateway: models, plugins, packages"),
    endpointData: usage(1, 10, 50, "1, 10, 50 GB through each interface endpoint"),
    loadBalancerCapacity: usage(1, 2, 10, "1, 2, 10 capacity units (LCU) of each load balancer"),
    internet: usage(50, 200, 1000, "50, 200, 1000 GB of answers to users"),
    betweenZones: usage(100, 500, 3000, "100, 500, 3000 GB between the zones, paid at both ends"),
    keyVersions: usage(1, 1, 3, "a key costs 1 more after each of its first two yearly rotations"),
    jobHours: usage(0.5 / 24, 1 / 24, 4 / 24, "jobs with a volume of their own run for 0.5, 1, 4 hours a day"),
} as const satisfies Readonly<Record<string, Usage>>;

/** The storage of a database grows by itself: the most is its bound, and until then it is what was ordered. */
export const GROWING_STORAGE = "databases keep the storage that was ordered; at most they grow to its bound";

/** What holds for every figure. */
export const GENERAL: readonly string[] = [
    "730 hours at on-demand prices, without reservations, Savings Plans, free tiers, support and tax",
    "calls of APIs (KMS, Secrets Manager, S3), snapshots of disks, RDS' Enhanced Monitoring and what models of providers cost are not in it",
    "backups of a database in its own region are free up to its size",
];
