import { analysePlan } from "../../../cli/planAnalysis";
import { copiesOf } from "../../../cli/bench/graphCopies";
import { evaluateStack } from "../../support/evaluation";

test("three copies of prod cost three times as much, and all of their applications are needed", async () => {
    const graph = await evaluateStack("prod");
    const [one, three] = [analysePlan(graph), analysePlan(copiesOf(graph, 3))];
    expect(three.cost?.items.length).toBe(3 * (one.cost?.items.length ?? 0));
    expect(three.cost?.monthlyUsd.low).toBeCloseTo(3 * (one.cost?.monthlyUsd.low ?? 0), 6);
    const [needs, ofThree] = [one, three].map(({ availability }) => availability?.journeys.chat.needs ?? []);
    expect(ofThree).toEqual(expect.arrayContaining(["dify-api", "copy1-dify-api", "copy2-dify-worker"]));
    expect(ofThree?.length).toBeGreaterThan(2 * (needs?.length ?? 0));
});
