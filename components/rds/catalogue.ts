/** Versions and images, 2026-11-25. */

/** Engine versions of one kind of server, and the family of its parameter groups. */
interface EngineRelease {
    readonly engine: "postgres" | "aurora-postgresql";
    readonly version: string;
    readonly family: string;
}

/** Newest minor releases of PostgreSQL 15 that AWS lists (cfn-lint 1.58.0, `aws_rds_dbinstance/engine_version.json`, 2026-10). */
export const RELEASES = {
    rds: { engine: "postgres", version: "15.19", family: "postgres15" },
    aurora: { engine: "aurora-postgresql", version: "15.19", family: "aurora-postgresql15" },
} as const satisfies Record<string, EngineRelease>;

/** Signs the servers' certificates; valid until 2061 (AWS, "Using SSL/TLS to encrypt a connection to a DB instance"). */
export const CERTIFICATE_AUTHORITY = "rds-ca-rsa2048-g1";

/** Reads the master user's secret. `chatwork/dockerfiles` builds on this tag (pull request 4408, 2026). */
export const AWS_CLI_IMAGE = "public.ecr.aws/aws-cli/aws-cli:2.35.19";

/**
 * psql of the servers' release; its own user is 26 (cloudnative-pg/postgres-containers at 2026-08-20, which builds 15.19 for trixie).
 */
export const PSQL_IMAGE = "ghcr.io/cloudnative-pg/postgresql:15.19-standard-trixie";

/** User and group of the psql image. UNCONFIRMED: the group, whose number its Dockerfile does not set; any will do. */
export const PSQL_USER = 26;

/** Where the psql image has PostgreSQL's programs. */
export const POSTGRES_PROGRAMS = "/usr/lib/postgresql/15/bin";
