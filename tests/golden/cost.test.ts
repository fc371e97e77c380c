import pc from "picocolors";
import { costOf } from "../../analysis/cost";
import { renderCost } from "../../cli/render/cost";
import { evaluateStack } from "../support/evaluation";
import { dropGoldenExcept, expectGolden, goldenNames } from "../support/golden";

/** What the stacks on AWS cost, as the plan tells it. */

const STACKS = ["dr", "prod", "staging"];

test.each(STACKS)("%s", async (stack) => {
    const sections = renderCost(costOf(await evaluateStack(stack)), pc.createColors(false));
    expect(sections.flatMap((text) => text.split("\n")).filter((line) => line.length > 100)).toEqual([]);
    expectGolden(`cost/${stack}.txt`, `${sections.join("\n\n")}\n`);
});

test("no text is left over", () => {
    const names = STACKS.map((stack) => `${stack}.txt`);
    dropGoldenExcept("cost", names);
    expect(goldenNames("cost")).toEqual(names);
});
