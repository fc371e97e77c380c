import * as fs from "node:fs";
import * as path from "node:path";
import { textDiff } from "./textDiff";

const FOLDER = path.resolve(__dirname, "../golden");

const UPDATE = process.env.UPDATE_GOLDEN === "1";

const HOW_TO_UPDATE =
    "If this is what you mean: UPDATE_GOLDEN=1 npx jest tests/golden, read the difference in git, and commit it with its reason.";

/** Compares a text with the reviewed one in `tests/golden`; with UPDATE_GOLDEN=1 writes it instead. */
export function expectGolden(name: string, text: string): void {
    const file = path.join(FOLDER, name);
    if (UPDATE) {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, text);
        return;
    }
    const golden = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
    if (golden !== text) {
        throw new Error(`tests/golden/${name} is not what comes out now.\n${textDiff(golden, text)}\n${HOW_TO_UPDATE}`);
    }
}

/** Names of the reviewed texts in a folder of `tests/golden`. */
export function goldenNames(folder: string): string[] {
    const full = path.join(FOLDER, folder);
    return fs.existsSync(full) ? fs.readdirSync(full).sort() : [];
}

/** Removes reviewed texts that nothing makes any more, when updating. */
export function dropGoldenExcept(folder: string, names: readonly string[]): void {
    if (UPDATE) {
        goldenNames(folder)
            .filter((name) => !names.includes(name))
            .forEach((name) => fs.rmSync(path.join(FOLDER, folder, name)));
    }
}
