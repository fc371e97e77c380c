import { terminalProgress } from "../../cli/terminal";
import { resolveToolchain } from "../../rehearsal/toolchain/resolve";
import { UserError } from "../../rehearsal/userError";
import { installPython } from "./python";
import { installSystemPackages } from "./systemPackages";

/** Obtains what tests run, before any test: a first build takes minutes, and must not happen under a test's time limit. */
export default async function setUp(): Promise<void> {
    const progress = terminalProgress();
    installSystemPackages(progress);
    await installPython(progress);
    try {
        await resolveToolchain({ progress });
    } catch (error) {
        if (!(error instanceof UserError)) {
            throw error;
        }
        // The cluster tests fail with the same text; all others can still run.
        process.stderr.write(`${error.message}\n`);
    }
}
