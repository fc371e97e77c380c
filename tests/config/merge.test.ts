import fc from "fast-check";
import { isGroup, mergeConfig, setPath, valueAt, type RawConfig } from "../../config/merge";

/** Few keys, so that groups overlap; `__proto__` because it is the one that assignment loses. */
const key = fc.constantFrom("api", "replicas", "0", "constructor", "__proto__");
const leaf = fc.oneof(
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.integer(), { maxLength: 2 }),
);
const { group } = fc.letrec<{ group: RawConfig; value: unknown }>((tie) => ({
    group: fc.dictionary(key, tie("value"), { maxKeys: 4 }),
    value: fc.oneof({ depthSize: "small" }, leaf, tie("group")),
}));
const path = fc.array(key, { minLength: 1, maxLength: 4 });

/** Keys at every level, own ones only. */
function plain(value: unknown): unknown {
    return isGroup(value) ? Object.entries(value).map(([name, child]) => [name, plain(child)]) : value;
}

const sorted = (value: unknown): unknown =>
    isGroup(value)
        ? Object.entries(value)
              .map(([name, child]) => [name, sorted(child)] as const)
              .sort(([a], [b]) => (a < b ? -1 : 1))
        : value;

describe("mergeConfig", () => {
    test("nothing over a group, and a group over nothing, is that group", () => {
        fc.assert(
            fc.property(group, (config) => {
                expect(sorted(mergeConfig(config, {}))).toEqual(sorted(config));
                expect(sorted(mergeConfig({}, config))).toEqual(sorted(config));
            }),
        );
    });

    test("is associative", () => {
        fc.assert(
            fc.property(group, group, group, (a, b, c) => {
                // A value between two groups cuts the lower one off; associativity holds where kinds agree.
                fc.pre(agree(a, b) && agree(b, c) && agree(a, c));
                expect(sorted(mergeConfig(mergeConfig(a, b), c))).toEqual(sorted(mergeConfig(a, mergeConfig(b, c))));
            }),
        );
    });

    test("takes every leaf from above, and from below what is not above", () => {
        fc.assert(
            fc.property(group, group, path, (base, over, where) => {
                const above = valueAt(over, where);
                const merged = valueAt(mergeConfig(base, over), where);
                if (above !== undefined && !isGroup(above)) {
                    expect(plain(merged)).toEqual(plain(above));
                }
                if (!where.some((_, depth) => valueAt(over, where.slice(0, depth + 1)) !== undefined)) {
                    expect(plain(merged)).toEqual(plain(valueAt(base, where)));
                }
            }),
        );
    });

    test("leaves both arguments as they were", () => {
        fc.assert(
            fc.property(group, group, (base, over) => {
                const before = [structuredClone(plain(base)), structuredClone(plain(over))];
                mergeConfig(base, over);
                expect([plain(base), plain(over)]).toEqual(before);
            }),
        );
    });
});

describe("setPath", () => {
    test("what was set can be read", () => {
        fc.assert(
            fc.property(group, path, leaf, (config, where, value) => {
                expect(valueAt(setPath(config, where, value), where)).toEqual(value);
            }),
        );
    });

    test("is merging the group that holds only the path", () => {
        fc.assert(
            fc.property(group, path, leaf, (config, where, value) => {
                expect(sorted(setPath(config, where, value))).toEqual(
                    sorted(mergeConfig(config, setPath({}, where, value))),
                );
            }),
        );
    });

    test("leaves its argument as it was", () => {
        fc.assert(
            fc.property(group, path, leaf, (config, where, value) => {
                const before = structuredClone(plain(config));
                setPath(config, where, value);
                expect(plain(config)).toEqual(before);
            }),
        );
    });

    test("an empty path changes nothing", () => {
        expect(setPath({ a: 1 }, [], 2)).toEqual({ a: 1 });
    });
});

describe("valueAt", () => {
    test.each<[title: string, value: unknown, path: string[], found: unknown]>([
        ["the value itself", 3, [], 3],
        ["in a group", { a: { b: 1 } }, ["a", "b"], 1],
        ["in a list", { a: ["x", "y"] }, ["a", "1"], "y"],
        ["nowhere", { a: 1 }, ["b"], undefined],
        ["beneath a leaf", { a: 1 }, ["a", "b"], undefined],
        ["beneath null", { a: null }, ["a", "b"], undefined],
        ["an inherited property", {}, ["constructor"], undefined],
    ])("%s", (_title, value, where, found) => {
        expect(valueAt(value, where)).toBe(found);
    });
});

/** Whether a key that both have is a group in both or in neither, at every level. */
function agree(a: unknown, b: unknown): boolean {
    return (
        isGroup(a) === isGroup(b) &&
        (!isGroup(a) ||
            !isGroup(b) ||
            Object.keys(a).every((name) => !Object.hasOwn(b, name) || agree(valueAt(a, [name]), valueAt(b, [name]))))
    );
}
