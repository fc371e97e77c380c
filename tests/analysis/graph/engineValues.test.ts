import { MASK, UNKNOWN, unwrap } from "../../../analysis/graph";

const signed = (signature: string, more: Record<string, unknown>) => ({
    "4dabf18193072939515e22adb298388d": signature,
    ...more,
});

/** A secret as Pulumi sends it. */
const secret = (value: unknown) => signed("1b47061264138c4ac30d75fd1eb44270", { value });

/** A secret as a state keeps it: encrypted, or as a JSON text. */
const kept = (more: Record<string, unknown>) => signed("1b47061264138c4ac30d75fd1eb44270", more);

const output = (more: Record<string, unknown>) => signed("d0e6a833031e9bbcd3f4e8bde6ca49a4", more);

test.each<[string, unknown, unknown, string[]]>([
    ["plain values", { a: 1, b: [true, null, "x"] }, { a: 1, b: [true, null, "x"] }, []],
    ["a secret", { a: { b: secret("x") } }, { a: { b: "x" } }, ["a.b"]],
    ["a secret in a list", { a: [1, secret(2)] }, { a: [1, 2] }, ["a.1"]],
    ["a secret map", { a: secret({ b: "x", c: "y" }) }, { a: { b: "x", c: "y" } }, ["a"]],
    ["a secret in a secret", { a: secret({ b: secret("x") }) }, { a: { b: "x" } }, ["a", "a.b"]],
    ["two secrets", { a: secret(1), b: secret(2) }, { a: 1, b: 2 }, ["a", "b"]],
    ["an encrypted secret", { a: kept({ ciphertext: "v1:x" }) }, { a: MASK }, ["a"]],
    ["a decrypted secret", { a: kept({ plaintext: '{"b":"x"}' }) }, { a: { b: "x" } }, ["a"]],
    [
        "a reference to a resource",
        { a: signed("5cf8f73096256a8f31e491e813e4eb8e", { urn: "urn:x", id: "y", packageVersion: "" }) },
        { a: "urn:x" },
        [],
    ],
    ["an output", { a: output({ value: [secret("x")] }) }, { a: ["x"] }, ["a.0"]],
    ["an output that is not known yet", { a: output({ dependencies: ["urn:x"] }) }, { a: UNKNOWN }, []],
    ["a secret output", { a: output({ value: "x", secret: true }) }, { a: "x" }, ["a"]],
    [
        "something signed otherwise",
        { "4dabf18193072939515e22adb298388d": "asset", value: 1 },
        { "4dabf18193072939515e22adb298388d": "asset", value: 1 },
        [],
    ],
])("%s", (_, wire, value, secretPaths) => {
    expect(unwrap(wire)).toEqual({ value, secretPaths });
});
