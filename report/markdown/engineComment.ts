import type { EngineChanges } from "../../analysis/diff/engine";
import type { Plan } from "../../analysis/diff/plan";
import { changesBlock, dataBlock } from "./changes";
import { code, prose } from "./escape";
import { fittedResources } from "./limit";
import { summaryBlocks } from "./summary";

/** What Pulumi's engine would do to a stack, as a comment. Pure. */
export interface EnginePreview {
    readonly stack: string;
    readonly changes: EngineChanges;
    /** What it complains about; it fails for these. */
    readonly errors: readonly string[];
    /** What is computed of all that would be there; undefined where that could not be. */
    readonly plan: Plan | undefined;
}

export function engineComment({ stack, changes, errors, plan }: EnginePreview): string {
    return fittedResources((resources) => [
        `## Preview of ${code(stack)}`,
        "What Pulumi's engine would do to what is deployed.",
        ...dataBlock(changes.data),
        ...(errors.length === 0
            ? []
            : [`**The preview fails:**\n\n${errors.map((error) => `- ${prose(error)}`).join("\n")}`]),
        ...(changes.resources.length === 0 ? ["No resource changes."] : changesBlock(changes.resources, resources)),
        ...(plan === undefined ? [] : summaryBlocks(plan)),
    ]);
}
