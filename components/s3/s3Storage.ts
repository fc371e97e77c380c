import * as pulumi from "@pulumi/pulumi";
import type { BucketPurpose, Problem } from "../../contracts";
import { refuse } from "../shared/refuse";
import { createBuckets, type ObjectStoreLocation } from "./buckets";
import { retentionProblems, type Retention } from "./lifecycle";
import { byPurpose, nameProblems } from "./names";
import { createReplication, type ReplicationTarget } from "./replication";

export type { ObjectStoreLocation } from "./buckets";
export type { ReplicationTarget } from "./replication";

export interface S3StorageArgs extends Retention {
    /** Region of the provider that is given. */
    readonly region: string;
    /** Names of the buckets, unique in all of AWS. */
    readonly names: Readonly<Record<BucketPurpose, string>>;
    /** Buckets of another region that get a copy of everything. Default: none. */
    readonly replication?: ReplicationTarget;
}

/** One S3 bucket for each purpose: versions kept, encrypted with a key of their own, private, TLS only. */
export class S3Storage extends pulumi.ComponentResource {
    public readonly location: ObjectStoreLocation;
    /** What access is granted to. */
    public readonly bucketArns: Readonly<Record<BucketPurpose, pulumi.Output<string>>>;
    /** Key that encrypts the buckets. */
    public readonly kmsKeyArn: pulumi.Output<string>;

    constructor(name: string, args: S3StorageArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:S3Storage", name, args, opts);
        refuse(this, storageProblems(args));
        const { region, names, replication, objectLock } = args;
        const child = { parent: this };

        const created = createBuckets(name, region, names, args, child);
        if (replication !== undefined) {
            createReplication(name, { ...created, region }, replication, objectLock !== undefined, child);
        }
        this.location = created.location;
        this.bucketArns = byPurpose((purpose) => created.buckets[purpose].arn);
        this.kmsKeyArn = created.kmsKeyArn;
        this.registerOutputs({ location: this.location, bucketArns: this.bucketArns, kmsKeyArn: this.kmsKeyArn });
    }
}

function storageProblems(args: S3StorageArgs): Problem[] {
    const { region, replication } = args;
    const elsewhere: Problem[] =
        replication?.region === region
            ? [{ path: "dr.region", value: region, message: "must be another region than the one it is to replace" }]
            : [];
    return [...nameProblems("storage.buckets", args.names), ...retentionProblems(args), ...elsewhere];
}
