import * as fs from "node:fs";
import * as path from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { closest, distance } from "fastest-levenshtein";
import pc from "picocolors";
import { DRILLS } from "../../rehearsal/drill/catalogue";
import type { Drill, DrillResult } from "../../rehearsal/drill/drill";
import { randomDrill } from "../../rehearsal/drill/drills/random";
import { runDrills } from "../../rehearsal/drill/runDrills";
import { DrillSite } from "../../rehearsal/drill/site";
import { withRehearsal } from "../../rehearsal/rehearse";
import { describeToolchain } from "../../rehearsal/toolchain/describe";
import { UserError } from "../../rehearsal/userError";
import { evaluateStack } from "../evaluation/evaluateStack";
import { writeOutputs } from "../outputFolder";
import { checkFolder, loadForRehearsal, rehearsalArgs } from "../rehearsalInput";
import { renderDrills } from "../render/drills";
import { BAD_INPUT } from "../stackFile";
import { terminalProgress } from "../terminal";
import { setOption, type StackOptions } from "./options";

interface DrillOptions extends StackOptions {
    readonly stack: string;
    readonly seed?: number;
    readonly seconds: number;
    readonly crds?: string;
    readonly json?: boolean;
    readonly color: boolean;
}

const RANDOM = "random";
const ALL = "all";

/** `drill`: one disruption or several, on an embedded cluster, each measured against what is promised of it. */
export function drillCommand(): Command {
    const names = [...DRILLS.map(({ name }) => name), RANDOM, ALL].join(", ");
    return new Command("drill")
        .description("disrupt a stack on simulated zones, and measure what is promised")
        .argument("<names...>", names)
        .option("--stack <stack>", "stack, as in Pulumi.<stack>.yaml", "local")
        .addOption(setOption())
        .addOption(
            new Option(
                "--seed <number>",
                "which sequence the drill random makes (default: another each time)",
            ).argParser(wholeNumber),
        )
        .addOption(
            new Option("--seconds <number>", "how long the drill random goes on").argParser(wholeNumber).default(120),
        )
        .option("--crds <folder>", "custom resource definitions to check against (default: the operators' releases)")
        .option("--json", "print the results as JSON, and nothing else")
        .option("--no-color", "no colours")
        .action(run);
}

async function run(names: readonly string[], options: DrillOptions): Promise<void> {
    const colors = pc.createColors(options.color && pc.isColorSupported);
    const drills = drillsNamed(names, options);
    checkFolder(options.crds);
    const progress = terminalProgress({ color: colors.isColorSupported });
    const loaded = loadForRehearsal(options.stack, options.set);
    const graph = await evaluateStack(loaded);
    progress.note((await describeToolchain()).summary);

    const args = { ...rehearsalArgs(graph, loaded), crds: options.crds, keep: false, progress };
    const results = await withRehearsal(args, async ({ api, cluster }) => {
        const site = await DrillSite.open({ api, cluster, plan: args.plan, workloads: args.workloads });
        try {
            return await runDrills({ site, drills, progress, onResult: (result) => save(options.stack, result) });
        } finally {
            site.close();
        }
    });
    process.stdout.write(
        options.json === true
            ? `${JSON.stringify({ stack: options.stack, drills: results }, undefined, 2)}\n`
            : `\n${renderDrills(results, colors)}\n\nResults in ${path.join("out", options.stack, "drills")}\n`,
    );
    if (results.some(({ verdict }) => verdict === "broken")) {
        process.exitCode = 1;
    }
}

/** The drills with these names, each once. Throws a UserError that names all unknown ones. */
function drillsNamed(names: readonly string[], { seed, seconds }: DrillOptions): Drill[] {
    const random = randomDrill({ seed: seed ?? Date.now() % 1_000_000, seconds });
    const known = new Map([...DRILLS, random].map((drill) => [drill.name, drill]));
    const unknown = names.filter((name) => name !== ALL && !known.has(name));
    if (unknown.length > 0) {
        const list = [...known.keys(), ALL];
        throw new UserError(
            [
                ...unknown.map((name) => `There is no drill "${name}".${suggestion(name, list)}`),
                `Drills: ${list.join(", ")}.`,
            ].join("\n"),
            { exitCode: BAD_INPUT },
        );
    }
    const wanted = names.flatMap((name) => (name === ALL ? DRILLS : (known.get(name) ?? [])));
    return [...new Set(wanted)];
}

function suggestion(name: string, list: readonly string[]): string {
    const nearest = closest(name, [...list]);
    return distance(name, nearest) <= Math.max(2, Math.floor(name.length / 3)) ? ` Did you mean ${nearest}?` : "";
}

function save(stack: string, result: DrillResult): void {
    writeOutputs(stack, (folder) => {
        const file = path.join(folder, "drills", `${result.drill}.json`);
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, `${JSON.stringify({ stack, ...result }, undefined, 2)}\n`);
    });
}

function wholeNumber(text: string): number {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0) {
        throw new InvalidArgumentError("A whole number from 0.");
    }
    return value;
}
