import * as fs from "node:fs";
import * as path from "node:path";

/** Files and folders that are there as a whole or as they were, also where two processes write the same ones. */

/** Writes a text file. */
export function replaceFile(file: string, text: string): void {
    const fresh = beside(file);
    fs.writeFileSync(fresh, text);
    fs.renameSync(fresh, file);
}

/** Fills a new folder, and puts it in the place of another one. */
export function replaceFolder(folder: string, fill: (fresh: string) => void): void {
    const fresh = beside(folder);
    try {
        fs.mkdirSync(fresh, { recursive: true });
        fill(fresh);
        while (!tookPlace(fresh, folder)) {
            // Somebody else was faster; the last one stays.
        }
    } finally {
        fs.rmSync(fresh, { recursive: true, force: true });
    }
}

/** Moves what is there aside and the new one in; `false` where another one came in between. */
function tookPlace(fresh: string, folder: string): boolean {
    const old = beside(`${folder}.old`);
    try {
        if (fs.existsSync(folder)) {
            fs.renameSync(folder, old);
        }
        fs.renameSync(fresh, folder);
        return true;
    } catch (error) {
        if (OVERTAKEN.includes((error as NodeJS.ErrnoException).code ?? "") && fs.existsSync(fresh)) {
            return false;
        }
        throw error;
    } finally {
        fs.rmSync(old, { recursive: true, force: true });
    }
}

/** What a rename says where the old folder has gone, or a new one has come, since somebody looked. */
const OVERTAKEN = ["ENOENT", "ENOTEMPTY", "EEXIST"];

/** A name in the same folder, and of this process alone. */
function beside(target: string): string {
    return path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}`);
}
