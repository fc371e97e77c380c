import type { Plan } from "../../analysis/diff/plan";
import type { PlanDifference } from "../../analysis/diff/plans";
import { dollars, dollarsMore, minutes, minutesMore, more, percent } from "./figures";
import { ruleCount } from "./rules";
import { connectionText, fittingLosses } from "./summary";
import { table } from "./table";

/** The figures of a stack before and after. Pure. */

/** One figure of a plan. */
interface Figure {
    readonly name: string;
    /** As text; `undefined` where the plan's commit did not know of it yet, `null` where there is nothing of the kind. */
    readonly of: (plan: Plan) => string | null | undefined;
    /** What is different, where a number says it. */
    readonly change?: (base: Plan, head: Plan, difference: PlanDifference) => string;
}

const FIGURES: readonly Figure[] = [
    {
        name: "availability of all journeys",
        of: ({ availability }) => availability && percent(availability.total),
    },
    {
        name: "without service, a month",
        of: ({ availability }) => availability && minutes(availability.downtimeMinutesPerMonth),
        change: ({ availability: base }, { availability: head }) =>
            base && head ? minutesMore(head.downtimeMinutesPerMonth - base.downtimeMinutesPerMonth) : "",
    },
    {
        name: "cost, USD a month: likely (from, to)",
        of: ({ cost }) => cost && dollars(cost.monthlyUsd),
        change: (_base, _head, { cost }) => (cost === undefined ? "" : dollarsMore(cost.monthlyUsd.likely)),
    },
    {
        name: "PostgreSQL connections, at most",
        of: ({ connections }) => connections && connectionText(connections),
        change: ({ connections: base }, { connections: head }) => (base && head ? more(head.demand - base.demand) : ""),
    },
    {
        name: "capacity",
        of: ({ capacity }) =>
            capacity && (capacity.problems.length === 0 ? "everything fits" : `${capacity.problems.length} do not fit`),
    },
    {
        name: "losses of a zone after which all pods fit",
        of: ({ capacity }) => capacity && fittingLosses(capacity.nodes),
    },
    {
        name: "invariants",
        of: ({ invariants }) => invariants && ruleCount(invariants),
    },
];

const UNKNOWN = "not known at the base";

/** A figure of two plans, as text. */
export interface ComparedFigure {
    readonly name: string;
    readonly before: string;
    readonly after: string;
    /** Empty where nothing shows, or no number says it. */
    readonly change: string;
}

/** Every figure that at least one of the plans has. */
export function comparedFigures(base: Plan, head: Plan, difference: PlanDifference): ComparedFigure[] {
    return FIGURES.flatMap(({ name, of, change }) => {
        const [before, after] = [of(base), of(head)];
        const isThere = typeof before === "string" || typeof after === "string";
        return isThere
            ? [
                  {
                      name,
                      before: before ?? (before === null ? "–" : UNKNOWN),
                      after: after ?? "–",
                      change: change?.(base, head, difference) ?? "",
                  },
              ]
            : [];
    });
}

/** The same as a table. */
export function figureTable(base: Plan, head: Plan, difference: PlanDifference): string {
    const rows = comparedFigures(base, head, difference);
    return table(
        ["", "base", "with this change", "difference"],
        rows.map(({ name, before, after, change }) => [name, before, after, change]),
    );
}
