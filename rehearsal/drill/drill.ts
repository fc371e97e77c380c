import type { Step } from "../progress";
import type { ServingOutcome } from "./recording";
import type { DrillSite } from "./site";

/** A disruption, what is promised of it, and how to find out whether the promise is kept. */
export interface Drill {
    /** As on the command line. */
    readonly name: string;
    /** What happens, as the end of a sentence that begins with "Drill:". */
    readonly title: string;
    /** What must hold, with its figures. */
    readonly promise: string;
    /** Usual seconds on two cores, for the progress line: measured. */
    readonly expectedSeconds: number;
    /**
     * Disrupts, measures, and leaves nothing disrupted behind. Finds every workload complete. Resolves to undefined when the stack has
     * nothing that the drill could disrupt.
     */
    readonly run: (site: DrillSite, step: Step) => Promise<Finding | undefined>;
}

/** What a drill found. */
export interface Finding {
    /** What was measured, in words and figures. */
    readonly measured: string;
    /** In what way the promise was not kept, a clause for each; empty when it was. */
    readonly breaches: readonly string[];
    readonly workloads: readonly ServingOutcome[];
    /** What was done, where it differs from time to time. */
    readonly steps?: readonly string[];
}

export type Verdict = "kept" | "broken" | "not applicable";

/** A drill that was made. */
export interface DrillResult extends Finding {
    readonly drill: string;
    readonly promise: string;
    readonly verdict: Verdict;
    /** How long it took. */
    readonly seconds: number;
}
