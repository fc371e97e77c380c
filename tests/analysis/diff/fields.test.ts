import { changedFields } from "../../../analysis/diff/fields";

/** Which inputs differ, by their path. */

const container = (name: string, cpu: string) => ({ name, resources: { requests: { cpu } } });

test.each([
    ["nothing", { a: 1, b: [1, { c: "x" }] }, { a: 1, b: [1, { c: "x" }] }, []],
    ["a value", { spec: { replicas: 4 } }, { spec: { replicas: 2 } }, [{ path: "spec.replicas", before: 4, after: 2 }]],
    ["a new key", {}, { multiAz: true }, [{ path: "multiAz", after: true }]],
    ["a key that is gone", { multiAz: true }, {}, [{ path: "multiAz", before: true }]],
    [
        "a named entry behind a new one",
        { list: [container("api", "1")] },
        { list: [container("proxy", "2"), container("api", "3")] },
        [
            { path: "list[api].resources.requests.cpu", before: "1", after: "3" },
            { path: "list[proxy]", after: container("proxy", "2") },
        ],
    ],
    [
        "entries without names, as many as before",
        { zones: ["a", "b"] },
        { zones: ["a", "c"] },
        [{ path: "zones[1]", before: "b", after: "c" }],
    ],
    [
        "entries without names, more than before",
        { rules: [{ alert: "A" }] },
        { rules: [{ alert: "B" }, { alert: "A" }] },
        [{ path: "rules", before: [{ alert: "A" }], after: [{ alert: "B" }, { alert: "A" }] }],
    ],
    [
        "entries two of which have one name",
        { list: [container("api", "1"), container("api", "2")] },
        { list: [container("api", "1"), container("api", "3")] },
        [{ path: "list[1].resources.requests.cpu", before: "2", after: "3" }],
    ],
    ["another kind of value", { a: { b: 1 } }, { a: [1] }, [{ path: "a", before: { b: 1 }, after: [1] }]],
    ["null is a value", { a: null }, { a: 1 }, [{ path: "a", before: null, after: 1 }]],
])("%s", (_, before, after, changes) => {
    expect(changedFields(before, after)).toEqual(changes);
});
