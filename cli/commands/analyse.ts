import { Command, Option } from "commander";
import pc from "picocolors";
import { comparisonOf, type CompareOptions } from "../comparison";
import { readPreview, readState } from "../engineFile";
import { driftOfState, graphOfPreview, graphOfState, type EngineGraph } from "../engineGraph";
import { problemsOf } from "../evaluation/evaluateStack";
import { exitCodeOf, judge, tellProblems } from "../judgement";
import { planDocument } from "../planDocument";
import { renderComparison } from "../render/cost";
import { renderDrift } from "../render/drift";
import { renderInvariants } from "../render/invariants";
import { renderPlan } from "../render/plan";
import { wrap } from "../render/wrap";
import { UserError } from "../../rehearsal/userError";
import { BAD_INPUT } from "../stackFile";

interface AnalyseOptions extends CompareOptions {
    readonly preview?: string;
    readonly state?: string;
    readonly drift?: boolean;
    readonly json?: boolean;
}

/** `analyse`: what `plan` computes, of what Pulumi's engine would make or has made. */
export function analyseCommand(): Command {
    return new Command("analyse")
        .description("judge what Pulumi's engine would make, or has made, as plan does")
        .addOption(new Option("--preview <file>", "what `pulumi preview --json --show-sames` wrote; - reads it in"))
        .addOption(new Option("--state <file>", "what `pulumi stack export` wrote; - reads it in").conflicts("preview"))
        .addOption(
            new Option("--drift", "also tell how a state differs from what its stack's file amounts to").conflicts(
                "preview",
            ),
        )
        .option("--json", "print all of it as JSON, and nothing else")
        .option(
            "--compare <stack>",
            "also tell how availability, cost and more differ from what a stack's file amounts to",
        )
        .option("--compare-to <file>", "the same against what plan --json or analyse --json wrote before")
        .action(analyse);
}

async function analyse(options: AnalyseOptions): Promise<void> {
    const { graph, config, notes } = await engineGraph(options);
    const judgement = judge(graph, config, config === undefined ? [] : problemsOf(graph, config));
    const plain = planDocument(graph, judgement);
    const comparison = await comparisonOf(plain, options);
    const drift = options.drift === true ? await driftOfState(graph) : undefined;
    if (options.json === true) {
        const document = { ...plain, ...comparison, drift, notes };
        process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
    } else {
        const text = [
            notes.flatMap((note) => wrap(note, "", "  ")).join("\n"),
            renderPlan(graph, pc, judgement.analysis),
            ...(comparison === undefined ? [] : renderComparison(comparison, pc)),
            ...(drift === undefined ? [] : [renderDrift(drift, graph.stack, pc)]),
            renderInvariants(judgement.invariants, pc),
            "What is said to be in plan.json is in what --json prints.",
        ];
        process.stdout.write(`${text.join("\n\n")}\n`);
        tellProblems(judgement.problems);
    }
    process.exitCode = exitCodeOf(judgement);
}

async function engineGraph({ preview, state }: AnalyseOptions): Promise<EngineGraph> {
    if (preview !== undefined) {
        return graphOfPreview(await readPreview(preview));
    }
    if (state !== undefined) {
        return graphOfState(await readState(state));
    }
    throw new UserError("analyse needs --preview <file> or --state <file>.", { exitCode: BAD_INPUT });
}
