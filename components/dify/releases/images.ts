import type { Source } from "./types";

/** Which images belong together: the tags that docker/docker-compose.yaml names at each tag of langgenius/dify. */

export interface ImageTags {
    readonly sandbox: string;
    /** Absent where there is no plugin daemon yet. */
    readonly pluginDaemon?: string;
}

interface ImageRow extends ImageTags {
    /** Releases with these; api and web have the release's own tag. */
    readonly versions: readonly string[];
}

/** Read on 2026-11-23. A release whose compose file was not read is not here, whatever stands before and after it. */
export const IMAGE_ROWS: readonly ImageRow[] = [
    { versions: ["0.6.9"], sandbox: "0.2.0" },
    { versions: ["0.6.16"], sandbox: "0.2.1" },
    { versions: ["0.8.0"], sandbox: "0.2.7" },
    { versions: ["0.15.0", "0.15.3"], sandbox: "0.2.10" },
    { versions: ["0.15.8"], sandbox: "0.2.11" },
    { versions: ["1.0.0"], sandbox: "0.2.10", pluginDaemon: "0.0.3-local" },
    { versions: ["1.1.3"], sandbox: "0.2.11", pluginDaemon: "0.0.6-local" },
    { versions: ["1.2.0"], sandbox: "0.2.11", pluginDaemon: "0.0.7-local" },
    { versions: ["1.3.1"], sandbox: "0.2.11", pluginDaemon: "0.0.9-local" },
    { versions: ["1.4.0"], sandbox: "0.2.12", pluginDaemon: "0.0.10-local" },
    { versions: ["1.4.1"], sandbox: "0.2.12", pluginDaemon: "0.1.1-local" },
    { versions: ["1.4.2", "1.4.3", "1.5.0", "1.5.1"], sandbox: "0.2.12", pluginDaemon: "0.1.2-local" },
    { versions: ["1.6.0"], sandbox: "0.2.12", pluginDaemon: "0.1.3-local" },
    {
        versions: ["1.7.0", "1.7.1", "1.7.2", "1.8.0", "1.8.1"],
        sandbox: "0.2.12",
        pluginDaemon: "0.2.0-local",
    },
    { versions: ["1.9.0", "1.9.1"], sandbox: "0.2.12", pluginDaemon: "0.3.0-local" },
    { versions: ["1.9.2"], sandbox: "0.2.12", pluginDaemon: "0.3.3-local" },
    { versions: ["1.10.0", "1.10.1"], sandbox: "0.2.12", pluginDaemon: "0.4.1-local" },
    { versions: ["1.11.0", "1.11.1"], sandbox: "0.2.12", pluginDaemon: "0.5.1-local" },
    { versions: ["1.11.2", "1.11.3", "1.11.4"], sandbox: "0.2.12", pluginDaemon: "0.5.2-local" },
    { versions: ["1.12.0", "1.12.1", "1.13.0"], sandbox: "0.2.12", pluginDaemon: "0.5.3-local" },
    { versions: ["1.13.1", "1.13.2"], sandbox: "0.2.12", pluginDaemon: "0.5.4-local" },
    // Upstream went back to 0.5.3 here.
    { versions: ["1.13.3"], sandbox: "0.2.14", pluginDaemon: "0.5.3-local" },
    { versions: ["1.14.0", "1.14.1"], sandbox: "0.2.15", pluginDaemon: "0.6.0-local" },
    { versions: ["1.14.2"], sandbox: "0.2.15", pluginDaemon: "0.6.1-local" },
    { versions: ["1.15.0", "1.16.0", "1.16.1"], sandbox: "0.2.15", pluginDaemon: "0.6.3-local" },
];

/** The tags of newer releases than those, from the first of them on, as far as anything is known. */
export const UNTESTED_IMAGES: ImageTags & { readonly since: string; readonly source: Source } = {
    since: "1.17.0",
    sandbox: "0.2.15",
    pluginDaemon: "0.6.10-local",
    source: "UNCONFIRMED: deployments of 1.17.0 and 1.17.1 by others, and upstream's main of 2026-08-17; no compose file at the tag was read",
};

/** Canonical's image of Squid 6, for every release; upstream's compose files use `latest`. */
export const SQUID_IMAGE = "docker.io/ubuntu/squid:6.6-24.04_beta";
