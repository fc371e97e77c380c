import * as pulumi from "@pulumi/pulumi";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { BucketReplicationConfig } from "@pulumi/aws/s3/bucketReplicationConfig";
import type { BucketPurpose } from "../../contracts";
import type { CreatedBuckets } from "./buckets";
import { PURPOSES } from "./names";
import { REPLICATION_TRUST, replicationPolicy } from "./policies";

/** Where the buckets of another region are. */
export interface ReplicationTarget {
    readonly region: string;
    /** Resolved once the buckets there keep versions: S3 replicates into no others. */
    readonly bucketArns: Readonly<Record<BucketPurpose, pulumi.Input<string>>>;
    /** Key that encrypts them. */
    readonly kmsKeyArn: pulumi.Input<string>;
}

/**
 * Minutes within which S3 Replication Time Control copies an object: 99.9 % of them, in writing (AWS, "Using S3 Replication Time
 * Control"; the only value it takes). Without it there is no bound at all, and so no figure for what a lost region costs.
 */
export const REPLICATION_MINUTES = 15;

/** Has S3 copy every new version into the other region. Objects from before need one run of S3 Batch Replication. */
export function createReplication(
    name: string,
    source: CreatedBuckets & { readonly region: string },
    target: ReplicationTarget,
    locked: boolean,
    opts: pulumi.CustomResourceOptions,
): void {
    const { role, policy } = createRole(name, source, target, locked, opts);
    PURPOSES.forEach((purpose) => {
        new BucketReplicationConfig(
            `${name}-${purpose}`,
            { bucket: source.buckets[purpose].name, role: role.arn, rules: [replicationRule(target, purpose)] },
            { ...opts, dependsOn: policy },
        );
    });
}

function createRole(
    name: string,
    source: CreatedBuckets & { readonly region: string },
    target: ReplicationTarget,
    locked: boolean,
    opts: pulumi.CustomResourceOptions,
): { role: Role; policy: RolePolicy } {
    const role = new Role(
        `${name}-replication`,
        { assumeRolePolicy: JSON.stringify(REPLICATION_TRUST), tags: { Name: `${name}-replication` } },
        opts,
    );
    const ends = pulumi.output({
        source: {
            region: source.region,
            bucketArns: PURPOSES.map((purpose) => source.buckets[purpose].arn),
            kmsKeyArn: source.kmsKeyArn,
        },
        target: {
            region: target.region,
            bucketArns: PURPOSES.map((purpose) => target.bucketArns[purpose]),
            kmsKeyArn: target.kmsKeyArn,
        },
    });
    const policy = new RolePolicy(
        `${name}-replication`,
        {
            role: role.id,
            policy: ends.apply((known) => JSON.stringify(replicationPolicy(known.source, known.target, locked))),
        },
        opts,
    );
    return { role, policy };
}

function replicationRule(target: ReplicationTarget, purpose: BucketPurpose) {
    const within = { minutes: REPLICATION_MINUTES };
    return {
        id: "all",
        priority: 0,
        status: "Enabled",
        filter: {},
        // What was deleted here must not come back there: plugins that were removed, segments that were compacted, backups that were too
        // old. A marker destroys nothing, and the destruction of a version is never replicated.
        deleteMarkerReplication: { status: "Enabled" },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
        destination: {
            bucket: target.bucketArns[purpose],
            storageClass: "STANDARD",
            encryptionConfiguration: { replicaKmsKeyId: target.kmsKeyArn },
            replicationTime: { status: "Enabled", time: within },
            metrics: { status: "Enabled", eventThreshold: within },
        },
    };
}
