import * as fs from "node:fs";
import * as path from "node:path";
import { PROJECT_ROOT } from "../stackFile";
import { measure } from "./childProcess";
import { median } from "./statistics";

/** What an evaluation costs, against the import of the SDK packages alone. */
export interface EvaluationBench {
    readonly runs: number;
    readonly sdkModules: number;
    readonly importSeconds: number;
    readonly evaluationSeconds: number;
    /** evaluationSeconds / importSeconds. */
    readonly ratio: number;
    readonly importMegabytes: number;
    readonly evaluationMegabytes: number;
    readonly growth: readonly GrowthPoint[];
}

/** One size of a program with many resources. */
export interface GrowthPoint {
    readonly resources: number;
    readonly millisecondsPerResource: number;
    readonly megabytes: number;
}

/** Copies of the application in the growth measurement. */
const COPIES = [1, 4, 16] as const;

/** Measures both in turns, so that a busy moment of the machine hits both. */
export function benchEvaluation(stack: string, runs: number): EvaluationBench {
    const modules = sdkModules();
    const importScript = modules.map((name) => `require(${JSON.stringify(name)});`).join("\n");
    const planScript = `require("./cli/bench/evaluateOnce").evaluateOnce(${JSON.stringify(stack)});`;
    const imports = [];
    const evaluations = [];
    // The first of each fills the caches of file system and compiler.
    for (let run = 0; run <= runs; run += 1) {
        const bare = measure(importScript);
        const full = measure(planScript);
        if (run > 0) {
            imports.push(bare);
            evaluations.push(full);
        }
    }
    const importSeconds = median(imports.map(({ seconds }) => seconds));
    const evaluationSeconds = median(evaluations.map(({ seconds }) => seconds));
    return {
        runs,
        sdkModules: modules.length,
        importSeconds,
        evaluationSeconds,
        ratio: evaluationSeconds / importSeconds,
        importMegabytes: median(imports.map(({ megabytes }) => megabytes)),
        evaluationMegabytes: median(evaluations.map(({ megabytes }) => megabytes)),
        growth: COPIES.map(growthPoint),
    };
}

function growthPoint(copies: number): GrowthPoint {
    const { output, megabytes } = measure(`require("./cli/bench/evaluateOnce").evaluateCopies(${copies});`);
    const { resources, seconds } = JSON.parse(output) as { resources: number; seconds: number };
    return { resources, millisecondsPerResource: (seconds * 1000) / resources, megabytes };
}

/** The modules of the SDK that the program imports, from its sources. */
function sdkModules(): string[] {
    const folders = ["components", "stacks"].map((folder) => path.join(PROJECT_ROOT, folder));
    const files = [path.join(PROJECT_ROOT, "index.ts"), ...folders.flatMap(sourceFiles)];
    const imports = files.flatMap((file) => [
        ...fs.readFileSync(file, "utf8").matchAll(/^import (?!type ).*from "(@pulumi\/[^"]+)";$/gm),
    ]);
    return [...new Set(imports.map(([, name = ""]) => name))].filter((name) => !name.includes("/types/")).sort();
}

function sourceFiles(folder: string): string[] {
    return fs
        .readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => path.join(folder, file));
}
