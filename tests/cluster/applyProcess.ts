// A process that applies a plan, for a test that kills it: prints a line for each object that it has applied.
import * as fs from "node:fs";
import type { PlannedObject } from "../../analysis/graph";
import { applyPlan } from "../../rehearsal/apply";
import { KubeApi } from "../../rehearsal/kubernetes/kubeApi";

async function main(kubeconfig: string, planFile: string): Promise<void> {
    const plan = JSON.parse(fs.readFileSync(planFile, "utf8")) as PlannedObject[];
    await applyPlan(KubeApi.fromKubeconfig(kubeconfig), plan, {
        onApplied: () => void fs.writeSync(1, "applied\n"),
    });
}

void main(process.argv[2] ?? "", process.argv[3] ?? "");
