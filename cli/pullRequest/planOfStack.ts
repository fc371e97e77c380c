import * as fs from "node:fs";
import * as path from "node:path";
import { sideOf, type Side } from "../../analysis/diff/stacks";
import type { Plan } from "../../analysis/diff/plan";
import { planSchema } from "../planSchema";
import { runGroup } from "./processGroup";

/** Time for a plan, the installation of its packages included. */
const TIMEOUT_MS = 15 * 60_000;

/** Lines of an error that are shown: what went wrong comes first. */
const ERROR_LINES = 12;

/** Plans a stack in a folder with the program that is in it: what that commit would have said itself. */
export async function planOfStack(folder: string, stack: string): Promise<Side> {
    if (!fs.existsSync(path.join(folder, `Pulumi.${stack}.yaml`))) {
        return { kind: "absent" };
    }
    const command = ["run", "--silent", "plan", "--", stack, "--json"];
    const options = { cwd: folder, timeoutMs: TIMEOUT_MS, env: ownEnvironment() };
    const { stdout, stderr } = await runGroup("npm", command, options);
    const plan = planDocumentIn(stdout);
    // A refused plan has a document as well. Whatever else happened, the reason is what it said.
    return plan === undefined ? failure(stderr) : sideOf(plan);
}

/** npm tells its scripts what it was called with; another npm would take it for its own. */
function ownEnvironment(): NodeJS.ProcessEnv {
    return {
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_"))),
        NO_COLOR: "1",
    };
}

/** A plan's document in a text; undefined where there is none. */
export function planDocumentIn(text: string): Plan | undefined {
    try {
        const { data } = planSchema.safeParse(JSON.parse(text));
        return data;
    } catch {
        return undefined;
    }
}

function failure(stderr: string): Side {
    const lines = stderr.trim().split("\n").slice(0, ERROR_LINES);
    return { kind: "failed", problems: [{ path: "plan", message: lines.join(" ") || "printed no plan" }] };
}

/** Names of the stacks that have a file in one of the folders, sorted. */
export function stacksIn(...folders: readonly string[]): string[] {
    const names = folders.flatMap((folder) =>
        fs.readdirSync(folder).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []),
    );
    return [...new Set(names)].sort();
}
