import type { Problem } from "../../contracts";
import type { DataChange } from "./data";
import { hasFailed, type Plan } from "./plan";
import { comparePlans, type PlanDifference } from "./plans";

/** A stack at two commits. Pure. */

/** What became of a stack's plan at a commit. */
export type Side =
    | { readonly kind: "planned"; readonly plan: Plan }
    /** It has no file there. */
    | { readonly kind: "absent" }
    | { readonly kind: "failed"; readonly problems: readonly Problem[] };

export interface StackComparison {
    readonly stack: string;
    readonly base: Side;
    readonly head: Side;
    /** `undefined` unless both were planned. */
    readonly difference: PlanDifference | undefined;
}

/** A document with problems and nothing else is a failure, whatever its exit code. */
export function sideOf(plan: Plan): Side {
    return hasFailed(plan) ? { kind: "failed", problems: plan.problems ?? [] } : { kind: "planned", plan };
}

export function compareStack(stack: string, base: Side, head: Side): StackComparison {
    const difference =
        base.kind === "planned" && head.kind === "planned" ? comparePlans(base.plan, head.plan) : undefined;
    return { stack, base, head, difference };
}

/** Data that somebody has to agree about losing. */
export function dataToApprove({ difference }: StackComparison): readonly DataChange[] {
    return difference?.data.filter(({ needsApproval }) => needsApproval) ?? [];
}
