import { kubernetesObjects, workloadsOf } from "../../analysis/graph";
import type { DrillEvent } from "../../rehearsal/drill/zoneLoss";
import type { Progress } from "../../rehearsal/progress";
import { rehearse } from "../../rehearsal/rehearse";
import { standInsForCharts } from "../../rehearsal/standIns/charts";
import { evaluateStack } from "../evaluation/evaluateStack";
import { loadStack, PROJECT_ROOT } from "../stackFile";

/** Loses a zone of a stack once, and returns when what happened. */
export async function benchDrill(stack: string, progress: Progress): Promise<readonly DrillEvent[]> {
    const loaded = loadStack(stack, []);
    const graph = await evaluateStack(loaded);
    const { drill } = await rehearse({
        stack,
        settings: loaded.settings,
        programFolder: PROJECT_ROOT,
        zones: loaded.config.zones,
        plan: kubernetesObjects(graph, { showSecrets: true }),
        workloads: workloadsOf(graph),
        mayUseEngine: true,
        chartStandIns: standInsForCharts(graph),
        keep: false,
        progress,
    });
    return drill.events;
}
