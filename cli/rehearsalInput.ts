import * as fs from "node:fs";
import { kubernetesObjects, workloadsOf, type ResourceGraph } from "../analysis/graph";
import { isOnAws } from "../config";
import { standInsForCharts } from "../rehearsal/standIns/charts";
import { UserError } from "../rehearsal/userError";
import { BAD_INPUT, loadStack, PROJECT_ROOT, type LoadedStack } from "./stackFile";

/**
 * The stack as it would run on the embedded cluster. One that makes its cluster on AWS stays as it is: of that, what goes into the
 * cluster is applied, and what AWS runs outside of it has no part in the drill.
 */
export function loadForRehearsal(stack: string, set: readonly string[]): LoadedStack {
    const loaded = loadStack(stack, set);
    return isOnAws(loaded.config) ? loaded : loadStack(stack, [...set, "cluster={kind: embedded}"]);
}

/** Throws a UserError unless there is such a folder of definitions, or none is named. */
export function checkFolder(crds: string | undefined): void {
    if (crds !== undefined && !fs.statSync(crds, { throwIfNoEntry: false })?.isDirectory()) {
        throw new UserError(`--crds ${crds}: there is no such folder; name one with YAML files of definitions`, {
            exitCode: BAD_INPUT,
        });
    }
}

/** What a rehearsal needs of an evaluated stack. */
export function rehearsalArgs(graph: ResourceGraph, { name, config, settings }: LoadedStack) {
    return {
        stack: name,
        settings,
        programFolder: PROJECT_ROOT,
        zones: config.zones,
        plan: kubernetesObjects(graph, { showSecrets: true }),
        workloads: workloadsOf(graph).filter(({ pods }) => pods !== undefined),
        mayUseEngine: !isOnAws(config),
        chartStandIns: standInsForCharts(graph),
    };
}
