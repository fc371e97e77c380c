import * as fs from "node:fs";
import * as path from "node:path";
import type { PreviewFile, StateFile } from "../../analysis/graph";

/** What Pulumi's engine wrote, as tests/fixtures/engine/README.md says. */

/** Path of a recording. */
export function recordingFile(name: string): string {
    return path.resolve(__dirname, "../fixtures/engine", `${name}.json`);
}

export function recordedPreview(name: string): PreviewFile {
    return JSON.parse(fs.readFileSync(recordingFile(name), "utf8")) as PreviewFile;
}

export function recordedState(name: string): StateFile {
    return JSON.parse(fs.readFileSync(recordingFile(name), "utf8")) as StateFile;
}
