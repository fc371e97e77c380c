import type { ResourceGraph } from "../../analysis/graph";
import { evaluateStack } from "../support/evaluation";
import { dropGoldenExcept, expectGolden, goldenNames } from "../support/golden";
import { sizingLines } from "../support/sizing";
import { textDiff } from "../support/textDiff";

/** What the AWS stacks order, as far as it decides about size, zones, retention and protection; and how they differ. */

const STACKS: Readonly<Record<string, () => Promise<ResourceGraph>>> = {
    prod: () => evaluateStack("prod"),
    "prod-on-k3s": () => evaluateStack("prod", { cluster: { kind: "k3s" } }),
    staging: () => evaluateStack("staging"),
    dr: () => evaluateStack("dr"),
    "dr-active": () => evaluateStack("dr", { recovery: { active: true } }),
};

const DIFFERENCE = "prod-vs-staging.txt";

async function sizingOf(stack: string): Promise<string> {
    const graph = await STACKS[stack]?.();
    return `${graph === undefined ? "" : sizingLines(graph).join("\n")}\n`;
}

test.each(Object.keys(STACKS))("%s", async (stack) => {
    expectGolden(`aws/${stack}.txt`, await sizingOf(stack));
});

test("prod and staging differ in what is reviewed, and in nothing else", async () => {
    const prod = await sizingOf("prod");
    const staging = await sizingOf("staging");
    expectGolden(`aws/${DIFFERENCE}`, `${textDiff(prod, staging).trimEnd()}\n`);
});

test("a plan is the same in every evaluation, and has nothing secret in it", async () => {
    const first = await sizingOf("prod");
    expect(await sizingOf("prod")).toBe(first);
    expect(first).not.toMatch(/\[secret\]|password=/);
});

test("no text is left over", () => {
    const names = [...Object.keys(STACKS).map((stack) => `${stack}.txt`), DIFFERENCE].sort();
    dropGoldenExcept("aws", names);
    expect(goldenNames("aws")).toEqual(names);
});
