import pc from "picocolors";
import { renderPlan } from "../../cli/render/plan";
import { evaluateStack } from "../support/evaluation";
import { dropGoldenExcept, expectGolden, goldenNames } from "../support/golden";

/** The table of workloads that a plan shows for each of the repository's stacks. */

const STACKS = ["local", "onprem", "prod", "staging"];

test.each(STACKS)("%s", async (stack) => {
    const text = renderPlan(await evaluateStack(stack), pc.createColors(false));
    const table = text.split("\n\n").find((section) => section.startsWith("Workloads\n"));
    expectGolden(`workloads/${stack}.txt`, `${table}\n`);
});

test("no table is left over", () => {
    const names = STACKS.map((stack) => `${stack}.txt`);
    dropGoldenExcept("workloads", names);
    expect(goldenNames("workloads")).toEqual(names);
});
