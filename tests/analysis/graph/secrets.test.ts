import fc from "fast-check";
import { join, MASK, maskedInputs } from "../../../analysis/graph";
import { resource } from "../../support/syntheticGraph";

test.each<[string, Record<string, unknown>, string[], Record<string, unknown>]>([
    ["nothing", { a: 1, b: { c: [true, null] } }, [], { a: 1, b: { c: [true, null] } }],
    ["a text", { a: "x", b: "y" }, ["a"], { a: MASK, b: "y" }],
    ["a nested one", { a: { b: "x", c: "y" } }, ["a.b"], { a: { b: MASK, c: "y" } }],
    ["one of a list", { a: ["x", "y"] }, ["a.1"], { a: ["x", MASK] }],
    ["a whole group", { a: { b: "x", c: { d: "y" } } }, ["a"], { a: MASK }],
    ["a group and what is in it", { a: { b: "x" } }, ["a", "a.b"], { a: MASK }],
    ["a path that leads nowhere", { a: "x" }, ["b"], { a: "x" }],
    ["no namesake elsewhere", { a: { b: "x" }, c: { b: "y" } }, ["a.b"], { a: { b: MASK }, c: { b: "y" } }],
])("%s is masked", (_, inputs, secretPaths, expected) => {
    expect(maskedInputs(resource("r", { inputs, secretPaths }))).toEqual(expected);
});

test("the resource itself keeps its secrets", () => {
    const inputs = { a: { b: "x" } };
    maskedInputs(resource("r", { inputs, secretPaths: ["a.b"] }));
    expect(inputs).toEqual({ a: { b: "x" } });
});

test("without secrets nothing changes, whatever is in it", () => {
    fc.assert(
        fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (inputs) => {
            expect(JSON.stringify(maskedInputs(resource("r", { inputs })))).toBe(JSON.stringify(inputs));
        }),
    );
});

test.each([
    ["", "a", "a"],
    ["a", "b", "a.b"],
    ["a.0", "b", "a.0.b"],
])("%j and %j are joined to %j", (path, key, expected) => {
    expect(join(path, key)).toBe(expected);
});
