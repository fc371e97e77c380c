import * as fs from "node:fs";
import * as path from "node:path";

/** Writes a comment, and what a machine is to know of it, where that was asked for. */
export function writeComment(folder: string | undefined, comment: string, result: object): void {
    if (folder === undefined) {
        return;
    }
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "comment.md"), `${comment}\n`);
    fs.writeFileSync(path.join(folder, "result.json"), `${JSON.stringify(result, undefined, 2)}\n`);
}
