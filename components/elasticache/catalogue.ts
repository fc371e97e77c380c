/** Engines of ElastiCache, 2026-11-25. */

/** An engine version and the family of its parameter groups. */
export interface EngineRelease {
    readonly version: string;
    readonly family: string;
}

/**
 * Valkey versions that AWS lists are 7.2, 8.0, 8.1, 8.2, 9.0 and 9.1 (cfn-lint 1.58.0, `aws_elasticache_cachecluster/engine_version.json`,
 * 2026-10). Upstream's own sample runs Dify on Valkey 8 (aws-samples/dify-self-hosted-on-aws), so the group that all of Dify depends on
 * stays on that line; the sharded one needs 9 for `durability`. UNCONFIRMED: that every region has both.
 */
export const RELEASES = {
    primary: { version: "8.2", family: "valkey8" },
    sharded: { version: "9.0", family: "valkey9" },
} as const satisfies Record<string, EngineRelease>;
