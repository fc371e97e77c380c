import {
    driftOf,
    fromPreview,
    fromState,
    MASK,
    UNKNOWN,
    type Drift,
    type GraphResource,
} from "../../../analysis/graph";
import { recordedPreview, recordedState } from "../../support/recordings";
import { graphOf, resource } from "../../support/syntheticGraph";

/** How a stack differs from what the program would make. */

const NONE: Drift = { missing: [], surplus: [], changed: [] };

const changesOf = (has: GraphResource["inputs"], wanted: GraphResource["inputs"]) =>
    driftOf(graphOf(resource("a", { inputs: has })), graphOf(resource("a", { inputs: wanted }))).changed;

test.each<[string, Record<string, unknown>, Record<string, unknown>, [string, unknown, unknown][]]>([
    ["a number", { spec: { replicas: 2 } }, { spec: { replicas: 3 } }, [["spec.replicas", 2, 3]]],
    ["a flag", { multiAz: false }, { multiAz: true }, [["multiAz", false, true]]],
    ["a flag that is not there", {}, { protection: { on: true } }, [["protection.on", undefined, true]]],
    ["a quantity", { cpu: "250m", memory: "1Gi" }, { cpu: "500m", memory: "1Gi" }, [["cpu", "250m", "500m"]]],
    [
        "a class",
        { nodeType: "cache.r7g.large" },
        { nodeType: "cache.r7g.xlarge" },
        [["nodeType", "cache.r7g.large", "cache.r7g.xlarge"]],
    ],
    [
        "one of a list",
        { groups: [{ max: 3 }, { max: 3 }] },
        { groups: [{ max: 3 }, { max: 6 }] },
        [["groups.1.max", 3, 6]],
    ],
    [
        "no text: it may be made up",
        { subnetId: "subnet-1", host: "x" },
        { subnetId: "a-id", host: "a.example.com" },
        [],
    ],
    ["nothing that a provider adds", { size: 3, port: 5432 }, { size: 3 }, []],
    ["no secret", { data: MASK }, { data: { digits: 1 } }, []],
    ["no version of a launch template", { launchTemplate: { version: 7 } }, { launchTemplate: { version: 1 } }, []],
])("%s", (_, has, wanted, changes) => {
    expect(changesOf(has, wanted)).toEqual(
        changes.map(([path, value, asked]) => ({ resource: "a", path, has: value, wanted: asked })),
    );
});

const state = fromState(recordedState("local-state")).graph;

test("a stack does not differ from itself", () => {
    expect(driftOf(state, state)).toEqual(NONE);
});

test("a recorded stack differs from a recorded change of it by just that", () => {
    const { missing, surplus, changed } = driftOf(state, fromPreview(recordedPreview("local-change")).graph);
    expect(missing).toEqual([
        "Deployment pgpool",
        "ConfigMap pgpool-config",
        "Service pgpool",
        "ServiceAccount pgpool-account",
        "PodDisruptionBudget pgpool-pdb",
        "Pgpool pgpool",
    ]);
    expect(surplus).toHaveLength(8);
    expect(surplus).toContain("CronJob postgres-dumps");
    expect(changed.filter(({ wanted }) => wanted !== UNKNOWN)).toEqual([
        { resource: "dify-api", path: "spec.replicas", has: 3, wanted: 4 },
    ]);
});
