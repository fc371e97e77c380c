import pc from "picocolors";
import { assumptionsWith, type Assumptions } from "../analysis/availability";
import { objectiveProblems } from "../analysis/availability/objective";
import type { ResourceGraph } from "../analysis/graph";
import { checkInvariants, isForbidden, type InvariantReport } from "../analysis/invariants";
import { ConfigError, today, type StackConfig } from "../config";
import type { Problem } from "../contracts";
import { analysePlan, type PlanAnalysis } from "./planAnalysis";
import { BAD_INPUT } from "./stackFile";

/** Exit code for what breaks a mandatory rule. */
const FORBIDDEN = 3;

/** What is found out about a graph, and what its configuration makes of it. */
export interface GraphJudgement {
    readonly analysis: PlanAnalysis;
    /** Why it cannot work, or is not good enough. */
    readonly problems: readonly Problem[];
    readonly invariants: InvariantReport;
}

/** The part of a configuration that says how good a stack must be. */
export type Demands = Pick<StackConfig, "environment" | "slo" | "waivers">;

/**
 * Judges a graph. Without demands it has no objective to keep, and no rule is waived. `unfit`: why it cannot work or must not be, as far as
 * that is known.
 */
export function judge(graph: ResourceGraph, demands?: Demands, unfit: readonly Problem[] = []): GraphJudgement {
    const assumptions = demands === undefined ? undefined : assumptionsWith(demands.slo);
    return {
        analysis: analysePlan(graph, assumptions),
        problems: [...unfit, ...(demands === undefined ? [] : missedObjective(graph, demands, assumptions))],
        invariants: checkInvariants(graph, demands?.waivers ?? [], today()),
    };
}

/** Only what somebody relies on has an objective to keep. */
function missedObjective(graph: ResourceGraph, { environment, slo }: Demands, assumptions?: Assumptions): Problem[] {
    return environment === "development" ? [] : objectiveProblems(graph, slo.target, assumptions);
}

/** Exit code of a command that shows it. */
export function exitCodeOf({ problems, invariants }: GraphJudgement): number {
    if (problems.length > 0) {
        return BAD_INPUT;
    }
    return isForbidden(invariants) ? FORBIDDEN : 0;
}

/** Says what is not good enough about what has been shown. */
export function tellProblems(problems: readonly Problem[]): void {
    if (problems.length > 0) {
        process.stderr.write(`${pc.red("✖")} ${new ConfigError(problems).message}\n`);
    }
}
