import { imageFrom, type ImageSource } from "../../contracts";

/** What a Dify release consists of. Sources: the release's own docker/docker-compose.yaml and nginx template, at its tag. */

export interface DifyRelease {
    readonly version: string;
    readonly images: {
        /** api, worker, beat, websocket and the migration Job. */
        readonly api: string;
        readonly web: string;
        readonly sandbox: string;
        readonly pluginDaemon: string;
        readonly squid: string;
    };
    /** Celery queues that a worker listens to unless told otherwise (api/docker/entrypoint.sh). */
    readonly queues: readonly string[];
}

/** Canonical's image of Squid 6; upstream's compose file uses `latest`. */
const SQUID_IMAGE = "docker.io/ubuntu/squid:6.6-24.04_beta";

/** Releases by version, 2026-11-23. */
export const RELEASES: Readonly<Record<string, DifyRelease>> = {
    "1.16.1": {
        version: "1.16.1",
        images: {
            api: "docker.io/langgenius/dify-api:1.16.1",
            web: "docker.io/langgenius/dify-web:1.16.1",
            sandbox: "docker.io/langgenius/dify-sandbox:0.2.15",
            pluginDaemon: "docker.io/langgenius/dify-plugin-daemon:0.6.3-local",
            squid: SQUID_IMAGE,
        },
        queues: [
            "api_token",
            "dataset",
            "dataset_summary",
            "priority_dataset",
            "priority_pipeline",
            "pipeline",
            "mail",
            "ops_trace",
            "app_deletion",
            "app_rbac",
            "plugin",
            "workflow_storage",
            "conversation",
            "workflow",
            "schedule_poller",
            "schedule_executor",
            "triggered_workflow_dispatcher",
            "trigger_refresh_publisher",
            "trigger_refresh_executor",
            "retention",
            "workflow_based_app_execution",
        ],
    },
};

/** The release of a version. Throws a RangeError for one that is not in the catalogue. */
export function releaseOf(version: string): DifyRelease {
    const release = RELEASES[version];
    if (release === undefined) {
        throw new RangeError(`Dify ${version} is not in the catalogue; known: ${Object.keys(RELEASES).join(", ")}`);
    }
    return release;
}

/** A release whose images are pulled from elsewhere. */
export function releaseFrom(release: DifyRelease, source: ImageSource | undefined): DifyRelease {
    const { api, web, sandbox, pluginDaemon, squid } = release.images;
    const from = (image: string) => imageFrom(image, source);
    return {
        ...release,
        images: {
            api: from(api),
            web: from(web),
            sandbox: from(sandbox),
            pluginDaemon: from(pluginDaemon),
            squid: from(squid),
        },
    };
}

/** Ports of the services. */
export const PORTS = {
    api: 5001,
    web: 3000,
    sandbox: 8194,
    ssrfProxy: 3128,
    pluginDaemon: 5002,
    pluginDebug: 5003,
} as const;
