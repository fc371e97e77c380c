/** Ids of the rules that every stack is held to (analysis/invariants): what a waiver names, and what reports show. */
export const INVARIANT_IDS = [
    "zones-three",
    "zones-all",
    "spread-hard",
    "replicas-quorum",
    "resources-stated",
    "connection-budget",
    "zone-loss-room",
    "pdb-present",
    "pdb-drains",
    "probes-present",
    "drain-order",
    "one-beat",
    "migration-once",
    "backups-kept",
    "backups-proven",
    "data-protected",
    "data-encrypted",
    "buckets-guarded",
    "database-tls",
    "data-private",
    "egress-restricted",
    "iam-narrow",
    "no-upstream-credential",
    "no-plain-secret",
    "images-pinned",
    "charts-pinned",
    "redis-broker-mode",
    "redis-keeps-queues",
] as const;

export type InvariantId = (typeof INVARIANT_IDS)[number];

/** Accepts, for a time, that a stack breaks a rule. */
export interface Waiver {
    readonly id: InvariantId;
    /** Why that is acceptable. */
    readonly reason: string;
    /** Last day on which it counts, as `2026-12-31`. */
    readonly until: string;
}
