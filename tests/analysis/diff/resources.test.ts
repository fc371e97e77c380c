import { resourceChanges } from "../../../analysis/diff/resources";
import { planned } from "./plannedResources";

/** Which resources a plan adds, changes and removes. */

const COMPONENT = planned("component", { type: "dify-ha:index:DifyApp", name: "dify" });
const INNER = planned("inner", { type: "dify-ha:index:Part", name: "part", parent: "component" });

test("a resource is added, changed or removed, under the component at the top", () => {
    const base = [COMPONENT, INNER, planned("a", { parent: "inner", inputs: { replicas: 4 } }), planned("gone")];
    const head = [COMPONENT, INNER, planned("a", { parent: "inner", inputs: { replicas: 2 } }), planned("new")];
    const about = { type: "kubernetes:core/v1:ConfigMap" };
    expect(resourceChanges(base, head)).toEqual([
        {
            ...about,
            urn: "a",
            name: "a",
            component: "dify",
            change: "changed",
            fields: [{ path: "replicas", before: 4, after: 2 }],
        },
        { ...about, urn: "gone", name: "gone", component: "gone", change: "removed", fields: [] },
        { ...about, urn: "new", name: "new", component: "new", change: "added", fields: [] },
    ]);
});

test("components are no resources of their own, and what is equal is no change", () => {
    const resources = [planned("a", { inputs: { password: "[secret]" } })];
    expect(resourceChanges([COMPONENT, ...resources], resources)).toEqual([]);
});

test("protection is a change where both plans tell of it", () => {
    const unknown = planned("a", { protect: undefined });
    expect(resourceChanges([planned("a", { protect: true })], [planned("a")])).toMatchObject([
        { change: "changed", fields: [{ path: "(protect)", before: true, after: false }] },
    ]);
    expect(resourceChanges([unknown], [planned("a")])).toEqual([]);
});
