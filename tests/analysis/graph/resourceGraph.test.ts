import fc from "fast-check";
import { childrenOf, compare, inCreationOrder } from "../../../analysis/graph";
import { graphOf, resource } from "../../support/syntheticGraph";

/** `wave urn` of each resource, in order. */
const order = (dependencies: Record<string, string[]>) =>
    inCreationOrder(
        graphOf(...Object.entries(dependencies).map(([urn, needed]) => resource(urn, { dependencies: needed }))),
    ).map(({ resource: { urn }, wave }) => `${wave} ${urn}`);

describe("order of creation", () => {
    test.each<[string, Record<string, string[]>, string[]]>([
        ["nothing", {}, []],
        ["independent ones by name", { b: [], a: [] }, ["0 a", "0 b"]],
        ["a chain", { a: ["b"], b: ["c"], c: [] }, ["0 c", "1 b", "2 a"]],
        ["the longest way counts", { a: ["b", "d"], b: ["c"], c: ["d"], d: [] }, ["0 d", "1 c", "2 b", "3 a"]],
        ["what is not in the graph is there already", { a: ["elsewhere"] }, ["0 a"]],
        ["two at once", { a: ["c"], b: ["c"], c: [] }, ["0 c", "1 a", "1 b"]],
    ])("%s", (_, dependencies, expected) => {
        expect(order(dependencies)).toEqual(expected);
    });

    test("everything comes once, after all that it needs", () => {
        // Dependencies point to smaller numbers, so that there is no circle.
        const graphs = fc.array(fc.array(fc.nat({ max: 1000 }), { maxLength: 4 }), { maxLength: 30 }).map((lists) =>
            graphOf(
                ...lists.map((list, index) =>
                    resource(`r${index}`, {
                        dependencies: index === 0 ? [] : list.map((number) => `r${number % index}`),
                    }),
                ),
            ),
        );
        fc.assert(
            fc.property(graphs, (graph) => {
                const urns = inCreationOrder(graph).map((entry) => entry.resource.urn);
                expect([...urns].sort()).toEqual(graph.resources.map(({ urn }) => urn).sort());
                graph.resources.forEach(({ urn, dependencies }) =>
                    dependencies.forEach((needed) => expect(urns.indexOf(needed)).toBeLessThan(urns.indexOf(urn))),
                );
            }),
        );
    });
});

test("children are those of one parent; without a parent, those at the top", () => {
    const graph = graphOf(resource("a"), resource("b", { parent: "a" }), resource("c", { parent: "b" }), resource("d"));
    const urns = (parent: string | undefined) => childrenOf(graph, parent).map(({ urn }) => urn);
    expect([urns(undefined), urns("a"), urns("b"), urns("c")]).toEqual([["a", "d"], ["b"], ["c"], []]);
});

test.each([
    ["a", "b", -1],
    ["b", "a", 1],
    ["a", "a", 0],
    // A locale would put these the other way round.
    ["B", "a", -1],
    ["a", "ä", -1],
])("%s against %s: %d", (a, b, expected) => {
    expect(compare(a, b)).toBe(expected);
});
