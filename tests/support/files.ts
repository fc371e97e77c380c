import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** A folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-test-"));
    afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
    return folder;
}

/** Calls `use` with a file that holds `text` and is removed afterwards. */
export function withTemporaryFile<T>(name: string, text: string, use: (file: string) => T): T {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-test-"));
    try {
        const file = path.join(folder, name);
        fs.writeFileSync(file, text);
        return use(file);
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
    }
}
