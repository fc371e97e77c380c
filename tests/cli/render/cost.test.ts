import pc from "picocolors";
import type { Cost } from "../../../analysis/cost";
import { renderCost, renderComparison } from "../../../cli/render/cost";

const PLAIN = pc.createColors(false);

const COST: Cost = {
    prices: "2026-11-25",
    monthlyUsd: { low: 1500.4, likely: 2000.6, high: 12345.67 },
    components: [
        { component: "cluster", monthlyUsd: { low: 1500, likely: 2000, high: 12345 } },
        { component: "data", monthlyUsd: { low: 0.4, likely: 0.6, high: 0.67 } },
    ],
    items: [],
    notModelled: [{ resource: "topic", type: "aws:sns/topic:Topic" }],
    missingPrices: [{ resource: "redis", price: "elasticache:cache.x9.huge", region: "eu-central-1" }],
    assumptions: ["one thing", `a thing that takes ${"many ".repeat(20)}words`],
};

test("a cost is a table by component, what is not in it, and what it rests on", () => {
    expect(renderCost(COST, PLAIN)).toEqual([
        [
            "Cost, USD a month, by prices of 2026-11-25 (cost.items in plan.json has each)",
            "component    low  likely    high",
            "cluster    1,500   2,000  12,345",
            "data           0       1       1",
            "together   1,500   2,001  12,346",
            "Not in it: redis, no price of elasticache:cache.x9.huge in eu-central-1",
            "Not in it: topic, aws:sns/topic:Topic is not modelled",
            "Assumed:",
            "- one thing",
            `- a thing that takes ${"many ".repeat(15).trimEnd()}`,
            `  ${"many ".repeat(5)}words`,
        ].join("\n"),
    ]);
});

test("hours off have their saving beside what those hours would cost", () => {
    const offHours = {
        hoursPerMonth: 469,
        share: 0.6429,
        savedUsd: { low: 0, likely: 400, high: 700.4 },
        idleUsd: { low: 900, likely: 1543.2, high: 8000 },
        reachedUsd: { low: 800, likely: 1000, high: 9000 },
        ofIdlePercent: 25.9,
        ofBillPercent: 16.7,
    };
    expect(renderCost({ ...COST, offHours }, PLAIN)[1]).toBe(
        [
            "Off-hours: 469 of 730 hours a month, 64 %; USD a month",
            "component                      low  likely   high",
            "those hours if everything ran  900   1,543  8,000",
            "saved                            0     400    700",
            "Likely 25.9 % of what those hours would cost, 16.7 % of the bill. Schedules reach what costs 1,000",
            "of it; the other 1,401 are the same by day and by night.",
        ].join("\n"),
    );
});

test("a difference has signs", () => {
    const difference = {
        against: "staging",
        monthlyUsd: { low: -1200.5, likely: 0, high: 3400 },
        components: [{ component: "cluster", monthlyUsd: { low: -1200.5, likely: 0, high: 3400 } }],
    };
    const figures = [
        { name: "without service, a month", before: "18.8 min", after: "22.8 min", change: "+4.0 min" },
        { name: "invariants", before: "all 28 hold", after: "27 of 28 hold", change: "" },
    ];
    expect(renderComparison({ costDifference: difference, figures }, PLAIN)).toEqual([
        [
            "Against staging",
            "                              staging           this  difference",
            "without service, a month     18.8 min       22.8 min    +4.0 min",
            "invariants                all 28 hold  27 of 28 hold",
        ].join("\n"),
        [
            "Cost against staging, USD a month",
            "component     low  likely    high",
            "cluster    −1,201      +0  +3,400",
            "together   −1,201      +0  +3,400",
        ].join("\n"),
    ]);
});
