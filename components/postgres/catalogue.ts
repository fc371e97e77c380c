/**
 * Images of the PostgreSQL servers, 2026-11-23. `standard` carries pgvector and PGAudit; the tag follows PostgreSQL 15's minor
 * releases (cloudnative-pg/postgres-containers README, "Image tags").
 */
export const POSTGRES_IMAGE = "ghcr.io/cloudnative-pg/postgresql:15-standard-trixie";

/** API of the operator's custom resources. */
export const POSTGRES_API = "postgresql.cnpg.io/v1";
