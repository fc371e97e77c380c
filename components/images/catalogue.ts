/** A program that runs in any image, `scratch` included: the musl variants are linked statically. Docker's official image, 2026-11-25. */
export const BUSYBOX_IMAGE = "docker.io/library/busybox:1.37.0-musl";
