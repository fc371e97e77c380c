import { backupFindings, protectionFindings } from "../../../analysis/invariants/aws/protection";
import { texts, type Rule } from "./rule";

export const protection: Rule = {
    title: "what keeps data is protected from deletion, and leaves a snapshot",
    problems: (graph) => texts(protectionFindings(graph)),
    breach: { variant: "prod", type: "aws:s3/bucket:Bucket", name: "storage-files", other: { protect: false } },
};

export const backups: Rule = {
    title: "what keeps data keeps its backups for a week",
    problems: (graph) => texts(backupFindings(graph)),
    breach: {
        variant: "prod",
        type: "aws:elasticache/replicationGroup:ReplicationGroup",
        name: "redis",
        inputs: { snapshotRetentionLimit: 6 },
    },
};
