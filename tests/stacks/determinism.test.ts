import { planDocument } from "../../cli/planDocument";
import { textDiff } from "../support/textDiff";
import { evaluateVariant } from "../support/variants";

test.each(["local", "everything"])("%s: two evaluations give the same plan, to the letter", async (variant) => {
    const [first, second] = [await evaluateVariant(variant), await evaluateVariant(variant)].map((graph) =>
        JSON.stringify(planDocument(graph), undefined, 2),
    );
    expect(first).toContain('"dify-api"');
    expect(textDiff(first ?? "", second ?? "")).toBe("");
});
