import * as fs from "node:fs";
import * as path from "node:path";
import { Command } from "commander";
import pc from "picocolors";
import { assumptionsWith, type Assumptions } from "../../analysis/availability";
import { objectiveProblems } from "../../analysis/availability/objective";
import type { ResourceGraph } from "../../analysis/graph";
import { checkInvariants, isForbidden } from "../../analysis/invariants";
import { ConfigError, today, type StackConfig } from "../../config";
import type { Problem } from "../../contracts";
import { comparedCost, type CompareOptions } from "../comparedCost";
import { evaluateStack } from "../evaluation/evaluateStack";
import type { ReportContext } from "../htmlReport";
import { writeManifests } from "../manifests";
import { outputFolder, writeOutputs } from "../outputFolder";
import { analysePlan } from "../planAnalysis";
import { failedPlanDocument, planDocument, type PlanDocument } from "../planDocument";
import { renderCostDifference } from "../render/cost";
import { renderInvariants } from "../render/invariants";
import { renderPlan } from "../render/plan";
import { BAD_INPUT, loadStack } from "../stackFile";
import { withStack, type StackOptions } from "./options";

/** Exit code of a plan that breaks a mandatory rule. */
const FORBIDDEN = 3;

/** Name of the page that --report writes. */
const REPORT_FILE = "report.html";

interface PlanOptions extends StackOptions, CompareOptions {
    readonly json?: boolean;
    readonly showSecrets?: boolean;
    readonly report?: boolean;
}

/** `plan`: evaluates the program for a stack, without engine, network or credentials. */
export function planCommand(): Command {
    return withStack(new Command("plan"))
        .description("evaluate a stack offline: what it creates, how it is spread, what it needs")
        .option("--json", "print the whole plan as JSON, and nothing else")
        .option("--show-secrets", "write generated secrets into the manifests instead of masking them")
        .option("--report", "write the plan as a page to read, too: out/<stack>/report.html")
        .option("--compare <stack>", "also tell how the cost differs from that of another stack")
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
    const loaded = loadStack(stack, options.set);
    const graph = await evaluateStack(loaded);
    const assumptions = assumptionsWith(loaded.config.slo);
    const analysis = analysePlan(graph, assumptions);
    const problems = missedObjective(graph, loaded.config, assumptions);
    const costDifference = await comparedCost(analysis.cost, options);
    const invariants = checkInvariants(graph, loaded.config.waivers, today());
    const document = { ...planDocument(graph, { problems, analysis, invariants }), costDifference };
    const text = [
        renderPlan(graph, pc, analysis),
        ...(costDifference === undefined ? [] : [renderCostDifference(costDifference, pc)]),
        renderInvariants(invariants, pc),
    ];
    const json = JSON.stringify(document, undefined, 2);
    process.stdout.write(`${options.json === true ? json : text.join("\n\n")}\n`);
    process.exitCode = isForbidden(invariants) ? FORBIDDEN : 0;
    const report =
        options.report === true ? await page(document, { config: loaded.config, graph, assumptions }) : undefined;
    const count = writeOutputs(stack, (folder) => {
        const { showSecrets = false } = options;
        const written = writeManifests(graph, path.join(folder, "manifests"), { showSecrets });
        fs.writeFileSync(path.join(folder, "plan.json"), `${json}\n`);
        if (report !== undefined) {
            fs.writeFileSync(path.join(folder, REPORT_FILE), report);
        }
        return written;
    });
    if (options.json !== true) {
        const shown = path.relative(process.cwd(), outputFolder(stack)) || ".";
        process.stdout.write(`\n${count} manifests in ${shown}/manifests, the plan in ${shown}/plan.json\n`);
        if (report !== undefined) {
            process.stdout.write(`The report in ${shown}/${REPORT_FILE}\n`);
        }
    }
    if (problems.length > 0) {
        refuse(problems, options);
    }
}

/** The plan as a page. What draws it is loaded for that alone. */
async function page(document: PlanDocument, context: Omit<ReportContext, "folder">): Promise<string> {
    const { reportPage } = await import("../htmlReport");
    return reportPage(document, { ...context, folder: outputFolder(document.stack) });
}

/** Only what somebody relies on has an objective to keep. */
function missedObjective(graph: ResourceGraph, { environment, slo }: StackConfig, assumptions: Assumptions): Problem[] {
    return environment === "development" ? [] : objectiveProblems(graph, slo.target, assumptions);
}

/** The plan has been shown, and is not good enough. A document says so itself. */
function refuse(problems: readonly Problem[], { json }: PlanOptions): void {
    if (json !== true) {
        process.stderr.write(`${pc.red("✖")} ${new ConfigError(problems).message}\n`);
    }
    process.exitCode = BAD_INPUT;
}
