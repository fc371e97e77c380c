import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { PROJECT_ROOT } from "../../cli/stackFile";

/** The files that GitHub runs, as it reads them. */

export interface Step {
    readonly uses?: string;
    readonly run?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly with?: Readonly<Record<string, string | number | boolean>>;
}

export type Permissions = Readonly<Record<string, string>>;

export interface Job {
    readonly if?: string;
    readonly needs?: string | readonly string[];
    readonly environment?: string;
    readonly permissions?: Permissions;
    readonly strategy?: { readonly matrix: { readonly stack: readonly string[] } };
    readonly "timeout-minutes"?: number;
    readonly steps: readonly Step[];
}

export interface Workflow {
    readonly name: string;
    readonly on: Readonly<
        Record<string, { readonly types?: readonly string[]; readonly workflows?: readonly string[] } | null>
    >;
    readonly permissions: Permissions;
    readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = path.join(PROJECT_ROOT, ".github/workflows");

export const WORKFLOW_FILES = fs.readdirSync(FOLDER).sort();

export function textOf(file: string): string {
    return fs.readFileSync(path.join(PROJECT_ROOT, ".github", file), "utf8");
}

export function workflow(file: string): Workflow {
    return parse(textOf(path.join("workflows", file))) as Workflow;
}

const ACTION = "actions/prepare/action.yml";

/** Every file that has steps, as text. */
export const FILES_WITH_STEPS: readonly string[] = [...WORKFLOW_FILES.map((file) => `workflows/${file}`), ACTION];

export function stepsOf(file: string): readonly Step[] {
    const content = parse(textOf(file)) as Partial<Workflow> & { readonly runs?: { readonly steps: readonly Step[] } };
    return content.runs?.steps ?? Object.values(content.jobs ?? {}).flatMap(({ steps }) => steps);
}
