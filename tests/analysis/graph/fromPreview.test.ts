import { fromPreview, MASK, UNKNOWN, pathsOf, type PreviewFile } from "../../../analysis/graph";
import { recordedPreview } from "../../support/recordings";
import { inputsOf, resourceOf, resourcesOf } from "../../support/graph";

/** A preview as the graph of what there will be: what the engine wrote, and what a recording has not. */

const PREFIX = "urn:pulumi:local::dify-ha::";

const change = recordedPreview("local-change");

describe("a preview of a stack that is there", () => {
    const { graph, operations, errors, leftOut, config } = fromPreview(change);

    test("is told by operation, and is whole", () => {
        expect({ operations, errors, leftOut }).toEqual({
            operations: { create: 6, delete: 68, replace: 1, same: 83, update: 14 },
            errors: [],
            leftOut: 0,
        });
        expect([graph.project, graph.stack, graph.resources.length]).toEqual(["dify-ha", "local", 103]);
    });

    test("has what is created, which has no id yet, and not what is deleted", () => {
        expect(resourceOf(graph, "Deployment", "pgpool").id).toBeUndefined();
        expect(resourcesOf(graph, "Observability")).toEqual([]);
    });

    test("has what is updated as it will be, with the id that it has", () => {
        expect(resourceOf(graph, "Deployment", "dify-api").id).toBe("dify-api-id");
        expect(inputsOf<{ spec: { replicas: number } }>(graph, "Deployment", "dify-api").spec.replicas).toBe(4);
    });

    test("has what is replaced, which gets another id", () => {
        expect(resourceOf(graph, "RandomPassword", "redis-password").id).toBeUndefined();
    });

    test("has what stays, with the id that it has", () => {
        expect(resourceOf(graph, "PodDisruptionBudget", "dify-web-pdb").id).toBe("dify-web-pdb-id");
    });

    test("tells no outputs of components, and which inputs are secret", () => {
        expect(graph.resources.filter(({ outputs }) => outputs?.["workloads"] !== undefined)).toEqual([]);
        expect(resourceOf(graph, "Secret", "redis-auth")).toMatchObject({
            inputs: { stringData: MASK },
            secretPaths: ["stringData"],
        });
    });

    test("has the configuration that the program was given", () => {
        expect(config).toMatchObject({
            "dify-ha:profile": "local",
            "dify-ha:dify": '{"api":{"replicas":4}}',
        });
    });
});

test("without --show-sames it says how many resources it leaves out", () => {
    const { steps = [] } = change;
    const shown = steps.filter(({ op, urn }) => op !== "same" || urn.includes("pulumi:pulumi:Stack"));
    expect(fromPreview({ ...change, steps: shown }).leftOut).toBe(82);
});

test("a preview that failed says why", () => {
    expect(fromPreview(recordedPreview("local-failed")).errors).toEqual([
        "error: 1 problem in the configuration:\n  observability.tracing = false: must be a group of keys",
    ]);
});

test("a first preview knows little of what refers to other resources", () => {
    const { graph } = fromPreview(recordedPreview("staging-first"));
    expect(resourceOf(graph, "Cluster", "cluster").inputs).toMatchObject({
        roleArn: UNKNOWN,
        vpcConfig: { subnetIds: [UNKNOWN, UNKNOWN] },
    });
    expect(graph.resources.flatMap(({ inputs }) => pathsOf(inputs, UNKNOWN))).toHaveLength(140);
    expect(resourceOf(graph, "Cluster", "cluster").dependencies).toContain(
        "urn:pulumi:staging::dify-ha::dify-ha:index:MultiAzNetwork$aws:ec2/subnet:Subnet::network-private-eu-central-1a",
    );
});

/** Operations of which no recording has one. */
describe("steps of a replacement, one by one", () => {
    const state = (id?: string) => ({ urn: `${PREFIX}a:b:C::x`, type: "a:b:C", custom: true, ...(id && { id }) });
    const step = (op: string, more: object) => ({ op, urn: state().urn, ...more });
    const file = (...steps: NonNullable<PreviewFile["steps"]>): PreviewFile => ({ steps });

    test.each([
        ["in order", ["create-replacement", "replace", "delete-replaced"]],
        ["deleted first", ["delete-replaced", "replace", "create-replacement"]],
    ])("%s leave one resource without an id", (_, ops) => {
        const steps = ops.map((op) =>
            step(op, { oldState: state("old"), ...(op.startsWith("delete") ? {} : { newState: state() }) }),
        );
        expect(fromPreview(file(...steps)).graph.resources.map(({ id }) => id)).toEqual([undefined]);
    });

    test("what is read or imported is there, what is given up is not", () => {
        expect(fromPreview(file(step("read", { newState: state("i") }))).graph.resources).toHaveLength(1);
        expect(fromPreview(file(step("import", { newState: state("i") }))).graph.resources).toHaveLength(1);
        expect(fromPreview(file(step("discard", { oldState: state("i") }))).graph.resources).toEqual([]);
        expect(fromPreview(file(step("delete", { oldState: state("i"), newState: state() }))).graph.resources).toEqual(
            [],
        );
    });
});
