import { dataToApprove, type Side, type StackComparison } from "../../analysis/diff/stacks";
import type { PlanDifference } from "../../analysis/diff/plans";
import { changesBlock, dataBlock } from "./changes";
import { figureTable } from "./comparison";
import { code, prose } from "./escape";
import { counted, dollarsMore } from "./figures";
import { fittedResources } from "./limit";
import { ruleLine } from "./rules";
import { problemList, summaryBlocks } from "./summary";

/** What a pull request does to every stack, as one comment. Pure. */

export interface Commits {
    /** Name of the commit that is compared with, such as `4f2a9c1`. */
    readonly base: string;
    readonly head: string;
}

export function comparisonComment(stacks: readonly StackComparison[], commits: Commits): string {
    return fittedResources((resources) => blocksOf(stacks, commits, resources));
}

function blocksOf(stacks: readonly StackComparison[], { base, head }: Commits, resources: number): string[] {
    const changed = stacks.filter((stack) => !isUnchanged(stack));
    return [
        "## What this changes",
        `${code(head)} against ${code(base)}, evaluated offline: nothing was deployed, and nothing that is deployed was looked at.`,
        ...mostUrgentFirst(changed).flatMap((stack) => [`### ${code(stack.stack)}`, ...stackBlocks(stack, resources)]),
        ...unchangedBlock(stacks.filter(isUnchanged)),
    ];
}

/** What would be left out of too long a comment comes last. */
function mostUrgentFirst(stacks: readonly StackComparison[]): StackComparison[] {
    const urgency = (stack: StackComparison) =>
        dataToApprove(stack).length > 0 ? 0 : stack.head.kind === "failed" ? 1 : 2;
    return [...stacks].sort((a, b) => urgency(a) - urgency(b));
}

function unchangedBlock(stacks: readonly StackComparison[]): string[] {
    return stacks.length === 0 ? [] : [`Nothing changes in ${stacks.map(({ stack }) => code(stack)).join(", ")}.`];
}

/** Neither resources nor what is computed of them. */
function isUnchanged({ base, head, difference }: StackComparison): boolean {
    if (base.kind === "planned" && head.kind === "planned" && difference !== undefined) {
        const figures = ({ availability, cost, connections, capacity, invariants, problems }: typeof base.plan) =>
            JSON.stringify([availability, cost, connections, capacity, invariants, problems]);
        return difference.resources.length === 0 && figures(base.plan) === figures(head.plan);
    }
    return false;
}

function stackBlocks({ base, head, difference }: StackComparison, resources: number): string[] {
    return difference === undefined || base.kind !== "planned" || head.kind !== "planned"
        ? oneSided(base, head)
        : [
              ...dataBlock(difference.data),
              ...problems("This change is refused", head),
              figureTable(base.plan, head.plan, difference),
              ...costs(difference),
              ...rules(difference),
              ...points(difference),
              ...changesBlock(difference.resources, resources),
          ];
}

/** What is wrong with a plan, whether or not there is one. */
function problems(title: string, side: Side): string[] {
    const found = side.kind === "failed" ? side.problems : side.kind === "planned" ? (side.plan.problems ?? []) : [];
    return found.length === 0 ? [] : [`**${title}** (${counted(found.length, "problem")}):\n\n${problemList(found)}`];
}

function costs({ cost }: PlanDifference): string[] {
    const shown = (cost?.components ?? []).flatMap(({ component, monthlyUsd }) => {
        const difference = dollarsMore(monthlyUsd.likely);
        return difference === "" ? [] : [`${code(component)} ${difference}`];
    });
    return shown.length === 0 ? [] : [`**Cost by component**, USD a month, likely: ${shown.join(", ")}`];
}

function rules({ rules: found }: PlanDifference): string[] {
    if (found === undefined) {
        return [];
    }
    const list = (title: string, violations: typeof found.broken) =>
        violations.length === 0 ? [] : [`**${title}**\n\n${violations.map(ruleLine).join("\n")}`];
    return [
        ...list("Newly broken", found.broken),
        ...(found.mended.length === 0
            ? []
            : [`**Mended**: ${found.mended.map(({ id, title }) => `${code(id)}, ${prose(title)}`).join("; ")}`]),
    ];
}

function points({ singlePointsOfFailure: found }: PlanDifference): string[] {
    const list = (title: string, names: readonly string[]) =>
        names.length === 0 ? [] : [`**${title}**: ${names.map(code).join("; ")}`];
    return found === undefined
        ? []
        : [
              ...list("New single points of failure", found.added),
              ...list("No single point of failure any more", found.removed),
          ];
}

/** A stack that could not be compared. */
function oneSided(base: Side, head: Side): string[] {
    if (head.kind === "absent") {
        return ["It has no file any more. What it deployed stays where it is until `pulumi destroy`."];
    }
    return [
        ...problems("This change cannot be planned", head),
        ...problems("The base cannot be planned, there is nothing to compare with", base),
        ...(base.kind === "absent" && head.kind === "planned"
            ? [`A new stack: ${counted(head.plan.resources.length, "resource")}.`]
            : []),
        ...(head.kind === "planned" ? summaryBlocks(head.plan) : []),
    ];
}
