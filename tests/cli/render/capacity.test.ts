import pc from "picocolors";
import type { Capacity, NodeScenario } from "../../../analysis/capacity";
import { renderCapacity } from "../../../cli/render/capacity";

const PLAIN = pc.createColors(false);
const GIBI = 1024 ** 3;

function scenario(lostZone: string | null, nodes: "min" | "max", change: Partial<NodeScenario> = {}): NodeScenario {
    return {
        lostZone,
        nodes,
        requested: { pods: 40, cpu: 9.5, memory: 20 * GIBI },
        available: { pods: 200, cpu: nodes === "min" ? 12 : 24, memory: 64 * GIBI },
        zones: [],
        fits: true,
        unplaced: [],
        lostWithZone: [],
        ...change,
    };
}

const group = (zone: string, pool: string) => ({
    name: `${pool}-${zone}`,
    zone,
    pool,
    instanceType: "m7i.xlarge",
    nodes: { min: 1, max: 3 },
    allocatable: null,
});

const range = (low: number, likely: number, high: number) => ({ low, likely, high });

const CAPACITY: Capacity = {
    requests: { pods: 42, cpu: 10, memory: 21 * GIBI },
    nodes: {
        groups: ["a", "b"].flatMap((zone) => [group(zone, "general"), group(zone, "server")]),
        scenarios: [
            scenario(null, "min"),
            scenario("a", "max", {
                fits: false,
                unplaced: [
                    { workload: "web", count: 2, reason: "none" },
                    { workload: "api", count: 1, reason: "none" },
                ],
                lostWithZone: [{ workload: "etcd", count: 1, reason: "bound" }],
            }),
        ],
    },
    podAddresses: [
        { subnet: "x", zone: "a", cidr: "", addresses: 1000, needed: 10, neededWithZoneLost: 36, free: 964 },
        { subnet: "y", zone: "b", cidr: "", addresses: 1000, needed: 10, neededWithZoneLost: 12, free: 988 },
    ],
    memory: [
        {
            store: "redis",
            what: "queues",
            dataLimit: 2 * GIBI,
            needed: range(GIBI / 4, GIBI, 4 * GIBI),
            share: range(0.125, 0.5, 2),
            holds: null,
            source: "",
        },
        {
            store: "milvus",
            what: "vectors",
            dataLimit: 2 * GIBI,
            needed: range(GIBI, 3 * GIBI, 9 * GIBI),
            share: range(0.5, 1.5, 4.5),
            holds: { count: 1_234_567, of: "vectors" },
            source: "",
        },
    ],
    storage: [
        {
            resource: "postgres",
            what: "database",
            size: GIBI,
            limit: 10 * GIBI,
            growth: range(1, 1, 1),
            monthsUntilFull: range(2.5, 10, 1250),
            assumption: "",
        },
        {
            resource: "etcd",
            what: "etcd",
            size: GIBI,
            limit: GIBI,
            growth: range(0, 0, 0),
            monthsUntilFull: null,
            assumption: "",
        },
    ],
    throughput: [{ what: "answers", unit: "a second", estimate: range(2.4, 8, 19.2), boundBy: "slots", bounds: [] }],
    assumptions: [],
    problems: [`without a, find none: ${"web 2, ".repeat(13)}api`],
};

test("nodes with each zone lost, what does not fit, and what is estimated", () => {
    expect(renderCapacity(CAPACITY, PLAIN)).toEqual([
        [
            "Room for pods, everything at its most: 42 pods request 10 cores and 21Gi",
            "lost     nodes           cpu  of  memory    of  without a node  wait for the zone",
            "nothing      2  there    9.5  12    20Gi  64Gi            none               none",
            "a            3  at most  9.5  24    20Gi  64Gi          3 pods              1 pod",
            "Addresses for pods, with a zone lost: at most 3.6 % of a subnet's",
            `! without a, find none: ${"web 2, ".repeat(10)}web`,
            `  2, ${"web 2, ".repeat(2)}api`,
        ].join("\n"),
        [
            "Capacity, by what is assumed of its use (capacity.assumptions in plan.json)",
            "estimate                 low  likely   high  bound by",
            "answers a second         2.4       8   19.2  slots",
            "redis: queues          256Mi     1Gi    4Gi  2Gi",
            "milvus: vectors          1Gi     3Gi    9Gi  2Gi, 1.2 million, too little",
            "postgres: months left    2.5      10  1,250  10Gi",
        ].join("\n"),
    ]);
});

test("without nodes of one's own there are sums", () => {
    const estimates = { memory: [], storage: [], throughput: [] };
    expect(renderCapacity({ ...CAPACITY, ...estimates, nodes: null, problems: [] }, PLAIN)).toEqual([
        [
            "Room for pods: the cluster's nodes are its owner's to know. Everything at its most, 42 pods request",
            "  10 cores and 21Gi",
        ].join("\n"),
    ]);
    expect(renderCapacity(undefined, PLAIN)).toEqual([]);
});
