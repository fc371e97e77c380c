import type { Availability } from "../analysis/availability";
import type { Capacity } from "../analysis/capacity";
import type { ConnectionBudget } from "../analysis/capacity/connections";
import type { Cost } from "../analysis/cost";
import { checkInvariants, type InvariantReport } from "../analysis/invariants";
import type { RegionLoss } from "../analysis/recovery/regionLoss";
import { maskedInputs, plannedCharts, workloadsOf, type PlannedChart, type ResourceGraph } from "../analysis/graph";
import { today } from "../config";
import type { Problem, Workload } from "../contracts";
import { analysePlan, type PlanAnalysis } from "./planAnalysis";

/** What `plan --json` prints and `out/<stack>/plan.json` holds. Secrets are masked. */
export interface PlanDocument {
    readonly stack: string;
    readonly resources: readonly {
        readonly urn: string;
        readonly type: string;
        readonly name: string;
        readonly parent: string | null;
        /** Whether Pulumi refuses to delete it. */
        readonly protect: boolean;
        readonly inputs: Readonly<Record<string, unknown>>;
    }[];
    readonly workloads: readonly Workload[];
    readonly charts: readonly PlannedChart[];
    /** Connections to PostgreSQL; `null` when the stack has no server of its own. */
    readonly connections: ConnectionBudget | null;
    /** What it has room for; `null` when it runs no pods. */
    readonly capacity: Capacity | null;
    /** What losing the region costs; `null` without a second region. */
    readonly recovery: RegionLoss | null;
    /** How available it is expected to be; `null` when it serves nobody yet. */
    readonly availability: Availability | null;
    /** What the stack costs in a month; `null` where nothing has a price list. */
    readonly cost: Cost | null;
    /** Rules that do not hold; `null` when there is nothing to hold them to. */
    readonly invariants: InvariantReport | null;
    readonly problems: readonly Problem[];
}

/** What the configuration has a say in. */
export interface Judgement {
    /** What is wrong with the plan though it can be made. Default: nothing. */
    readonly problems?: readonly Problem[];
    /** What is computed of the graph. Default: with the tables of the analysis. */
    readonly analysis?: PlanAnalysis;
    /** What the rules say of the graph. Default: what they say without any waiver. */
    readonly invariants?: InvariantReport;
}

export function planDocument(
    graph: ResourceGraph,
    { problems = [], analysis = analysePlan(graph), invariants = checkInvariants(graph, [], today()) }: Judgement = {},
): PlanDocument {
    return {
        stack: graph.stack,
        resources: graph.resources.map((resource) => ({
            urn: resource.urn,
            type: resource.type,
            name: resource.name,
            parent: resource.parent ?? null,
            protect: resource.protect,
            inputs: maskedInputs(resource),
        })),
        workloads: workloadsOf(graph),
        charts: plannedCharts(graph),
        connections: analysis.connections ?? null,
        capacity: analysis.capacity ?? null,
        recovery: analysis.recovery ?? null,
        availability: analysis.availability ?? null,
        cost: analysis.cost ?? null,
        invariants,
        problems,
    };
}

/** The document of a stack whose configuration is wrong. */
export function failedPlanDocument(stack: string, problems: readonly Problem[]): PlanDocument {
    return {
        stack,
        resources: [],
        workloads: [],
        charts: [],
        connections: null,
        capacity: null,
        recovery: null,
        availability: null,
        cost: null,
        invariants: null,
        problems,
    };
}
