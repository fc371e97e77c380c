import * as semver from "semver";
import { imageFrom, type ImageSource } from "../../contracts";
import { CHANGES, type ChangeName } from "./releases/changes";
import { DEFECTS } from "./releases/defects";
import { IMAGE_ROWS, SQUID_IMAGE, UNTESTED_IMAGES, type ImageTags } from "./releases/images";
import { QUEUE_CHANGES, QUEUE_ORDER } from "./releases/queues";
import type { Defect, Migration, OptionalService } from "./releases/types";
import { VARIABLES_SINCE } from "./releases/variables";

/** What a Dify release consists of: derived from the tables in releases/, whose sources stand beside their rows. */

export interface DifyRelease {
    readonly version: string;
    readonly images: {
        /** api, worker, beat, websocket and the migration Job. */
        readonly api: string;
        readonly web: string;
        readonly sandbox: string;
        /** Absent where the release has none. */
        readonly pluginDaemon?: string;
        readonly squid: string;
    };
    /** Celery queues that a worker listens to unless told otherwise (api/docker/entrypoint.sh). */
    readonly queues: readonly string[];
    /** Which of the changes it has. */
    readonly has: Readonly<Record<ChangeName, boolean>>;
    readonly migration: Migration;
    readonly defects: readonly Defect[];
}

/** Versions of the catalogue, oldest first. */
export const VERSIONS: readonly string[] = IMAGE_ROWS.flatMap(({ versions }) => versions).sort(semver.compare);

/** Releases by version. */
export const RELEASES: Readonly<Record<string, DifyRelease>> = Object.fromEntries(
    IMAGE_ROWS.flatMap(({ versions, ...tags }) => versions.map((version) => [version, derive(version, tags)])),
);

/** The newest that the catalogue knows. */
export const NEWEST_VERSION = VERSIONS[VERSIONS.length - 1] ?? "";

/** A release as its version, its images and the tables make it. */
function derive(version: string, { sandbox, pluginDaemon }: ImageTags): DifyRelease {
    const has = Object.fromEntries(
        Object.entries(CHANGES).map(([name, { since }]) => [name, semver.gte(version, since)]),
    ) as Record<ChangeName, boolean>;
    return {
        version,
        images: {
            api: `docker.io/langgenius/dify-api:${version}`,
            web: `docker.io/langgenius/dify-web:${version}`,
            sandbox: `docker.io/langgenius/dify-sandbox:${sandbox}`,
            ...(pluginDaemon === undefined
                ? {}
                : { pluginDaemon: `docker.io/langgenius/dify-plugin-daemon:${pluginDaemon}` }),
            squid: SQUID_IMAGE,
        },
        queues: queuesOf(version),
        has,
        migration: migrationOf(has),
        defects: DEFECTS.filter(
            ({ since, fixedIn }) =>
                (since === undefined || semver.gte(version, since)) &&
                (fixedIn === undefined || semver.lt(version, fixedIn)),
        ),
    };
}

function queuesOf(version: string): string[] {
    const queues = new Set<string>();
    for (const { add = [], drop = [] } of QUEUE_CHANGES.filter(({ since }) => semver.gte(version, since))) {
        add.forEach((queue) => queues.add(queue));
        drop.forEach((queue) => queues.delete(queue));
    }
    return QUEUE_ORDER.filter((queue) => queues.has(queue));
}

function migrationOf(has: DifyRelease["has"]): Migration {
    if (has.migrationMode) {
        return { kind: "mode" };
    }
    return { kind: "command", command: ["flask", ...(has.migrationLock ? ["upgrade-db"] : ["db", "upgrade"])] };
}

/** Whether a release has a service that not every one has. */
export function hasService({ has }: DifyRelease, service: OptionalService): boolean {
    return has[service];
}

/** Whether a release reads a variable. */
export function reads({ version }: DifyRelease, variable: string): boolean {
    const since = VARIABLES_SINCE[variable];
    return since === undefined || semver.gte(version, since);
}

/**
 * The release of a version. Throws a RangeError for one that is not in the catalogue; a newer one than all of it is taken, if
 * `allowUntested`, to be like the newest.
 */
export function releaseOf(version: string, allowUntested = false): DifyRelease {
    const release = RELEASES[version] ?? (allowUntested && isNewer(version) ? untestedRelease(version) : undefined);
    if (release === undefined) {
        throw new RangeError(`Dify ${version} is not in the catalogue; known: ${VERSIONS.join(", ")}`);
    }
    return release;
}

function untestedRelease(version: string): DifyRelease {
    const newest = IMAGE_ROWS.find(({ versions }) => versions.includes(NEWEST_VERSION));
    const known = semver.gte(version, UNTESTED_IMAGES.since) ? UNTESTED_IMAGES : newest;
    return derive(version, known ?? UNTESTED_IMAGES);
}

/** Whether a version is newer than all of the catalogue. */
export function isNewer(version: string): boolean {
    return semver.valid(version) !== null && semver.gt(version, NEWEST_VERSION);
}

/** The versions of the catalogue before and after one that is not in it: two, or one at either end. */
export function nearestVersions(version: string): string[] {
    const before = VERSIONS.filter((known) => semver.lt(known, version)).slice(-1);
    const after = VERSIONS.filter((known) => semver.gt(known, version)).slice(0, 1);
    return [...before, ...after];
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
            ...(pluginDaemon === undefined ? {} : { pluginDaemon: from(pluginDaemon) }),
            squid: from(squid),
        },
    };
}

/** Ports of the services, the same in every release. */
export const PORTS = {
    api: 5001,
    web: 3000,
    sandbox: 8194,
    ssrfProxy: 3128,
    pluginDaemon: 5002,
    pluginDebug: 5003,
} as const;
