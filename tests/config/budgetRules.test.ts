import { linesWith } from "./minimal";

/** Rules about what a stack may cost. */

test.each<[usd: unknown, line: string]>([
    [0, "budget.monthlyUsd = 0: must be at least 1"],
    ["much", 'budget.monthlyUsd = "much": must be a number'],
])("a budget of %p is refused", (monthlyUsd, line) => {
    expect(linesWith({ budget: { monthlyUsd } })).toContain(line);
});

test("a budget is for what AWS is paid for", () => {
    expect(linesWith({ budget: { monthlyUsd: 100 } })).toEqual([
        "budget.monthlyUsd = 100: needs cluster.kind: eks or k3s; of a stack on a cluster of your own, nothing has a price list",
    ]);
    expect(linesWith({})).toEqual([]);
});
