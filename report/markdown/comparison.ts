import type { Plan } from "../../analysis/diff/plan";
import type { PlanDifference } from "../../analysis/diff/plans";
import { dollars, dollarsMore, minutes, minutesMore, more, percent } from "./figures";
import { ruleCount } from "./rules";
import { connectionText, fitText } from "./summary";
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
        name: "cost, USD a month, likely (at least to at most)",
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
            capacity &&
            `${capacity.problems.length === 0 ? "everything fits" : `${capacity.problems.length} do not fit`}${fitText(capacity.nodes)}`,
    },
    {
        name: "invariants",
        of: ({ invariants }) => invariants && ruleCount(invariants),
    },
];

const UNKNOWN = "not known at the base";

/** A row for each figure that at least one of the plans has. */
export function figureTable(base: Plan, head: Plan, difference: PlanDifference): string {
    const rows = FIGURES.flatMap(({ name, of, change }) => {
        const [before, after] = [of(base), of(head)];
        const isThere = typeof before === "string" || typeof after === "string";
        return isThere
            ? [
                  [
                      name,
                      before ?? (before === null ? "–" : UNKNOWN),
                      after ?? "–",
                      change?.(base, head, difference) ?? "",
                  ],
              ]
            : [];
    });
    return table(["", "base", "with this change", "difference"], rows);
}
