import { failedPlanDocument, planDocument } from "../../cli/planDocument";
import { graphOf, resource } from "../support/syntheticGraph";

const WORKLOAD = { name: "api", members: { min: 2, max: 2 }, quorum: 1, zones: ["a", "b", "c"] };

const graph = graphOf(
    resource("component", { type: "dify-ha:index:DifyApp", custom: false, outputs: { workloads: [WORKLOAD] } }),
    resource("secret", {
        type: "kubernetes:core/v1:Secret",
        parent: "component",
        protect: true,
        inputs: { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, stringData: { key: "hidden" } },
        secretPaths: ["stringData.key"],
    }),
);

test("a plan tells resources, workloads, charts and rules, without a secret", () => {
    expect(planDocument(graph)).toEqual({
        stack: "unit",
        resources: [
            {
                urn: "component",
                type: "dify-ha:index:DifyApp",
                name: "component",
                parent: null,
                protect: false,
                inputs: {},
            },
            {
                urn: "secret",
                type: "kubernetes:core/v1:Secret",
                name: "secret",
                parent: "component",
                protect: true,
                inputs: { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, stringData: { key: "[secret]" } },
            },
        ],
        workloads: [WORKLOAD],
        charts: [],
        connections: null,
        capacity: null,
        recovery: null,
        availability: null,
        cost: null,
        invariants: { checked: 28, violations: [], waived: [], expired: [] },
        problems: [],
    });
});

test("what could not be planned has the same keys, and says why", () => {
    const problems = [{ path: "zones", message: "needs at least 1" }];
    const failed = failedPlanDocument("unit", problems);
    expect(failed).toEqual({
        stack: "unit",
        resources: [],
        workloads: [],
        charts: [],
        connections: null,
        capacity: null,
        recovery: null,
        availability: null,
        cost: null,
        invariants: null,
        problems,
    });
    expect(Object.keys(failed)).toEqual(Object.keys(planDocument(graph)));
});
