import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { toolchainFolder } from "./cache";
import type { BinaryName } from "./catalogue";

/**
 * Makes a folder that holds every program under its plain name, as links, so that it can be put on a PATH.
 * Its name is made from the files it links to: runs that resolved to other files do not change each other's
 * folder.
 */
export function linkBinFolder(
    cacheDir: string,
    files: ReadonlyArray<{ readonly name: BinaryName; readonly file: string }>,
): string {
    const key = crypto.createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 12);
    const folder = path.join(toolchainFolder(cacheDir), `bin-${key}`);
    fs.mkdirSync(folder, { recursive: true });
    for (const { name, file } of files) {
        const link = path.join(folder, name);
        if (!fs.existsSync(link)) {
            const draft = `${link}.${process.pid}`;
            fs.rmSync(draft, { force: true });
            fs.symlinkSync(file, draft);
            fs.renameSync(draft, link);
        }
    }
    return folder;
}
