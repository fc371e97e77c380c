import pc from "picocolors";
import type { ResourceGraph } from "../../../analysis/graph";
import { renderPlan } from "../../../cli/render/plan";
import type { Workload } from "../../../contracts";
import { evaluateStack } from "../../support/evaluation";
import { graphOf, resource } from "../../support/syntheticGraph";
import { VARIANTS } from "../../support/variants";

const PLAIN = pc.createColors(false);

const workload = (name: string, change: Partial<Workload> = {}): Workload => ({
    name,
    tier: "application",
    members: { min: 3, max: 3 },
    quorum: 1,
    zones: ["a", "b", "c"],
    spread: "hard",
    requests: { cpu: 0.25, memory: 536870912 },
    recovery: { kind: "endpoint", expectedSeconds: 45, source: "measured" },
    dependsOn: [],
    zoneBound: false,
    ...change,
});

const SMALL = graphOf(
    resource("provider", { type: "pulumi:providers:kubernetes", name: "cluster" }),
    resource("app", {
        type: "dify-ha:index:DifyApp",
        name: "dify",
        custom: false,
        outputs: {
            workloads: [
                workload("web"),
                workload("api", { members: { min: 2, max: 9 }, requests: { cpu: 1.5, memory: 1610612736 } }),
            ],
        },
    }),
    resource("d2", { type: "kubernetes:apps/v1:Deployment", name: "web", parent: "app" }),
    resource("d1", { type: "kubernetes:apps/v1:Deployment", name: "api", parent: "app" }),
    resource("inner", { type: "dify-ha:index:Inner", name: "dify-inner", custom: false, parent: "app" }),
    resource("s", { type: "kubernetes:core/v1:Secret", name: "keys", parent: "inner" }),
    resource("chart", {
        type: "kubernetes:helm.sh/v3:Release",
        name: "operators-x",
        inputs: {
            chart: "x",
            version: "1.2.3",
            namespace: "x-system",
            repositoryOpts: { repo: "https://example.com" },
        },
    }),
);

test("a plan is the tree of what there is, the workloads, and the charts", () => {
    expect(renderPlan(SMALL, PLAIN)).toBe(
        [
            "Stack unit: 7 resources",
            "",
            "├─ Provider cluster",
            "├─ Release operators-x",
            "└─ DifyApp dify",
            "   ├─ Deployment web, api",
            "   └─ Inner dify-inner",
            "      └─ Secret keys",
            "",
            "Workloads",
            "workload  members  quorum  zones  spread   cpu  memory  recovers by",
            "api           2-9       1      3  hard     1.5   1.5Gi  endpoint, 45 s",
            "web             3       1      3  hard    250m   512Mi  endpoint, 45 s",
            "",
            "Cost: nothing of this has a price list; what the cluster costs is its owner's to know",
            "",
            "Charts",
            "x 1.2.3 in x-system",
        ].join("\n"),
    );
});

test("without charts there is no heading for them", () => {
    expect(renderPlan(graphOf(resource("a")), PLAIN)).not.toContain("Charts");
});

describe("with everything, and the longest name that a namespace can have", () => {
    const namespace = `n${"a".repeat(61)}z`;
    let graph: ResourceGraph;
    beforeAll(async () => {
        const { stack, change } = VARIANTS["everything"] ?? { stack: "", change: {} };
        graph = await evaluateStack(stack, { ...change, namespace });
    });

    test.each([
        ["without colours", false],
        ["with colours", true],
    ])("no line is wider than 100 columns, %s", (_, color) => {
        const text = renderPlan(graph, pc.createColors(color)).replaceAll(/\u001b\[\d+m/g, "");
        expect(text.split("\n").filter((line) => line.length > 100)).toEqual([]);
        expect(text.split("\n").some((line) => line.length > 90)).toBe(true);
    });

    test("every resource is named once in the tree", () => {
        const tree = renderPlan(graph, PLAIN).split("\n\n")[1] ?? "";
        const names = tree
            .split(/[\s,│├└─]+/)
            .filter((word) => word !== "")
            .sort();
        for (const { name } of graph.resources) {
            expect(names).toContain(name);
        }
        const kinds = names.filter((word) => /^[A-Z]/.test(word)).length;
        expect(names.length - kinds).toBe(graph.resources.length);
    });
});
