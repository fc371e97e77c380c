import { Command } from "commander";
import { compareStack, dataToApprove, type Side, type StackComparison } from "../../analysis/diff/stacks";
import { UserError } from "../../rehearsal/userError";
import { APPROVAL_LABEL } from "../../report/markdown/changes";
import { comparisonComment } from "../../report/markdown/comment";
import { branchPoint, commitOf, shortCommit } from "../pullRequest/commits";
import { writeComment } from "../pullRequest/outputs";
import { planOfStack, stacksIn } from "../pullRequest/planOfStack";
import { hasPackages, workTreeOf } from "../pullRequest/workTree";
import { BAD_INPUT, PROJECT_ROOT } from "../stackFile";
import { terminalProgress } from "../terminal";

/** The files as they are, committed or not. */
const WORKING_TREE = ".";

interface PreviewCommentOptions {
    readonly stack: readonly string[];
    readonly output?: string;
    readonly json?: boolean;
}

/** What a machine is to know of a comparison: `result.json`. */
export interface PreviewResult {
    readonly base: string;
    /** `null` for the working tree. */
    readonly head: string | null;
    /** Whether protected data would be lost: the pull request needs the label. */
    readonly dataReplaced: boolean;
    readonly label: string;
    readonly stacks: readonly {
        readonly stack: string;
        readonly base: StackComparison["base"]["kind"];
        readonly head: StackComparison["head"]["kind"];
        /** Data that would be lost without anybody having agreed: `postgres is replaced`. */
        readonly data: readonly string[];
    }[];
}

/** `preview-comment`: evaluates every stack at two commits, and tells what is different, as a comment for a pull request. */
export function previewCommentCommand(): Command {
    return new Command("preview-comment")
        .description("what a change does to every stack: resources, data, availability, cost, rules, as Markdown")
        .argument("[base]", "commit to compare with (default: where the branch left origin/main or main)")
        .argument("[head]", "commit to compare, or . for the files as they are", WORKING_TREE)
        .option(
            "--stack <name>",
            "compare this stack; repeatable (default: all)",
            (name: string, before: readonly string[]) => [...before, name],
            [],
        )
        .option("--output <folder>", "also write comment.md and result.json there")
        .option("--json", "print result.json instead of the comment")
        .action(previewComment);
}

async function previewComment(base: string | undefined, head: string, options: PreviewCommentOptions): Promise<void> {
    const baseCommit = base === undefined ? await branchPoint(PROJECT_ROOT) : await commitOf(PROJECT_ROOT, base);
    const headCommit = head === WORKING_TREE ? undefined : await commitOf(PROJECT_ROOT, head);
    const stacks = await compareCommits(baseCommit, headCommit, options.stack);
    const comment = comparisonComment(stacks, {
        base: shortCommit(baseCommit),
        head: headCommit === undefined ? "the working tree" : shortCommit(headCommit),
    });
    const result = resultOf(stacks, baseCommit, headCommit);
    process.stdout.write(`${options.json === true ? JSON.stringify(result, undefined, 2) : comment}\n`);
    writeComment(options.output, comment, result);
}

async function compareCommits(
    base: string,
    head: string | undefined,
    wanted: readonly string[],
): Promise<StackComparison[]> {
    const before = workTreeOf(PROJECT_ROOT, base);
    const after = head === undefined ? undefined : workTreeOf(PROJECT_ROOT, head);
    try {
        return await compareFolders(before.folder, after?.folder ?? PROJECT_ROOT, wanted);
    } finally {
        before.remove();
        after?.remove();
    }
}

/** One plan after the other in a folder, the folders beside each other: the first plan may have to install packages. */
async function compareFolders(base: string, head: string, wanted: readonly string[]): Promise<StackComparison[]> {
    const known = stacksIn(base, head);
    const unknown = wanted.filter((name) => !known.includes(name));
    if (unknown.length > 0) {
        throw new UserError(`There is no stack "${unknown[0]}" at either commit. Stacks: ${known.join(", ")}.`, {
            exitCode: BAD_INPUT,
        });
    }
    const names = wanted.length === 0 ? known : wanted;
    const progress = terminalProgress();
    if (![base, head].every(hasPackages)) {
        progress.note("One commit locks other packages: they are installed for it first, which takes a minute or more");
    }
    const step = progress.step(`Planning ${names.join(", ")} at both commits`);
    const [before, after] = await Promise.all([planStacks(base, names), planStacks(head, names)]);
    step.done();
    return names.map((name) => compareStack(name, before[name] ?? ABSENT, after[name] ?? ABSENT));
}

const ABSENT: Side = { kind: "absent" };

async function planStacks(folder: string, names: readonly string[]): Promise<Record<string, Side>> {
    const sides: Record<string, Side> = {};
    for (const name of names) {
        sides[name] = await planOfStack(folder, name);
    }
    return sides;
}

function resultOf(stacks: readonly StackComparison[], base: string, head: string | undefined): PreviewResult {
    return {
        base,
        head: head ?? null,
        dataReplaced: stacks.some((stack) => dataToApprove(stack).length > 0),
        label: APPROVAL_LABEL,
        stacks: stacks.map((comparison) => ({
            stack: comparison.stack,
            base: comparison.base.kind,
            head: comparison.head.kind,
            data: dataToApprove(comparison).map(({ name, change }) => `${name} is ${change}`),
        })),
    };
}
