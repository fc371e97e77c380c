import { randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { stringify } from "yaml";
import { run, type RunResult } from "../process/run";
import { UserError } from "../userError";

export interface PulumiUpArgs {
    readonly stack: string;
    /** Configuration by full key. */
    readonly settings: Readonly<Record<string, string>>;
    /** Folder of the program. */
    readonly programFolder: string;
    /** Folder for the throw-away project, state and plugins' files. */
    readonly folder: string;
    readonly kubeconfig: string;
}

const TIMEOUT_MILLISECONDS = 10 * 60_000;

/** Lines of the engine's output to show when it fails. */
const SHOWN_LINES = 40;

/**
 * `pulumi up` of the program with a state of its own in local files: nothing of the user's stacks, state or login is read or changed.
 * Throws a UserError with the end of the engine's output.
 */
export async function pulumiUp(args: PulumiUpArgs): Promise<void> {
    const project = path.join(args.folder, "project");
    await writeProject(project, args);
    const env = {
        ...process.env,
        KUBECONFIG: args.kubeconfig,
        PULUMI_BACKEND_URL: `file://${args.folder}`,
        // Encrypts a state that is deleted with the cluster.
        PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString("hex"),
        PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const pulumi = async (...command: string[]) =>
        succeeded(command, await run("pulumi", command, { cwd: project, env, timeoutMs: TIMEOUT_MILLISECONDS }));
    await pulumi("stack", "init", args.stack, "--non-interactive");
    await pulumi("up", "--yes", "--skip-preview", "--non-interactive", "--stack", args.stack, "--suppress-outputs");
}

async function writeProject(project: string, { stack, settings, programFolder }: PulumiUpArgs): Promise<void> {
    await fs.mkdir(project, { recursive: true });
    const original = await fs.readFile(path.join(programFolder, "Pulumi.yaml"), "utf8");
    const main = path.relative(project, programFolder);
    await fs.writeFile(path.join(project, "Pulumi.yaml"), original.replace(/^main: .*$/m, `main: ${main}`));
    await fs.writeFile(path.join(project, `Pulumi.${stack}.yaml`), stringify({ config: settings }));
}

function succeeded(command: readonly string[], { code, stdout, stderr }: RunResult): void {
    if (code !== 0) {
        const end = `${stdout}\n${stderr}`.trim().split("\n").slice(-SHOWN_LINES).join("\n");
        throw new UserError(`pulumi ${command.slice(0, 2).join(" ")} failed:\n${end}`);
    }
}
