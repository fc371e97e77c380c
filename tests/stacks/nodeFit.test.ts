import { demandsOf } from "../../analysis/capacity/demand";
import { nodeGroupsOf } from "../../analysis/capacity/nodeGroups";
import { scenariosOf } from "../../analysis/capacity/zoneLoss";
import type { RawConfig } from "../../config";
import { evaluateStack } from "../support/evaluation";

/** The fewest nodes of a stack hold the fewest pods: a new cluster does not begin by waiting for its autoscaler. */

async function fitOf(stack: string, change: RawConfig = {}) {
    const graph = await evaluateStack(stack, change);
    const fewest = demandsOf(graph).map((demand) => ({ ...demand, count: demand.least }));
    const [begin] = scenariosOf(nodeGroupsOf(graph), fewest);
    if (begin === undefined) {
        throw new Error(`${stack} has no nodes`);
    }
    const { requested, available, unplaced } = begin;
    return {
        waiting: unplaced.map(({ workload, count }) => `${count} x ${workload}`),
        cpu: requested.cpu / available.cpu,
        memory: requested.memory / available.memory,
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
