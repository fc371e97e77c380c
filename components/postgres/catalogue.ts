/**
 * Image of the PostgreSQL servers, 2026-11-25. `standard` carries pgvector and PGAudit. The minor release is pinned, or instances that
 * start at different times would run different ones; it is that of the dumps (components/backup/catalogue.ts, with the source).
 */
export const POSTGRES_IMAGE = "ghcr.io/cloudnative-pg/postgresql:15.19-standard-trixie";

/** API of the operator's custom resources. */
export const POSTGRES_API = "postgresql.cnpg.io/v1";
