import { describeTopology, topologyOf } from "../../report/topology";
import { evaluateStack } from "../support/evaluation";
import { dropGoldenExcept, expectGolden, goldenNames } from "../support/golden";

/** The topology of stacks in sentences: who sits where, who talks to whom, what is copied to where. */

const STACKS = ["onprem", "prod"];

test.each(STACKS)("%s", async (stack) => {
    const topology = topologyOf(await evaluateStack(stack));
    expectGolden(`topology/${stack}.txt`, `${topology === undefined ? "" : describeTopology(topology).join("\n")}\n`);
});

test("no description is left over", () => {
    const names = STACKS.map((stack) => `${stack}.txt`);
    dropGoldenExcept("topology", names);
    expect(goldenNames("topology")).toEqual(names);
});
