import * as path from "node:path";
import { Command, Option } from "commander";
import pc from "picocolors";
import { ConfigError } from "../../config";
import { planSummary } from "../../report/markdown/summary";
import { comparisonOf, type CompareOptions } from "../comparison";
import { lookAtStack } from "../evaluation/evaluateStack";
import type { ReportContext } from "../htmlReport";
import { exitCodeOf, judge, tellProblems } from "../judgement";
import { writeManifests } from "../manifests";
import { outputFolder, writeOutputs } from "../outputFolder";
import { failedPlanDocument, planDocument, type PlanDocument } from "../planDocument";
import { replaceFile } from "../replaceFile";
import { renderComparison } from "../render/cost";
import { renderInvariants } from "../render/invariants";
import { renderPlan } from "../render/plan";
import { BAD_INPUT, readStack } from "../stackFile";
import { withStack, type StackOptions } from "./options";

/** Name of the page that --report writes. */
const REPORT_FILE = "report.html";

interface PlanOptions extends StackOptions, CompareOptions {
    readonly json?: boolean;
    readonly markdown?: boolean;
    readonly showSecrets?: boolean;
    readonly report?: boolean;
}

/** `plan`: evaluates the program for a stack, without engine, network or credentials. */
export function planCommand(): Command {
    return withStack(new Command("plan"))
        .description("evaluate a stack offline: what it creates, how it is spread, what it needs")
        .option("--json", "print the whole plan as JSON, and nothing else")
        .addOption(
            new Option(
                "--markdown",
                "print what is computed in short, as Markdown for a pull request, and nothing else",
            ).conflicts(["json", "compare", "compareTo"]),
        )
        .option("--show-secrets", "write generated secrets into the manifests instead of masking them")
        .option("--report", "write the plan as a page to read, too: out/<stack>/report.html")
        .option("--compare <stack>", "also tell how availability, cost and more differ from another stack")
        .option("--compare-to <file>", "the same against a plan that --json wrote before")
        .action(plan);
}

async function plan(stack: string, options: PlanOptions): Promise<void> {
    try {
        await writePlan(stack, options);
    } catch (error) {
        if (options.json !== true || !(error instanceof ConfigError)) {
            throw error;
        }
        // With --json the problems are the document; otherwise the caller shows them.
        process.stdout.write(`${JSON.stringify(failedPlanDocument(stack, error.problems), undefined, 2)}\n`);
        process.exitCode = BAD_INPUT;
    }
}

/** Shows the plan first: it is there also where its files cannot be written. */
async function writePlan(stack: string, options: PlanOptions): Promise<void> {
    const loaded = readStack(stack, options.set);
    const { graph, problems: unfit } = await lookAtStack(loaded);
    const judgement = judge(graph, loaded.config, unfit);
    const { analysis, problems, invariants } = judgement;
    const plain = planDocument(graph, judgement);
    const comparison = await comparisonOf(plain, options);
    const document = { ...plain, ...comparison };
    const text = [
        renderPlan(graph, pc, analysis),
        ...(comparison === undefined ? [] : renderComparison(comparison, pc)),
        renderInvariants(invariants, pc),
    ];
    const json = JSON.stringify(document, undefined, 2);
    process.stdout.write(`${shownAs(options, { json, markdown: () => planSummary(document), text })}\n`);
    process.exitCode = exitCodeOf(judgement);
    const report = options.report === true ? await page(document, { config: loaded.config, graph }) : undefined;
    const count = writeOutputs(stack, (folder) => {
        const { showSecrets = false } = options;
        const written = writeManifests(graph, path.join(folder, "manifests"), { showSecrets });
        replaceFile(path.join(folder, "plan.json"), `${json}\n`);
        if (report !== undefined) {
            replaceFile(path.join(folder, REPORT_FILE), report);
        }
        return written;
    });
    if (options.json !== true && options.markdown !== true) {
        const shown = path.relative(process.cwd(), outputFolder(stack)) || ".";
        process.stdout.write(`\n${count} manifests in ${shown}/manifests, the plan in ${shown}/plan.json\n`);
        if (report !== undefined) {
            process.stdout.write(`The report in ${shown}/${REPORT_FILE}\n`);
        }
    }
    // A document says so itself.
    if (options.json !== true) {
        tellProblems(problems);
    }
}

/** The plan as a page. What draws it is loaded for that alone. */
async function page(document: PlanDocument, context: Omit<ReportContext, "folder">): Promise<string> {
    const { reportPage } = await import("../htmlReport");
    return reportPage(document, { ...context, folder: outputFolder(document.stack) });
}

interface Forms {
    readonly json: string;
    readonly markdown: () => string;
    readonly text: readonly string[];
}

function shownAs(options: PlanOptions, { json, markdown, text }: Forms): string {
    return options.json === true ? json : options.markdown === true ? markdown() : text.join("\n\n");
}
