import { resolveInstallation } from "../../rehearsal/services/backup/installation";
import type { Progress } from "../../rehearsal/progress";
import { UserError } from "../../rehearsal/userError";

/** Makes the Python environment that the tests of the backup program run, where that can be done. */
export async function installPython(progress: Progress): Promise<void> {
    try {
        await resolveInstallation({ progress });
    } catch (error) {
        if (!(error instanceof UserError)) {
            throw error;
        }
        // The tests of the backup program fail or are skipped with the same text; all others can still run.
        process.stderr.write(`${error.message}\n`);
    }
}
