import { assumptionsWith } from "../analysis/availability";
import type { ResourceGraph } from "../analysis/graph";
import { today, type StackConfig } from "../config";
import type { Workload } from "../contracts";
import { htmlReport, type ReportInput } from "../report/html";
import { topologyPicture } from "../report/topology";
import type { Comparison } from "./comparison";
import type { PlanDocument } from "./planDocument";
import { savedDrills } from "./savedDrills";
import { savedRehearsal } from "./savedRehearsal";

/** What a report needs beside the plan. */
export interface ReportContext {
    readonly graph: ResourceGraph;
    readonly config: Pick<StackConfig, "environment" | "slo" | "budget">;
    /** Output folder of the stack, where a rehearsal may have left its record. */
    readonly folder: string;
}

/** The report on a plan, as a page. */
export function reportPage(document: PlanDocument & Partial<Comparison>, context: ReportContext): string {
    return htmlReport(reportInput(document, context));
}

export function reportInput(
    document: PlanDocument & Partial<Comparison>,
    { graph, config, folder }: ReportContext,
): ReportInput {
    return {
        ...document,
        day: today(),
        components: componentsOf(graph),
        assumptions: assumptionsWith(config.slo),
        // Only what somebody relies on has an objective to keep.
        objective: config.environment === "development" ? undefined : config.slo.target,
        budgetMonthlyUsd: config.budget.monthlyUsd,
        topology: topologyOf(graph),
        rehearsal: savedRehearsal(document.stack, folder),
        drills: savedDrills(document.stack, folder),
    };
}

function topologyOf(graph: ResourceGraph): ReportInput["topology"] {
    const wide = topologyPicture(graph);
    const narrow = topologyPicture(graph, { width: "narrow" });
    return wide && narrow && { wide: wide.svg, narrow: narrow.svg, text: wide.text };
}

/** Which component says that it is a workload. */
function componentsOf({ resources }: ResourceGraph): Record<string, string> {
    return Object.fromEntries(
        resources.flatMap(({ urn, outputs }) =>
            ((outputs?.["workloads"] ?? []) as readonly Workload[]).map(({ name }) => [name, urn]),
        ),
    );
}
