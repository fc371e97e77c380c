import { childrenOf, componentOf, dependencyOf, ofType, resourceOf } from "../../../analysis/graph";
import { graphOf, resource } from "../../support/syntheticGraph";

const GRAPH = graphOf(
    resource("b", { type: "t", parent: "top" }),
    resource("a", { type: "t", dependencies: ["other", "b"] }),
    resource("other", { type: "u" }),
    resource("top", { outputs: { workloads: [{ name: "w" }] } }),
);

test("by type, in the order of the graph", () => {
    expect(ofType(GRAPH, "t").map(({ urn }) => urn)).toEqual(["b", "a"]);
    expect(ofType(GRAPH, "none")).toEqual([]);
});

test("by URN", () => {
    expect(resourceOf(GRAPH, "other")?.type).toBe("u");
    expect([resourceOf(GRAPH, "none"), resourceOf(GRAPH, undefined)]).toEqual([undefined, undefined]);
});

test("by parent", () => {
    expect(childrenOf(GRAPH, "top").map(({ urn }) => urn)).toEqual(["b"]);
    expect(childrenOf(GRAPH, undefined).map(({ urn }) => urn)).toEqual(["a", "other", "top"]);
});

test("by workload", () => {
    expect(componentOf(GRAPH, "w")?.urn).toBe("top");
});

test("by what it is made from", () => {
    expect(dependencyOf(GRAPH, resource("x", { dependencies: ["other", "b", "a"] }), "t")?.urn).toBe("b");
    expect(dependencyOf(GRAPH, resource("x", { dependencies: ["other"] }), "t")).toBeUndefined();
});
