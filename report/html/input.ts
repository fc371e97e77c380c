import type { Assumptions, Availability } from "../../analysis/availability";
import type { Capacity } from "../../analysis/capacity";
import type { ConnectionBudget } from "../../analysis/capacity/connections";
import type { Cost } from "../../analysis/cost";
import type { CostDifference } from "../../analysis/cost/diff";
import type { PlannedChart } from "../../analysis/graph";
import type { InvariantReport } from "../../analysis/invariants";
import type { RegionLoss } from "../../analysis/recovery/regionLoss";
import type { Problem, Workload } from "../../contracts";

/** What the report shows: the parts of a plan, `null` where the stack has none. No secret is among them. */
export interface ReportInput {
    readonly stack: string;
    /** Day on which it is written, as `2026-11-25`. */
    readonly day: string;
    readonly resources: readonly ReportedResource[];
    readonly workloads: readonly Workload[];
    /** URN of the component that says it is a workload, by the workload's name. */
    readonly components: Readonly<Record<string, string>>;
    readonly charts: readonly PlannedChart[];
    readonly connections: ConnectionBudget | null;
    readonly recovery: RegionLoss | null;
    readonly availability: Availability | null;
    /** What the availability is computed with. */
    readonly assumptions: Assumptions;
    /** Share of time that is to be kept; absent where nobody relies on the stack. */
    readonly objective?: number | undefined;
    readonly capacity: Capacity | null;
    readonly cost: Cost | null;
    /** How the cost differs from another stack's, or an earlier plan's; absent where nothing was to be compared. */
    readonly costDifference?: ComparedCost | undefined;
    /** Figures of both; absent where nothing was to be compared. */
    readonly figures?: readonly ComparedFigure[] | undefined;
    /** USD that the stack may cost in a month; absent without a bound. */
    readonly budgetMonthlyUsd?: number | undefined;
    readonly invariants: InvariantReport | null;
    readonly problems: readonly Problem[];
    /** Who sits where; absent where nothing can be drawn. */
    readonly topology?: Picture | undefined;
    /** What a rehearsal of the stack showed; absent where none was made. */
    readonly rehearsal?: Rehearsal | undefined;
    /** What drills of the stack showed. */
    readonly drills: readonly Drilled[];
}

export interface ReportedResource {
    readonly urn: string;
    readonly type: string;
    /** Logical name. */
    readonly name: string;
    readonly parent: string | null;
}

export interface ComparedCost extends CostDifference {
    /** Name of the other stack, or path of the plan. */
    readonly against: string;
}

/** A figure of both plans, as text. */
export interface ComparedFigure {
    readonly name: string;
    readonly before: string;
    readonly after: string;
    /** Empty where nothing shows, or no number says it. */
    readonly change: string;
}

export interface Picture {
    /** SVG elements with a title and a description, whose texts are escaped: for a page, and for a phone. */
    readonly wide: string;
    readonly narrow: string;
    /** The same in sentences. */
    readonly text: readonly string[];
}

/** What is promised of a disruption, and what a drill measured. */
export interface Drilled {
    readonly drill: string;
    readonly promise: string;
    readonly measured: string;
    readonly verdict: "kept" | "broken" | "not applicable";
    /** In what way the promise was not kept. */
    readonly breaches: readonly string[];
    /** Day of the drill, as `2026-11-25`. */
    readonly day: string;
}

/** A drill on simulated nodes. Seconds count from the loss. */
export interface Rehearsal {
    /** Day of the rehearsal, as `2026-11-25`. */
    readonly day: string;
    /** File that it was read from. */
    readonly file: string;
    readonly appliedBy: string;
    /** Pods that stood in for those of operators and charts. */
    readonly standIns: number;
    readonly drill: {
        readonly zone: string;
        readonly events: readonly { readonly seconds: number; readonly reached: boolean; readonly text: string }[];
        readonly workloads: readonly DrilledWorkload[];
        /** Names of the workloads that had too few members at some moment. */
        readonly outages: readonly string[];
        /** Names of the workloads that did not come back to full strength and even spread. */
        readonly incomplete: readonly string[];
    };
}

export interface DrilledWorkload {
    readonly name: string;
    readonly standIn: boolean;
    readonly members: number;
    readonly quorum: number;
    /** Members that were in the lost zone. */
    readonly lost: number;
    /** Fewest members that could serve at any moment. */
    readonly lowest: number;
    /** Seconds with fewer members than the quorum. */
    readonly outageSeconds: number;
    /** When all members served again with the zone still gone; absent where they wait for the zone. */
    readonly replacedAfter?: number | undefined;
    /** Members that could serve, as [seconds, members] at every change. */
    readonly serving: readonly (readonly [number, number])[];
}
