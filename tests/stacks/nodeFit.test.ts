import type { ResourceGraph } from "../../analysis/graph";
import type { RawConfig } from "../../config";
import { evaluateStack } from "../support/evaluation";
import { leastNodes, podsByZone, total, unplaced } from "../support/nodeFit";

/** The fewest nodes of a stack hold the fewest pods: a new cluster does not begin by waiting for its autoscaler. */

async function fitOf(stack: string, change: RawConfig = {}) {
    const graph: ResourceGraph = await evaluateStack(stack, change);
    const nodes = leastNodes(graph);
    const pods = podsByZone(graph, [...nodes.keys()]);
    const asked = total([...pods.values()].flat().map(({ requests }) => requests));
    const given = total([...nodes.values()].flat().map(({ free }) => free));
    return {
        waiting: [...nodes].flatMap(([zone, some]) =>
            unplaced(some, pods.get(zone) ?? []).map((name) => `${name} in ${zone}`),
        ),
        cpu: asked.cpu / given.cpu,
        memory: asked.memory / given.memory,
    };
}

test.each(["prod", "staging"])("every pod of %s has a node, and there is room to spare", async (stack) => {
    const { waiting, cpu, memory } = await fitOf(stack);
    expect(waiting).toEqual([]);
    expect(Math.max(cpu, memory)).toBeLessThan(0.9);
});

test.each(["prod", "staging"])("with fewer nodes in each zone of %s, pods would wait", async (stack) => {
    const { waiting } = await fitOf(stack, { cluster: { nodes: { general: { minPerZone: 1 } } } });
    expect(waiting.length).toBeGreaterThan(0);
});
