import { capacityOf, type Capacity, type NodeScenario } from "../../../analysis/capacity";
import { evaluateStack } from "../../support/evaluation";
import { evaluateVariant } from "../../support/variants";

/** What the stacks of the repository have room for. */

async function capacityOfStack(stack: string): Promise<Capacity> {
    const capacity = capacityOf(await evaluateStack(stack));
    if (capacity === undefined) {
        throw new Error(`${stack} has no capacity`);
    }
    return capacity;
}

const podsWithout = ({ unplaced }: NodeScenario) => unplaced.reduce((sum, { count }) => sum + count, 0);

/** Lost zone, nodes, whether everything fits, pods without a node. */
const fits = ({ nodes }: Capacity) =>
    nodes?.scenarios.map((scenario) => [scenario.lostZone, scenario.nodes, scenario.fits, podsWithout(scenario)]);

test("prod holds the loss of any zone, once it has new nodes", async () => {
    const capacity = await capacityOfStack("prod");
    expect(capacity.requests).toEqual({ pods: 100, cpu: 52.67, memory: 126969970688 });
    expect(fits(capacity)).toEqual([
        [null, "min", true, 0],
        [null, "max", true, 0],
        ["eu-central-1a", "min", false, 26],
        ["eu-central-1a", "max", true, 0],
        ["eu-central-1b", "min", false, 26],
        ["eu-central-1b", "max", true, 0],
        ["eu-central-1c", "min", false, 26],
        ["eu-central-1c", "max", true, 0],
    ]);
    expect(capacity.nodes?.scenarios[3]?.lostWithZone.map(({ workload, count }) => [workload, count])).toEqual([
        ["alertmanager", 1],
        ["jaeger", 1],
        ["milvus-etcd", 1],
        ["prometheus", 1],
    ]);
    expect(capacity.problems).toEqual([]);
    expect(capacity.podAddresses).toEqual([
        expect.objectContaining({ subnet: "network-private-eu-central-1a", addresses: 8187 }),
        expect.objectContaining({ subnet: "network-private-eu-central-1b", addresses: 8187 }),
        expect.objectContaining({ subnet: "network-private-eu-central-1c", addresses: 8187 }),
    ]);
    expect(capacity.memory.map(({ store, holds }) => [store, holds?.count])).toEqual([
        ["redis", undefined],
        ["milvus-querynode", 5375121],
        ["milvus-querynode", 2732779],
    ]);
    expect(
        Object.fromEntries(
            capacity.throughput.map(({ what, estimate, boundBy }) => [what, [estimate.likely, boundBy]]),
        ),
    ).toEqual({
        "streams open": [1800, "connections of the API"],
        "answers in the making": [96, "slots of the workers"],
        answers: [8, "slots of the workers"],
        "documents indexed": [96, "half of the workers' slots"],
        searches: [720, "cores of the query nodes"],
    });
    expect(
        Object.fromEntries(capacity.storage.map(({ resource, monthsUntilFull }) => [resource, monthsUntilFull])),
    ).toEqual({
        milvus: null,
        monitoring: null,
        "monitoring-jaeger": null,
        postgres: { low: 20, likely: 100, high: 500 },
        "postgres-replica-1": { low: 20, likely: 100, high: 500 },
        "postgres-dumps": { low: 4, likely: 20, high: 100 },
        "postgres-dumps-restore-check": { low: 1, likely: 5, high: 25 },
    });
    expect(new Set(capacity.assumptions).size).toBe(capacity.assumptions.length);
});

test("staging, in two zones, holds itself, and not the loss of one", async () => {
    const capacity = await capacityOfStack("staging");
    expect(fits(capacity)).toEqual([
        [null, "min", true, 0],
        [null, "max", true, 0],
        ["eu-central-1a", "min", false, 34],
        ["eu-central-1a", "max", false, 25],
        ["eu-central-1b", "min", false, 34],
        ["eu-central-1b", "max", false, 25],
    ]);
    expect(capacity.problems).toHaveLength(1);
    expect(capacity.problems[0]).toMatch(
        /^without eu-central-1a or eu-central-1b, with all nodes that there may be, find none: system 8, higress-gateway 4, dify-web 2,/,
    );
});

test("k3s: servers have room for nothing, and every node has a range of addresses", async () => {
    const capacity = capacityOf(await evaluateVariant("k3s"));
    expect(capacity?.nodes?.groups.map(({ name, pool, nodes }) => [name, pool, nodes.min, nodes.max])).toEqual(
        ["data", "general", "server"].flatMap((pool) =>
            ["a", "b", "c"].map((zone) => [
                `cluster-${pool}-eu-central-1${zone}`,
                pool,
                pool === "general" ? 2 : 1,
                pool === "general" ? 6 : 1,
            ]),
        ),
    );
    expect(capacity?.nodes?.scenarios[1]).toMatchObject({ fits: true, available: { cpu: 151.8 } });
    expect(capacity?.podAddresses.map(({ subnet, addresses, needed }) => [subnet, addresses, needed])).toEqual([
        ["network-private-eu-central-1a", 8187, 17],
        ["network-private-eu-central-1b", 8187, 17],
        ["network-private-eu-central-1c", 8187, 17],
        ["cluster-data-eu-central-1a", 254, 110],
        ["cluster-data-eu-central-1b", 254, 110],
        ["cluster-data-eu-central-1c", 254, 110],
        ["cluster-general-eu-central-1a", 1524, 660],
        ["cluster-general-eu-central-1b", 1524, 660],
        ["cluster-general-eu-central-1c", 1524, 660],
    ]);
    expect(capacity?.problems).toEqual([]);
});

test("onprem: the nodes are somebody else's; what pods request is told", async () => {
    const capacity = await capacityOfStack("onprem");
    expect(capacity).toMatchObject({
        nodes: null,
        podAddresses: [],
        problems: [],
        requests: { pods: 108, cpu: 67.86 },
    });
    expect(capacity.memory.find(({ store }) => store === "redis")?.dataLimit).toBe(4831838208);
});

test("a second region that serves nobody yet has room for its gateway, and gets nothing done", async () => {
    const capacity = await capacityOfStack("dr");
    expect(capacity).toMatchObject({
        requests: { pods: 38, cpu: 10 },
        throughput: [],
        memory: [],
        storage: [],
        problems: [],
    });
    expect(capacity.nodes?.scenarios.every(({ fits: all }) => all)).toBe(true);
});
