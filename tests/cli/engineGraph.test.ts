import { graphOfPreview, graphOfState } from "../../cli/engineGraph";
import type { EngineResource } from "../../analysis/graph/engineResource";
import { recordedPreview, recordedState } from "../support/recordings";

/** What the engine wrote, as something to judge; or why it is not. */

const resource = (urn: string, more: Partial<EngineResource> = {}): EngineResource => ({
    urn,
    type: urn.split("::")[2] ?? "",
    custom: true,
    ...more,
});

const stateOf = (...resources: EngineResource[]) => ({ deployment: { resources } });

test("a state is judged by the demands of its stack's file", () => {
    const { graph, config, notes } = graphOfState(recordedState("local-state"));
    expect([graph.stack, config?.environment]).toEqual(["local", "development"]);
    expect(notes).toEqual([
        "State of stack local: 105 resources.",
        "Objective, budget, rates and waivers are those of Pulumi.local.yaml.",
    ]);
});

test("a stack without a file has none, and what is not settled is told", () => {
    const database = "urn:pulumi:elsewhere::dify-ha::aws:rds/instance:Instance::db";
    const { config, notes } = graphOfState({
        deployment: {
            resources: [resource(database), resource(database, { delete: true })],
            pending_operations: [{ type: "creating", resource: resource(database) }],
        },
    });
    expect(config).toBeUndefined();
    expect(notes).toEqual([
        "State of stack elsewhere: 1 resource.",
        "There is no Pulumi.elsewhere.yaml here: no objective, no budget, no waivers.",
        "The last update was cut off: creating db. Nobody knows whether that was done; pulumi refresh finds out.",
        "Replaced, and only there until the next update deletes it: db.",
    ]);
});

test.each([
    ["nothing", stateOf(), "The file has no resources in it."],
    [
        "a stack that is empty",
        stateOf(resource("urn:pulumi:prod::dify-ha::pulumi:pulumi:Stack::dify-ha-prod")),
        "Stack prod has no resources.",
    ],
    [
        "a stack of something else",
        stateOf(resource("urn:pulumi:prod::shop::aws:s3/bucket:Bucket::goods")),
        "The file is of project shop; this program is dify-ha.",
    ],
])("%s is refused", (_, state, message) => {
    expect(() => graphOfState(state)).toThrow(message);
});

test("a preview that failed, or leaves something out, is refused", async () => {
    await expect(graphOfPreview(recordedPreview("local-failed"))).rejects.toThrow(
        "The preview has failed, and shows a part of the stack at most. It says: error: 1 problem in the configuration:\n" +
            "  observability.tracing = false: must be a group of keys",
    );
    const change = recordedPreview("local-change");
    await expect(graphOfPreview({ ...change, changeSummary: { same: 85 } })).rejects.toThrow(
        "The preview leaves out 2 resources that would not change. Write it with them: pulumi preview --json --show-sames > preview.json",
    );
    await expect(graphOfPreview({})).rejects.toThrow("The file has no resources in it.");
});

test("a preview of a part of the stack is refused by what it lacks and what it has beyond", async () => {
    const first = recordedPreview("staging-first");
    const surplus = resource("urn:pulumi:staging::dify-ha::aws:s3/bucket:Bucket::other");
    const more = [...(first.steps ?? []), { op: "create", urn: surplus.urn, newState: surplus }];
    await expect(graphOfPreview({ ...first, steps: more })).rejects.toThrow(
        /^The preview is not of this version of the program, or of a part of the stack \(--target\): it has .*aws:s3\/bucket:Bucket::other.*, which this program does not make, and it lacks \S+, \S+, \S+ and \d+ more, which this program makes\. Analyse it with the version that it was made with\.$/,
    );
});

test("a configuration that is not valid any more is refused with its problems", async () => {
    const first = recordedPreview("staging-first");
    await expect(
        graphOfPreview({ ...first, config: { ...first.config, "dify-ha:zones": '["a","a"]' } }),
    ).rejects.toThrow(/^\d+ problems? in the configuration:\n/);
});
