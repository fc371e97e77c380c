import { resolvePython } from "../../rehearsal/python/environment";
import { resolveInstallation } from "../../rehearsal/services/backup/installation";
import { resolveEnvoy } from "../../rehearsal/services/gateway/envoyProgram";
import type { Progress } from "../../rehearsal/progress";
import { UserError } from "../../rehearsal/userError";
import { AWS_PYTHON } from "../aws/python";
import { WORKFLOW_PYTHON } from "../workflows/python";

/** Makes the Python environments that tests run, where that can be done. */
export async function installPython(progress: Progress): Promise<void> {
    await orSaySo(() => resolveInstallation({ progress }));
    await orSaySo(() => resolvePython(AWS_PYTHON, progress));
    await orSaySo(() => resolvePython(WORKFLOW_PYTHON, progress));
    await orSaySo(() => resolveEnvoy(progress));
}

async function orSaySo(install: () => Promise<unknown>): Promise<void> {
    try {
        await install();
    } catch (error) {
        if (!(error instanceof UserError)) {
            throw error;
        }
        // The tests that need it fail or are skipped with the same text; all others can still run.
        process.stderr.write(`${error.message}\n`);
    }
}
