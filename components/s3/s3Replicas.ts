import * as pulumi from "@pulumi/pulumi";
import type { BucketPurpose, Problem } from "../../contracts";
import { refuse } from "../shared/refuse";
import { createBuckets, type ObjectStoreLocation } from "./buckets";
import { retentionProblems, type Retention } from "./lifecycle";
import { byPurpose, nameProblems, replicaName } from "./names";
import type { ReplicationTarget } from "./replication";

export interface S3ReplicasArgs extends Retention {
    /** Region of the provider that is given: not that of the originals. */
    readonly region: string;
    /** Names of the originals. The replicas are named `<name>-<region>`. */
    readonly names: Readonly<Record<BucketPurpose, string>>;
}

/** The same buckets in another region, for S3 to copy everything into. With `objectLock` where the originals have it. */
export class S3Replicas extends pulumi.ComponentResource {
    /** What `S3Storage` needs in order to replicate here. */
    public readonly target: ReplicationTarget;
    /** What a stack in this region runs on when the other one is lost. */
    public readonly location: ObjectStoreLocation;

    constructor(name: string, args: S3ReplicasArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:S3Replicas", name, args, opts);
        const { region } = args;
        const names = byPurpose((purpose) => replicaName(args.names[purpose], region));
        refuse(this, replicaProblems(args, names));

        const created = createBuckets(name, region, names, args, { parent: this });
        this.target = {
            region,
            bucketArns: byPurpose((purpose) => created.buckets[purpose].arn),
            kmsKeyArn: created.kmsKeyArn,
        };
        this.location = created.location;
        this.registerOutputs({ target: this.target, location: this.location });
    }
}

/** The originals are checked where they are made: here is only what becomes of them with the region behind. */
function replicaProblems(args: S3ReplicasArgs, names: Readonly<Record<BucketPurpose, string>>): Problem[] {
    return [...nameProblems("storage.buckets", names), ...retentionProblems(args)];
}
