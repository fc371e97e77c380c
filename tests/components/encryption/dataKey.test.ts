import { DataKey } from "../../../components/encryption/dataKey";
import { evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, resourceOf } from "../../support/graph";

test("the key rotates, takes a month to die, and cannot be deleted by accident", async () => {
    const graph = await evaluateComponent(() => new DataKey("data", { description: "Databases of a stack" }));
    expect(childrenOfComponent(graph, "DataKey")).toEqual(["Alias data", "Key data"]);
    const key = resourceOf(graph, "Key", "data");
    expect(key.protect).toBe(true);
    expect(key.inputs).toEqual({
        description: "Databases of a stack",
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        tags: { Name: "data" },
    });
});
