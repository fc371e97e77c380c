import { spawnSync } from "node:child_process";
import * as path from "node:path";
import type { Template } from "./cloudFormation";

/** Runs cfn-lint, and reads the data that comes with it. */

export interface Finding {
    /** Rule, such as `E3012`. */
    readonly rule: string;
    /** Name that the resource has in Pulumi, and where in it: `postgres StorageType`. */
    readonly place: string;
    readonly message: string;
}

interface Match {
    readonly Rule: { readonly Id: string };
    readonly Location: { readonly Path: readonly (string | number)[] | null };
    readonly Message: string;
}

/** What cfn-lint finds in a template for these regions. */
export function lint(python: string, template: Template, regions: readonly string[]): Finding[] {
    const args = ["--format", "json", "--include-checks", "I", "--regions", ...regions];
    const { stdout, stderr } = spawnSync(path.join(path.dirname(python), "cfn-lint"), args, {
        input: JSON.stringify(template),
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
    });
    if (stdout.trim() === "") {
        throw new Error(`cfn-lint says nothing: ${stderr}`);
    }
    return (JSON.parse(stdout) as Match[]).map(({ Rule: { Id }, Location: { Path }, Message }) => {
        const [, id = "", , ...rest] = Path ?? [];
        return {
            rule: Id,
            place: [template.Resources[id]?.Metadata.Name ?? id, ...rest].join(" "),
            message: Message,
        };
    });
}

/** A file of data inside the package, such as `AdditionalSpecs/Policies.json`. */
export function cfnLintData<T>(python: string, file: string): T {
    const script =
        "import cfnlint, os, sys; print(open(os.path.join(os.path.dirname(cfnlint.__file__), 'data', sys.argv[1])).read())";
    const { stdout, stderr, status } = spawnSync(python, ["-c", script, file], {
        encoding: "utf8",
        maxBuffer: 256 * 1024 * 1024,
    });
    if (status !== 0) {
        throw new Error(stderr);
    }
    return JSON.parse(stdout) as T;
}
