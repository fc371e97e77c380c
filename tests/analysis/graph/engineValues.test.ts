import { unwrap } from "../../../analysis/graph";

/** A secret as Pulumi sends it. */
const secret = (value: unknown) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
});

test.each<[string, unknown, unknown, string[]]>([
    ["plain values", { a: 1, b: [true, null, "x"] }, { a: 1, b: [true, null, "x"] }, []],
    ["a secret", { a: { b: secret("x") } }, { a: { b: "x" } }, ["a.b"]],
    ["a secret in a list", { a: [1, secret(2)] }, { a: [1, 2] }, ["a.1"]],
    ["a secret map", { a: secret({ b: "x", c: "y" }) }, { a: { b: "x", c: "y" } }, ["a"]],
    ["a secret in a secret", { a: secret({ b: secret("x") }) }, { a: { b: "x" } }, ["a", "a.b"]],
    ["two secrets", { a: secret(1), b: secret(2) }, { a: 1, b: 2 }, ["a", "b"]],
    [
        "something signed otherwise",
        { "4dabf18193072939515e22adb298388d": "asset", value: 1 },
        { "4dabf18193072939515e22adb298388d": "asset", value: 1 },
        [],
    ],
])("%s", (_, wire, value, secretPaths) => {
    expect(unwrap(wire)).toEqual({ value, secretPaths });
});
