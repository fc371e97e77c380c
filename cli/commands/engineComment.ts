import { Command } from "commander";
import { APPROVAL_LABEL } from "../../report/markdown/changes";
import { engineComment } from "../../report/markdown/engineComment";
import { enginePreview } from "../pullRequest/enginePreview";
import { writeComment } from "../pullRequest/outputs";

interface EngineCommentOptions {
    readonly analysis?: string;
    readonly output?: string;
}

/** `engine-comment`: what Pulumi's engine would do to a stack, as a comment for a pull request. */
export function engineCommentCommand(): Command {
    return new Command("engine-comment")
        .description("what a preview of Pulumi's engine says: resources, data that would be lost, figures, as Markdown")
        .argument("<stack>", "stack that the preview is of")
        .argument("<preview>", "file that pulumi preview --json --show-sames wrote")
        .option("--analysis <file>", "file that analyse --preview <preview> --json wrote")
        .option("--output <folder>", "also write comment.md and result.json there")
        .action(run);
}

function run(stack: string, file: string, { analysis, output }: EngineCommentOptions): void {
    const preview = enginePreview(stack, file, analysis);
    const comment = engineComment(preview);
    const lost = preview.changes.data.filter(({ needsApproval }) => needsApproval);
    const result = {
        stack,
        dataReplaced: lost.length > 0,
        label: APPROVAL_LABEL,
        data: lost.map(({ name, change }) => `${name} is ${change}`),
    };
    process.stdout.write(`${comment}\n`);
    writeComment(output, comment, result);
}
