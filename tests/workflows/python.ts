import { findPython, type PythonEnvironment } from "../../rehearsal/python/environment";
import { UserError } from "../../rehearsal/userError";

/** Packages from PyPI, 2026-11-25: what looks for holes in workflows, and GitHub's schema of them. */
export const WORKFLOW_PYTHON: PythonEnvironment = {
    name: "python-workflow-checks",
    packages: ["zizmor==1.32.0", "check-jsonschema==0.39.0"],
    remedy: "npm test, whose setup does",
};

/** The interpreter, or why there is none. */
export function workflowPython(): { readonly python: string; readonly problems: readonly string[] } {
    try {
        return { python: findPython(WORKFLOW_PYTHON), problems: [] };
    } catch (error) {
        if (!(error instanceof UserError)) {
            throw error;
        }
        return { python: "", problems: [error.message] };
    }
}
