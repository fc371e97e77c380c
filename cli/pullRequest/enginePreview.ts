import * as fs from "node:fs";
import { z } from "zod";
import { engineChanges } from "../../analysis/diff/engine";
import { UserError } from "../../rehearsal/userError";
import type { EnginePreview } from "../../report/markdown/engineComment";
import { BAD_INPUT } from "../stackFile";
import { planDocumentIn } from "./planOfStack";

/** Reads what Pulumi's engine would do. */

const state = z.object({
    type: z.string(),
    parent: z.string().optional(),
    protect: z.boolean().optional(),
    inputs: z.record(z.string(), z.unknown()).optional(),
});

const preview = z.object({
    steps: z
        .array(
            z.object({
                op: z.string(),
                urn: z.string(),
                oldState: state.optional(),
                newState: state.optional(),
                replaceReasons: z.array(z.string()).nullish(),
            }),
        )
        .default([]),
    diagnostics: z.array(z.object({ severity: z.string().optional(), message: z.string().optional() })).nullish(),
});

/**
 * The preview of a stack.
 *
 * @param file what `pulumi preview --json --show-sames` wrote.
 * @param analysis what `analyse --preview <file> --json` wrote of it; one that could not be made is left out.
 */
export function enginePreview(stack: string, file: string, analysis: string | undefined): EnginePreview {
    const parsed = preview.safeParse(jsonIn(file));
    if (!parsed.success) {
        throw new UserError(
            `${file} is no preview. Write one: pulumi preview --stack ${stack} --json --show-sames > ${file}`,
            { exitCode: BAD_INPUT },
        );
    }
    const { steps, diagnostics } = parsed.data;
    const errors = (diagnostics ?? []).flatMap(({ severity, message = "" }) =>
        severity === "error" && message.trim() !== "" ? [message.trim()] : [],
    );
    const plan = analysis === undefined ? undefined : planDocumentIn(fs.readFileSync(analysis, "utf8"));
    return { stack, changes: engineChanges(steps), errors, plan };
}

/** What is said in place of a preview that broke off before there was any. */
const NOTHING = {
    diagnostics: [{ severity: "error", message: "Pulumi wrote no preview; the log of the run says why" }],
};

function jsonIn(file: string): unknown {
    try {
        const text = fs.readFileSync(file, "utf8");
        return text.trim() === "" ? NOTHING : JSON.parse(text);
    } catch (error) {
        throw new UserError(`${file} cannot be read: ${(error as Error).message}`, { exitCode: BAD_INPUT });
    }
}
