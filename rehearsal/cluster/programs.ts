import * as fs from "node:fs";
import * as path from "node:path";

import type { Toolchain } from "../toolchain/resolve";
import type { ClusterLayout } from "./layout";

/**
 * Links the programs that are started directly into the cluster's folder. Started through such a link, a
 * process shows in its command line which cluster it belongs to. kwokctl makes the same links for the
 * components it starts.
 */
export function linkPrograms(layout: ClusterLayout, toolchain: Toolchain): void {
    fs.mkdirSync(layout.binDir, { recursive: true });
    fs.mkdirSync(layout.home, { recursive: true });
    for (const name of ["kwokctl", "kwok", "kubectl"] as const) {
        fs.symlinkSync(toolchain.binaries[name].file, path.join(layout.binDir, name));
    }
}

/** The environment of every process of the cluster: nothing of the user's that could change what they do. */
export function clusterEnvironment(layout: ClusterLayout): NodeJS.ProcessEnv {
    return {
        PATH: [layout.binDir, process.env.PATH].join(path.delimiter),
        HOME: layout.home,
        KWOK_WORKDIR: layout.dir,
        ...(process.env.TMPDIR === undefined ? {} : { TMPDIR: process.env.TMPDIR }),
    };
}
