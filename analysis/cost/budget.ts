import type { Problem } from "../../contracts";
import type { Cost } from ".";

/** Largest items that are named. */
const NAMED = 3;

/** The problem of a stack that likely costs more than it may, or whose cost is not known; none without a budget. */
export function budgetProblems(cost: Cost | undefined, monthlyUsd: number | undefined): Problem[] {
    if (cost === undefined || monthlyUsd === undefined) {
        return [];
    }
    const unknown = [
        ...cost.missingPrices.map(({ resource, price, region }) => `${resource} (no price of ${price} in ${region})`),
        ...cost.notModelled.map(({ resource, type }) => `${resource} (${type} is not modelled)`),
    ];
    const { likely } = cost.monthlyUsd;
    const largest = [...cost.items].sort((a, b) => b.likely - a.likely).slice(0, NAMED);
    return [
        ...(likely <= monthlyUsd
            ? []
            : [
                  {
                      path: "budget.monthlyUsd",
                      value: monthlyUsd,
                      message:
                          `the stack likely costs ${Math.ceil(likely)} USD a month; most are ` +
                          `${largest.map((item) => `${item.resource}, ${item.what}: ${Math.round(item.likely)}`).join("; ")}. Raise ` +
                          "the budget, or lower what these are sized by",
                  },
              ]),
        ...(unknown.length === 0
            ? []
            : [
                  {
                      path: "budget.monthlyUsd",
                      value: monthlyUsd,
                      message:
                          `cannot be kept for certain: ${unknown.join(", ")}. Add what is missing to analysis/cost/prices.json, or ` +
                          "leave the budget out",
                  },
              ]),
    ];
}
