import * as fs from "node:fs";
import { text } from "node:stream/consumers";
import { z } from "zod";
import type { PreviewFile, StateFile } from "../analysis/graph";
import { isGroup } from "../config";
import { UserError } from "../rehearsal/userError";
import { BAD_INPUT } from "./stackFile";

/** Reads what Pulumi's engine wrote, and says what a file is that is something else. */

/** Stands for the standard input. */
const STANDARD_INPUT = "-";

const properties = z.record(z.string(), z.unknown());

const resource = z.object({
    urn: z.string(),
    type: z.string(),
    custom: z.boolean(),
    delete: z.boolean().optional(),
    id: z.string().optional(),
    inputs: properties.optional(),
    outputs: properties.optional(),
    parent: z.string().optional(),
    protect: z.boolean().optional(),
    retainOnDelete: z.boolean().optional(),
    provider: z.string().optional(),
    dependencies: z.array(z.string()).optional(),
});

const state = z.object({
    deployment: z.object({
        resources: z.array(resource).optional(),
        pending_operations: z.array(z.object({ type: z.string(), resource })).optional(),
    }),
});

const preview = z.object({
    config: z.record(z.string(), z.string()).optional(),
    steps: z
        .array(
            z.object({
                op: z.string(),
                urn: z.string(),
                oldState: resource.optional(),
                newState: resource.optional(),
            }),
        )
        .optional(),
    diagnostics: z.array(z.object({ severity: z.string().optional(), message: z.string().optional() })).optional(),
    changeSummary: z.record(z.string(), z.number()).optional(),
});

/** How a file of each kind is made. */
const COMMANDS = {
    preview: "pulumi preview --json --show-sames > preview.json",
    state: "pulumi stack export > state.json",
};

/** What files look like that somebody may take for another: the first that fits. */
const KINDS: readonly { readonly what: string; readonly keys: readonly string[]; readonly then?: string }[] = [
    { what: "a state", keys: ["deployment"], then: "use --state" },
    { what: "a preview", keys: ["changeSummary"], then: "use --preview" },
    { what: "a preview", keys: ["steps"], then: "use --preview" },
    { what: "a checkpoint of Pulumi's own backend", keys: ["checkpoint"], then: `export it: ${COMMANDS.state}` },
    { what: "an update plan", keys: ["resourcePlans"], then: `write a preview: ${COMMANDS.preview}` },
    { what: "a plan of this program", keys: ["stack", "resources"], then: "it holds its analysis already" },
    { what: "a stream of events", keys: ["sequence", "timestamp"], then: `write a preview: ${COMMANDS.preview}` },
];

/** A preview, as `pulumi preview --json` writes it. */
export function readPreview(file: string): Promise<PreviewFile> {
    return read(file, "preview", preview, ["steps", "changeSummary"]);
}

/** A state, as `pulumi stack export` writes it. */
export function readState(file: string): Promise<StateFile> {
    return read(file, "state", state, ["deployment"]);
}

/** `marks`: keys of which a document of this kind has one at least. */
async function read<T>(
    file: string,
    kind: keyof typeof COMMANDS,
    schema: z.ZodType<T>,
    marks: readonly string[],
): Promise<T> {
    const document = parse(await textOf(file), file, kind);
    if (!isGroup(document) || !marks.some((mark) => mark in document)) {
        throw refusal(`${nameOf(file)} is not a ${kind}. ${whatItIs(document, kind)}`);
    }
    const parsed = schema.safeParse(document);
    if (!parsed.success) {
        const [issue] = parsed.error.issues;
        const place = issue?.path.join(".") ?? "";
        throw refusal(
            `${nameOf(file)} is not a ${kind} that can be read: ${place}: ${issue?.message ?? ""}. Write it anew: ${COMMANDS[kind]}`,
        );
    }
    return parsed.data;
}

async function textOf(file: string): Promise<string> {
    try {
        // Read at once, a pipe whose writer is slow fails with EAGAIN.
        return file === STANDARD_INPUT ? await text(process.stdin) : fs.readFileSync(file, "utf8");
    } catch (error) {
        throw refusal(`${nameOf(file)} cannot be read: ${(error as Error).message}`);
    }
}

function parse(content: string, file: string, kind: keyof typeof COMMANDS): unknown {
    if (content.trim() === "") {
        throw refusal(`${nameOf(file)} is empty. Write it with: ${COMMANDS[kind]}`);
    }
    try {
        return JSON.parse(content) as unknown;
    } catch (error) {
        // A stream of events has a document in every line.
        const first = firstLine(content);
        throw refusal(
            first === undefined
                ? `${nameOf(file)} is not JSON (${(error as Error).message}). Write it with: ${COMMANDS[kind]}`
                : `${nameOf(file)} is not a ${kind}. ${whatItIs(first, kind)}`,
        );
    }
}

function firstLine(content: string): unknown {
    try {
        return JSON.parse(content.trimStart().split("\n", 1)[0] ?? "") as unknown;
    } catch {
        return undefined;
    }
}

function whatItIs(document: unknown, kind: keyof typeof COMMANDS): string {
    const found = isGroup(document) ? KINDS.find(({ keys }) => keys.every((key) => key in document)) : undefined;
    return found === undefined
        ? `Write one: ${COMMANDS[kind]}`
        : `It looks like ${found.what}${found.then === undefined ? "" : `: ${found.then}`}`;
}

function nameOf(file: string): string {
    return file === STANDARD_INPUT ? "What comes in" : file;
}

function refusal(message: string): UserError {
    return new UserError(message, { exitCode: BAD_INPUT });
}
