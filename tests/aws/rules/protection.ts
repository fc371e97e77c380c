import { problemsByType, type Requirement, type Rule } from "./rule";

/** What keeps data cannot be deleted by mistake: neither by Pulumi nor in AWS. */

interface Deletable {
    readonly deletionProtection?: boolean;
    readonly enableDeletionProtection?: boolean;
    readonly skipFinalSnapshot?: boolean;
    readonly finalSnapshotIdentifier?: string;
    readonly forceDestroy?: boolean;
    readonly deletionWindowInDays?: number;
    readonly backupRetentionPeriod?: number;
    readonly snapshotRetentionLimit?: number;
    readonly replicateSourceDb?: string;
}

const protectedByPulumi: Requirement<Deletable> = (_, { protect }) => !protect && "Pulumi may delete it";

const deletionProtection: Requirement<Deletable> = ({ deletionProtection: isOn }) =>
    !isOn && "has no deletion protection";

const finalSnapshot: Requirement<Deletable> = ({ skipFinalSnapshot, finalSnapshotIdentifier }) =>
    (skipFinalSnapshot === true || finalSnapshotIdentifier === undefined) && "leaves no final snapshot";

/** A replica has no data of its own. */
function unlessReplica(requirement: Requirement<Deletable>): Requirement<Deletable> {
    return (inputs, resource, graph) => inputs.replicateSourceDb === undefined && requirement(inputs, resource, graph);
}

const backups: Requirement<Deletable> = ({ backupRetentionPeriod: days = 0 }) => days < 7 && "keeps backups too short";

const DATABASE = [protectedByPulumi, deletionProtection, finalSnapshot, backups].map(unlessReplica);

const REQUIREMENTS: Readonly<Record<string, readonly Requirement<never>[]>> = {
    "aws:rds/instance:Instance": DATABASE,
    "aws:rds/cluster:Cluster": DATABASE,
    "aws:elasticache/replicationGroup:ReplicationGroup": [
        protectedByPulumi,
        finalSnapshot,
        (({ snapshotRetentionLimit: days = 0 }) =>
            days < 7 && "keeps snapshots too short") satisfies Requirement<Deletable>,
    ],
    "aws:s3/bucket:Bucket": [
        protectedByPulumi,
        (({ forceDestroy }) => forceDestroy && "is deleted with its objects") satisfies Requirement<Deletable>,
    ],
    "aws:kms/key:Key": [
        protectedByPulumi,
        (({ deletionWindowInDays: days = 30 }) =>
            days < 30 && "is gone before anybody notices") satisfies Requirement<Deletable>,
    ],
    "aws:eks/cluster:Cluster": [protectedByPulumi, deletionProtection],
    "aws:lb/loadBalancer:LoadBalancer": [
        (({ enableDeletionProtection }) =>
            !enableDeletionProtection && "has no deletion protection") satisfies Requirement<Deletable>,
    ],
};

export const protection: Rule = {
    title: "what keeps data is protected from deletion, and leaves a snapshot",
    problems: (graph) => problemsByType(graph, REQUIREMENTS),
    breach: { variant: "prod", type: "aws:s3/bucket:Bucket", name: "storage-files", other: { protect: false } },
};
