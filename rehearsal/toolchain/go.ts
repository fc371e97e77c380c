import * as fs from "node:fs";
import * as semver from "semver";

import { run } from "../process/run";
import { findOnPath } from "./pathBinaries";

/** The oldest Go that the pinned modules build with; an older one may fetch a newer toolchain by itself. */
export const GO_VERSION = "1.26.0";

/** Go as it is installed here. */
export interface GoInstallation {
    readonly file: string;
    readonly version: string;
    /** Folders that a build writes to. They may not exist yet. */
    readonly buildCache: string;
    readonly moduleCache: string;
}

/** Finds a usable Go on `searchPath`. Throws an `Error` with the reason when there is none. */
export async function findGo(searchPath: string): Promise<GoInstallation> {
    const file = findOnPath("go", searchPath);
    if (file === undefined) {
        throw new Error("Go is not installed (no `go` on PATH)");
    }
    // Outside of any module: a go.mod there would already make an old Go fetch a newer one.
    const { code, stdout, stderr } = await run(file, ["env", "-json", ...GO_SETTINGS], { cwd: fs.realpathSync("/") });
    if (code !== 0) {
        throw new Error(`${file} does not work: ${stderr.trim()}`);
    }
    const settings = JSON.parse(stdout) as { [name in (typeof GO_SETTINGS)[number]]: string };
    const version = semver.coerce(settings.GOVERSION)?.version ?? "0.0.0";
    // Go fetches the toolchain that a go.mod asks for since 1.21, unless it is told to stay local.
    const fetchesNewer = semver.gte(version, "1.21.0") && settings.GOTOOLCHAIN !== "local";
    if (semver.lt(version, GO_VERSION) && !fetchesNewer) {
        throw new Error(`Go ${version} is too old (${GO_VERSION} needed, and it does not fetch newer ones itself)`);
    }
    return { file, version, buildCache: settings.GOCACHE, moduleCache: settings.GOMODCACHE };
}

const GO_SETTINGS = ["GOVERSION", "GOTOOLCHAIN", "GOCACHE", "GOMODCACHE"] as const;
