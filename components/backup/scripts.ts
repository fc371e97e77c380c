import * as fs from "node:fs";
import * as path from "node:path";

/** Name of the Python package, and of the folder that it must stand in. */
export const PACKAGE = "dify_backup";

/** Sources of the backup program, by file name: what the ConfigMap carries, and what trials run. */
export function backupScripts(): Record<string, string> {
    const folder = path.join(__dirname, "scripts", PACKAGE);
    const files = fs.readdirSync(folder).filter((file) => file.endsWith(".py"));
    return Object.fromEntries(files.sort().map((file) => [file, fs.readFileSync(path.join(folder, file), "utf8")]));
}
