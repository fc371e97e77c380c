import type { ResourceGraph } from "../../analysis/graph";
import { loadConfig, type RawConfig } from "../../config";
import { mergeConfig, setPath, valueAt } from "../../config/merge";
import { leavesOf, type ConfigNode } from "../../config/schemaTree";
import { changedLeaves } from "../support/difference";
import { evaluateConfig, rawConfigOfStack, settingsOf } from "../support/evaluation";
import { BASE, batchOf, BATCHES, EXCEPTIONS, type Flip, FLIPS, FLIPS_ON_AWS, otherValue } from "./flips";

/** A configuration key that changes no resource is a defect: it would promise something that nobody does. */

const leaves = leavesOf().map((leaf) => ({ ...leaf, name: leaf.path.join(".") }));
const base = mergeConfig(rawConfigOfStack(BASE.stack), BASE.change);
const evaluated = (config: RawConfig) => evaluateConfig(BASE.stack, config);

/** Evaluations of unchanged configurations, by what they add to the base. */
const unchanged = new Map<string, ResourceGraph>();

async function evaluatedOnce(config: RawConfig): Promise<ResourceGraph> {
    const key = JSON.stringify(config);
    const graph = unchanged.get(key) ?? (await evaluated(config));
    unchanged.set(key, graph);
    return graph;
}

test("two evaluations of one configuration do not differ, so that a difference means something", async () => {
    expect([...changedLeaves(await evaluated(base), await evaluated(base))]).toEqual([]);
});

const single = leaves.filter(({ name }) => batchOf(name) === undefined && !(name in EXCEPTIONS));

async function expectAChange(leaf: ConfigNode, flip: Flip | undefined): Promise<void> {
    const config = mergeConfig(base, flip?.base ?? {});
    const current = valueAt(loadConfig(settingsOf(config)), leaf.path);
    const value = otherValue(leaf, flip, current);
    expect(value).not.toEqual(current);
    const changes = changedLeaves(await evaluatedOnce(config), await evaluated(setPath(config, leaf.path, value)));
    expect(changes.size).toBeGreaterThan(0);
}

test.each(single.map((leaf) => [leaf.name, leaf] as const))("%s", (name, leaf) => expectAChange(leaf, FLIPS[name]));

const onAws = single.filter(({ name }) => name in FLIPS_ON_AWS);

test.each(onAws.map((leaf) => [leaf.name, leaf] as const))("%s where AWS runs the servers", (name, leaf) =>
    expectAChange(leaf, FLIPS_ON_AWS[name]),
);

describe.each(Object.entries(BATCHES))("every …%s", (suffix, valueOf) => {
    const batch = leaves.filter(({ name }) => batchOf(name) === suffix);
    let changes: Map<string, unknown>;
    beforeAll(async () => {
        const flipped = batch.reduce((config, { path }, position) => setPath(config, path, valueOf(position)), base);
        changes = changedLeaves(await evaluatedOnce(base), await evaluated(flipped));
    });

    test.each(batch.map(({ name }, position) => [name, valueOf(position)]))("%s", (_, value) => {
        expect([...changes.values()]).toContain(value);
    });
});

test("the exceptions are keys, and none of them is tried", () => {
    const names = leaves.map(({ name }) => name);
    expect(Object.keys(EXCEPTIONS).filter((name) => !names.includes(name))).toEqual([]);
    expect(onAws.map(({ name }) => name)).toEqual(Object.keys(FLIPS_ON_AWS));
    expect(Object.keys(FLIPS).filter((name) => !names.includes(name) || name in EXCEPTIONS)).toEqual([]);
    expect(single.length + Object.keys(EXCEPTIONS).length).toBe(
        leaves.filter(({ name }) => batchOf(name) === undefined).length,
    );
});

test.each([
    ["environment", "staging", "production"],
    ["allowSingleZone", false, true],
    ["dify.allowUntestedVersion", false, true],
])("%s changes nothing, as its exception says", async (name, one, other) => {
    const path = name.split(".");
    const config = setPath(setPath(base, ["environment"], "staging"), path, one);
    expect([...changedLeaves(await evaluated(config), await evaluated(setPath(config, path, other)))]).toEqual([]);
});

test("aws.region changes the graph along with its zones", async () => {
    const config = mergeConfig(rawConfigOfStack("prod"), { environment: "staging", dr: { region: undefined } });
    const moved = mergeConfig(config, {
        aws: { region: "eu-west-1" },
        zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    });
    const changes = changedLeaves(await evaluateConfig("prod", config), await evaluateConfig("prod", moved));
    expect([...changes.values()]).toEqual(expect.arrayContaining(["eu-west-1", "https://s3.eu-west-1.amazonaws.com"]));
});

test.each([
    ["dify.broker", "cluster"],
    ["dify.beat.replicas", 2],
])("%s has no other accepted value, as its exception says", async (name, other) => {
    await expect(evaluated(setPath(base, name.split("."), other))).rejects.toThrow(
        `${name} = ${JSON.stringify(other)}: must be`,
    );
});
