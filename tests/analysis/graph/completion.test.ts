import {
    completedWith,
    fromPreview,
    MASK,
    pathsOf,
    UNKNOWN,
    urnDifference,
    type GraphResource,
} from "../../../analysis/graph";
import { recordedPreview } from "../../support/recordings";
import { graphOf, resource } from "../../support/syntheticGraph";

/** A preview's graph, completed with what an evaluation tells. */

const completedInputs = (
    inputs: GraphResource["inputs"],
    evaluated: GraphResource["inputs"],
): GraphResource["inputs"] | undefined =>
    completedWith(graphOf(resource("a", { inputs })), graphOf(resource("a", { inputs: evaluated }))).resources[0]
        ?.inputs;

test.each<[string, Record<string, unknown>, Record<string, unknown>, Record<string, unknown>]>([
    ["what is known stays", { a: "x", b: 1 }, { a: "y", b: 2, c: 3 }, { a: "x", b: 1 }],
    ["what is not known is filled in", { a: UNKNOWN }, { a: "y" }, { a: "y" }],
    ["a group that is not known", { a: UNKNOWN }, { a: { b: ["y"] } }, { a: { b: ["y"] } }],
    ["a part of a group", { a: { b: "x", c: UNKNOWN } }, { a: { b: "y", c: "z" } }, { a: { b: "x", c: "z" } }],
    ["a part of a list", { a: ["x", UNKNOWN] }, { a: ["y", "z"] }, { a: ["x", "z"] }],
    ["a secret", { a: { b: MASK } }, { a: { b: "s" } }, { a: { b: "s" } }],
    ["what the evaluation lacks stays unknown", { a: UNKNOWN, b: [UNKNOWN] }, { b: "y" }, { a: UNKNOWN, b: [UNKNOWN] }],
    ["null is known", { a: null }, { a: "y" }, { a: null }],
])("%s", (_, inputs, evaluated, expected) => {
    expect(completedInputs(inputs, evaluated)).toEqual(expected);
});

test("components and stack get the outputs of the evaluation, resources keep the rest", () => {
    const preview = graphOf(
        resource("component", { custom: false }),
        resource("database", { id: "db-1", protect: true, secretPaths: ["a"], dependencies: ["component"] }),
        resource("elsewhere"),
    );
    const evaluation = {
        ...graphOf(
            resource("component", { custom: false, outputs: { workloads: [] } }),
            resource("database", { secretPaths: ["a", "b"] }),
        ),
        outputs: { url: "x" },
    };
    expect(completedWith(preview, evaluation)).toEqual({
        ...preview,
        outputs: { url: "x" },
        resources: [
            { ...preview.resources[0], outputs: { workloads: [] } },
            { ...preview.resources[1], secretPaths: ["a", "b"] },
            preview.resources[2],
        ],
    });
});

test("the URNs that only one of two graphs has", () => {
    const one = graphOf(resource("a"), resource("b"));
    expect(urnDifference(one, graphOf(resource("b"), resource("c")))).toEqual({ missing: ["c"], surplus: ["a"] });
    expect(urnDifference(one, one)).toEqual({ missing: [], surplus: [] });
});

test("everything that a recorded preview does not know can be filled in, and nothing else changes", () => {
    const { graph } = fromPreview(recordedPreview("staging-first"));
    const known = (value: unknown): unknown =>
        JSON.parse(JSON.stringify(value).replaceAll(UNKNOWN, "known").replaceAll(MASK, "told")) as unknown;
    const evaluation = {
        ...graph,
        resources: graph.resources.map((one) => ({ ...one, inputs: known(one.inputs) as GraphResource["inputs"] })),
    };
    const { resources } = completedWith(graph, evaluation);
    expect(pathsOf(resources, UNKNOWN)).toEqual([]);
    expect(resources.map(({ inputs }) => inputs)).toEqual(evaluation.resources.map(({ inputs }) => inputs));
    expect(resources.map(({ dependencies }) => dependencies)).toEqual(graph.resources.map((one) => one.dependencies));
});
