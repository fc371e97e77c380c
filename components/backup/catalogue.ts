/**
 * Image of the backup program, 2026-11-23. The `system` flavour is `standard` (PostgreSQL's server and client programs, pgvector, all
 * locales) with Python 3 and barman-cloud, which brings boto3; it runs as user 26 (Dockerfile and docker-bake.hcl of
 * cloudnative-pg/postgres-containers at 2026-08-20, which builds 15.19 for trixie). Upstream calls the flavour deprecated: it goes when
 * the operator loses its in-tree barman support, and then any image with PostgreSQL 15, Python 3.11 or newer and boto3 will do.
 * UNCONFIRMED: that boto3 is in the published image, which was not pulled (`pip install barman[cloud]` in its Dockerfile requires it).
 */
export const BACKUP_IMAGE = "ghcr.io/cloudnative-pg/postgresql:15.19-system-trixie";

/** User and group of the image. UNCONFIRMED: the group, whose number the image's Dockerfile does not set; any will do. */
export const BACKUP_USER = 26;

/** Where the image has PostgreSQL's programs. */
export const POSTGRES_PROGRAMS = "/usr/lib/postgresql/15/bin";
