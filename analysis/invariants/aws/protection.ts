import type { ResourceGraph } from "../../graph";
import { findingsByType, type Requirement, type Requirements } from "../requirements";
import type { Finding } from "../types";

/** What keeps data cannot be deleted by mistake, neither by Pulumi nor in AWS, and has backups. */

/** Days that a mistake may go unnoticed: a weekend with a holiday, and the days to see to it. */
export const LEAST_DAYS = 7;

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

const keptBackups: Requirement<Deletable> = ({ backupRetentionPeriod: days = 0 }) =>
    days < LEAST_DAYS && `keeps backups for ${days} days, less than ${LEAST_DAYS}`;

const DATABASE = [protectedByPulumi, deletionProtection, finalSnapshot].map(unlessReplica);

const REQUIREMENTS: Requirements = {
    "aws:rds/instance:Instance": DATABASE,
    "aws:rds/cluster:Cluster": DATABASE,
    "aws:elasticache/replicationGroup:ReplicationGroup": [protectedByPulumi, finalSnapshot],
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

const BACKUPS: Requirements = {
    "aws:rds/instance:Instance": [unlessReplica(keptBackups)],
    "aws:rds/cluster:Cluster": [unlessReplica(keptBackups)],
    "aws:elasticache/replicationGroup:ReplicationGroup": [
        (({ snapshotRetentionLimit: days = 0 }) =>
            days < LEAST_DAYS &&
            `keeps snapshots for ${days} days, less than ${LEAST_DAYS}`) satisfies Requirement<Deletable>,
    ],
};

export function protectionFindings(graph: ResourceGraph): Finding[] {
    return findingsByType(graph, REQUIREMENTS);
}

export function backupFindings(graph: ResourceGraph): Finding[] {
    return findingsByType(graph, BACKUPS);
}
