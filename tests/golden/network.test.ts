import { reachMatrix } from "../../analysis/network";
import { evaluateStack } from "../support/evaluation";
import { dropGoldenExcept, expectGolden, goldenNames } from "../support/golden";

/** Who reaches whom in Dify's namespace, out of it and into it, as the policies say. */

const STACKS = ["local", "prod"];

test.each(STACKS)("%s", async (stack) => {
    expectGolden(`network/${stack}.txt`, `${reachMatrix(await evaluateStack(stack), "dify").join("\n")}\n`);
});

test("no matrix is left over", () => {
    const names = STACKS.map((stack) => `${stack}.txt`);
    dropGoldenExcept("network", names);
    expect(goldenNames("network")).toEqual(names);
});
