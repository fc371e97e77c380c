import type { Progress } from "../progress";
import type { Drill, DrillResult, Finding } from "./drill";
import { rounded, type DrillSite } from "./site";

export interface RunDrillsArgs {
    readonly site: DrillSite;
    readonly drills: readonly Drill[];
    readonly progress: Progress;
    /** Called after each. */
    readonly onResult?: (result: DrillResult) => void;
}

/** Makes drills one after another on one cluster; before each, every workload is complete and evenly spread. */
export async function runDrills({ site, drills, progress, onResult }: RunDrillsArgs): Promise<DrillResult[]> {
    const results: DrillResult[] = [];
    for (const drill of drills) {
        const result = await runDrill(site, drill, progress);
        results.push(result);
        onResult?.(result);
    }
    return results;
}

async function runDrill(site: DrillSite, drill: Drill, progress: Progress): Promise<DrillResult> {
    const { name, title, promise, expectedSeconds } = drill;
    const step = progress.step(`Drill ${name}: ${title}`, { expectedSeconds });
    try {
        await site.settle();
        const started = performance.now();
        const finding = await drill.run(site, step);
        const result = resultOf(drill, finding, rounded((performance.now() - started) / 1_000));
        if (result.verdict === "broken") {
            step.fail(result.breaches.join("; "));
        } else {
            step.done(`${name}: ${result.measured}`);
        }
        return result;
    } catch (error) {
        step.fail(promise);
        throw error;
    }
}

const NOTHING: Finding = { measured: "the stack has nothing of the kind", breaches: [], workloads: [] };

function resultOf({ name, promise }: Drill, finding: Finding | undefined, seconds: number): DrillResult {
    const verdict = finding === undefined ? "not applicable" : finding.breaches.length === 0 ? "kept" : "broken";
    return { drill: name, promise, verdict, seconds, ...(finding ?? NOTHING) };
}
