import * as fs from "node:fs";
import * as path from "node:path";

/** Files of the bootstrap, by name: what the ConfigMap carries, and what trials run. */
export function bootstrapScripts(): Record<string, string> {
    const folder = path.join(__dirname, "scripts");
    const files = fs.readdirSync(folder).sort();
    return Object.fromEntries(files.map((file) => [file, fs.readFileSync(path.join(folder, file), "utf8")]));
}
