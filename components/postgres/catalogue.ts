/**
 * Image of the PostgreSQL servers, 2026-11-25. `standard` carries pgvector and PGAudit. The minor release is pinned, or instances that
 * start at different times would run different ones; it is that of the dumps (components/backup/catalogue.ts, with the source).
 */
export const POSTGRES_IMAGE = "ghcr.io/cloudnative-pg/postgresql:15.19-standard-trixie";

/**
 * Image of the poolers, by the operator's own project: PgBouncer as in published set-ups of its 1.30 line (2026). UNCONFIRMED that it is
 * that version's default; 1.25.1 was that of 1.27 and 1.28 (release notes).
 */
export const PGBOUNCER_IMAGE = "ghcr.io/cloudnative-pg/pgbouncer:1.25.2";

/** API of the operator's custom resources. */
export const POSTGRES_API = "postgresql.cnpg.io/v1";
