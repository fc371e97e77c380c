import { costDifference, type CostDifference } from "../cost/diff";
import type { Finding } from "../invariants";
import { dataChanges, type DataChange } from "./data";
import type { Plan, PlannedCost, PlannedInvariants, PlannedViolation } from "./plan";
import { resourceChanges, type ResourceChange } from "./resources";

/** What is different when one plan takes the place of another. Pure. */
export interface PlanDifference {
    readonly resources: readonly ResourceChange[];
    readonly data: readonly DataChange[];
    /** `undefined` where one of the plans does not tell a cost. */
    readonly cost: CostDifference | undefined;
    /** `undefined` where the plan before does not tell of rules. */
    readonly rules: RuleDifference | undefined;
    /** `undefined` where the plan before does not tell them. */
    readonly singlePointsOfFailure: NameDifference | undefined;
}

export interface RuleDifference {
    /** With the places where they did not break before. */
    readonly broken: readonly PlannedViolation[];
    /** With the places where they do not break any more. */
    readonly mended: readonly PlannedViolation[];
}

export interface NameDifference {
    readonly added: readonly string[];
    readonly removed: readonly string[];
}

export function comparePlans(base: Plan, head: Plan): PlanDifference {
    const resources = resourceChanges(base.resources, head.resources);
    return {
        resources,
        data: dataChanges(resources, base.resources),
        cost: knownCosts(base, head) ? costDifference(head.cost ?? undefined, base.cost ?? undefined) : undefined,
        rules: ruleDifference(base.invariants, head.invariants),
        singlePointsOfFailure: pointDifference(base, head),
    };
}

/** A stack without a price list costs nothing; one of a commit that knew no prices may cost anything. */
function knownCosts({ cost: before }: Plan, { cost: after }: Plan): boolean {
    const known = (cost: PlannedCost | null | undefined) => cost !== undefined;
    return known(before) && known(after);
}

type Invariants = PlannedInvariants | null | undefined;

function ruleDifference(base: Invariants, head: Invariants): RuleDifference | undefined {
    if (!base || !head) {
        return undefined;
    }
    return {
        broken: without(head.violations, base.violations),
        mended: without(base.violations, [...head.violations, ...head.waived]),
    };
}

/** Violations, and their findings, that are not among the others. */
function without(violations: readonly PlannedViolation[], others: readonly PlannedViolation[]): PlannedViolation[] {
    const known = new Set(others.flatMap(({ id, findings }) => findings.map((finding) => keyOf(id, finding))));
    return violations
        .map((violation) => ({
            ...violation,
            findings: violation.findings.filter((finding) => !known.has(keyOf(violation.id, finding))),
        }))
        .filter(({ findings }) => findings.length > 0);
}

/** The same place breaks the same rule, whatever it has there now. */
function keyOf(id: string, { urn, resource }: Finding): string {
    return [id, urn, resource].join(" ");
}

function pointDifference({ availability: base }: Plan, { availability: head }: Plan): NameDifference | undefined {
    if (!base || !head) {
        return undefined;
    }
    const [before, after] = [base, head].map(({ singlePointsOfFailure }) =>
        singlePointsOfFailure.map(({ name, kind }) => (name === kind ? name : `${name}, ${kind}`)),
    ) as [string[], string[]];
    return {
        added: after.filter((name) => !before.includes(name)),
        removed: before.filter((name) => !after.includes(name)),
    };
}
