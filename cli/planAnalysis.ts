import { availabilityOfGraph, type Assumptions, type Availability } from "../analysis/availability";
import { capacityOf, type Capacity } from "../analysis/capacity";
import { budgetOfGraph, type ConnectionBudget } from "../analysis/capacity/connections";
import { costOf, type Cost } from "../analysis/cost";
import type { ResourceGraph } from "../analysis/graph";
import { regionLossOf, type RegionLoss } from "../analysis/recovery/regionLoss";

/** What is computed of a graph for its plan, once for text and document. */
export interface PlanAnalysis {
    /** Connections to PostgreSQL; undefined when the stack has no server of its own. */
    readonly connections: ConnectionBudget | undefined;
    /** What it has room for; undefined when it runs no pods. */
    readonly capacity: Capacity | undefined;
    /** What losing the region costs; undefined without a second region. */
    readonly recovery: RegionLoss | undefined;
    /** How available it is expected to be; undefined when it serves nobody yet. */
    readonly availability: Availability | undefined;
    /** What the stack costs in a month; undefined where nothing has a price list. */
    readonly cost: Cost | undefined;
}

/** `assumptions`: what the availability is computed with. Default: the tables of the analysis. */
export function analysePlan(graph: ResourceGraph, assumptions?: Assumptions): PlanAnalysis {
    return {
        connections: budgetOfGraph(graph),
        capacity: capacityOf(graph),
        recovery: regionLossOf(graph),
        availability: availabilityOfGraph(graph, assumptions),
        cost: costOf(graph),
    };
}
