import { isAlert } from "../../components/observability/rules/types";
import { groupsOf } from "../services/observability/variants";
import { dropGoldenExcept, expectGolden, goldenNames } from "../support/golden";

/** What is recorded and alerted on, one rule under the other. */

const VARIANTS = ["local", "prod"] as const;

function listing(variant: (typeof VARIANTS)[number]): string {
    return groupsOf(variant)
        .map(({ name, rules }) => {
            const lines = rules.map((rule) =>
                isAlert(rule)
                    ? rule.alert === "SeriesMissing"
                        ? `  ${rule.expr} for ${rule.for}`
                        : `  ${rule.alert} (${rule.labels.severity}, ${rule.labels.tier}) for ${rule.for}\n    ${rule.expr}`
                    : `  ${rule.record}\n    = ${rule.expr}`,
            );
            return `${name}\n${lines.join("\n")}\n`;
        })
        .join("\n");
}

test.each(VARIANTS)("%s", (variant) => {
    expectGolden(`rules/${variant}.txt`, listing(variant));
});

test("no listing is left over", () => {
    const names = VARIANTS.map((variant) => `${variant}.txt`);
    dropGoldenExcept("rules", names);
    expect(goldenNames("rules")).toEqual(names);
});
