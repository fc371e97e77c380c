import * as fs from "node:fs";
import * as path from "node:path";

/** Name of the probe's program. */
export const PROBE_PROGRAM = "probe.js";

/** Text of the probe's program: what the ConfigMap carries, and what trials run. */
export function probeProgram(): string {
    return fs.readFileSync(path.join(__dirname, "scripts", PROBE_PROGRAM), "utf8");
}
