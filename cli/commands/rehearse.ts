import * as fs from "node:fs";
import * as path from "node:path";
import { Command } from "commander";
import pc from "picocolors";
import { assumptionsWith } from "../../analysis/availability";
import { rehearse, type RehearsalReport } from "../../rehearsal/rehearse";
import { describeToolchain } from "../../rehearsal/toolchain/describe";
import { UserError } from "../../rehearsal/userError";
import { evaluateStack } from "../evaluation/evaluateStack";
import { writeOutputs } from "../outputFolder";
import { analysePlan } from "../planAnalysis";
import { renderPlan } from "../render/plan";
import { checkFolder, loadForRehearsal, rehearsalArgs } from "../rehearsalInput";
import { renderDrill } from "../render/rehearsal";
import { BAD_INPUT, type LoadedStack } from "../stackFile";
import { formatSeconds, terminalProgress } from "../terminal";
import { withStack, type StackOptions } from "./options";

interface RehearseOptions extends StackOptions {
    readonly zone?: string;
    readonly crds?: string;
    readonly keep?: boolean;
    readonly json?: boolean;
    readonly color: boolean;
}

/** `rehearse`: plan a stack, apply it to a simulated three-zone cluster, lose a zone. */
export function rehearseCommand(): Command {
    return withStack(new Command("rehearse"), "local")
        .description("apply a stack to a real control plane with simulated zones, and lose one of them")
        .option("--zone <zone>", "zone to lose (default: the one whose loss hurts most)")
        .option("--crds <folder>", "custom resource definitions to check against (default: the operators' releases)")
        .option("--keep", "leave the cluster running, to look around in with kubectl")
        .option("--json", "print the report as JSON, and nothing else")
        .option("--no-color", "no colours")
        .action(run);
}

async function run(stack: string, options: RehearseOptions): Promise<void> {
    const started = performance.now();
    const colors = pc.createColors(options.color && pc.isColorSupported);
    const say = options.json === true ? () => undefined : (text: string) => void process.stdout.write(`${text}\n`);
    // Progress goes to standard error: a first build takes minutes, also for those who want JSON.
    const progress = terminalProgress({ color: colors.isColorSupported });
    const loaded = loadForRehearsal(stack, options.set);
    checkZone(loaded, options.zone);
    checkFolder(options.crds);

    const step = progress.step(`Evaluating stack ${stack}`);
    const graph = await evaluateStack(loaded);
    step.done(`Stack ${stack} evaluated: ${graph.resources.length} resources`);
    say(`\n${renderPlan(graph, colors, analysePlan(graph, assumptionsWith(loaded.config.slo)))}\n`);
    const forecast = await describeToolchain();
    progress.note(forecast.summary);

    const report = await rehearse({
        ...rehearsalArgs(graph, loaded),
        zone: options.zone,
        crds: options.crds,
        keep: options.keep === true,
        progress,
    });
    const document = `${JSON.stringify({ stack, ...report }, undefined, 2)}\n`;
    if (options.json === true) {
        process.stdout.write(document);
    }
    say(`\n${renderDrill(report.drill, colors)}\n`);
    sayKept(report, say);
    const file = writeReport(stack, document);
    say(
        `Report in ${path.relative(process.cwd(), file)}, ${formatSeconds((performance.now() - started) / 1000)} in all`,
    );
    if (report.drill.outages.length > 0 || report.drill.incomplete.length > 0) {
        process.exitCode = 1;
    }
}

function checkZone({ config }: LoadedStack, zone: string | undefined): void {
    if (zone !== undefined && !config.zones.includes(zone)) {
        throw new UserError(`--zone ${zone}: the stack has ${config.zones.join(", ")}`, { exitCode: BAD_INPUT });
    }
}

function writeReport(stack: string, document: string): string {
    return writeOutputs(stack, (folder) => {
        const file = path.join(folder, "rehearsal.json");
        fs.mkdirSync(folder, { recursive: true });
        fs.writeFileSync(file, document);
        return file;
    });
}

function sayKept({ kept }: RehearsalReport, say: (text: string) => void): void {
    if (kept !== undefined) {
        say(
            `The cluster stays:\n  export KUBECONFIG=${kept.kubeconfig}\nuntil: npm run cluster -- stop --name ${kept.name}\n`,
        );
    }
}
