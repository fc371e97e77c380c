/**
 * Image of Pgpool-II, 2026-11-23: the project's own, with the programs in /opt/pgpool-II/bin, OpenSSL and the user `postgres`, uid 70
 * (pgpool/pgpool2_on_k8s, pgpool.docker/Dockerfile.pgpool). UNCONFIRMED: nobody has pulled or run it here; the configuration and the
 * start script have run on Debian's Pgpool-II 4.3.5.
 */
export const PGPOOL_IMAGE = "docker.io/pgpool/pgpool:4.4.3";

/** uid and gid of the image's user. */
export const PGPOOL_UID = 70;
