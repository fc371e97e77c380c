import * as fs from "node:fs";
import * as path from "node:path";
import { Command } from "commander";
import pc from "picocolors";
import { assumptionsWith } from "../../analysis/availability";
import { objectiveProblems } from "../../analysis/availability/objective";
import type { ResourceGraph } from "../../analysis/graph";
import { ConfigError, type StackConfig } from "../../config";
import type { Problem } from "../../contracts";
import { evaluateStack } from "../evaluation/evaluateStack";
import { writeManifests } from "../manifests";
import { outputFolder, writeOutputs } from "../outputFolder";
import { failedPlanDocument, planDocument } from "../planDocument";
import { renderPlan } from "../render/plan";
import { BAD_INPUT, loadStack } from "../stackFile";
import { withStack, type StackOptions } from "./options";

interface PlanOptions extends StackOptions {
    readonly json?: boolean;
    readonly showSecrets?: boolean;
}

/** `plan`: evaluates the program for a stack, without engine, network or credentials. */
export function planCommand(): Command {
    return withStack(new Command("plan"))
        .description("evaluate a stack offline: what it creates, how it is spread, what it needs")
        .option("--json", "print the whole plan as JSON, and nothing else")
        .option("--show-secrets", "write generated secrets into the manifests instead of masking them")
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
    const problems = missedObjective(graph, loaded.config);
    const document = JSON.stringify(planDocument(graph, { problems, assumptions }), undefined, 2);
    process.stdout.write(options.json === true ? `${document}\n` : `${renderPlan(graph, pc, assumptions)}\n`);
    const count = writeOutputs(stack, (folder) => {
        const { showSecrets = false } = options;
        const written = writeManifests(graph, path.join(folder, "manifests"), { showSecrets });
        fs.writeFileSync(path.join(folder, "plan.json"), `${document}\n`);
        return written;
    });
    if (options.json !== true) {
        const shown = path.relative(process.cwd(), outputFolder(stack)) || ".";
        process.stdout.write(`\n${count} manifests in ${shown}/manifests, the plan in ${shown}/plan.json\n`);
    }
    if (problems.length > 0) {
        refuse(problems, options);
    }
}

/** Only what somebody relies on has an objective to keep. */
function missedObjective(graph: ResourceGraph, { environment, slo }: StackConfig): Problem[] {
    return environment === "development" ? [] : objectiveProblems(graph, slo.target, assumptionsWith(slo));
}

/** The plan has been shown, and is not good enough. A document says so itself. */
function refuse(problems: readonly Problem[], { json }: PlanOptions): void {
    if (json !== true) {
        process.stderr.write(`${pc.red("✖")} ${new ConfigError(problems).message}\n`);
    }
    process.exitCode = BAD_INPUT;
}
