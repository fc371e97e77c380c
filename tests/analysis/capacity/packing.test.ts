import fc from "fast-check";
import { pack, type Nodes, type Placement, type Pods } from "../../../analysis/capacity/packing";

const GIBI = 1024 ** 3;

function nodes(zone: string, count: number, cpu = 4, change: Partial<Nodes> = {}): Nodes {
    return { zone, labels: {}, count, room: { pods: 10, cpu, memory: 16 * GIBI }, ...change };
}

function pods(workload: string, count: number, cpu: number, change: Partial<Pods> = {}): Pods {
    return {
        workload,
        count,
        requests: { cpu, memory: GIBI },
        zones: ["a", "b", "c"],
        nodeSelector: {},
        ...change,
    };
}

/** `a1 b2, 3 left: room`. */
function shown({ byZone, unplaced, hindrance }: Placement): string {
    const placed = [...byZone].map(([zone, count]) => `${zone}${count}`).join(" ");
    return unplaced === 0 ? placed : `${placed}, ${unplaced} left: ${hindrance}`;
}

function packed(some: readonly Nodes[], ...all: Pods[]): Record<string, string> {
    return Object.fromEntries(pack(some, all).map((placement) => [placement.workload, shown(placement)]));
}

const ZONES = [nodes("a", 1), nodes("b", 1), nodes("c", 1)];

test("pods go to the zone that has the fewest of them", () => {
    expect(packed(ZONES, pods("web", 5, 0.5))).toEqual({ web: "a2 b2 c1" });
});

test("the largest come first, and take what the small ones would have split", () => {
    expect(packed([nodes("a", 2)], pods("small", 8, 0.5), pods("large", 1, 4))).toEqual({ large: "a1", small: "a8" });
});

test("cores, memory and the number of pods bound a node, each by itself", () => {
    const room = (change: object) => [nodes("a", 1, 4, { room: { pods: 10, cpu: 4, memory: 16 * GIBI, ...change } })];
    expect(packed(room({}), pods("x", 20, 0.1))).toEqual({ x: "a10, 10 left: room" });
    expect(packed(room({ cpu: 0.7 }), pods("x", 20, 0.1))).toEqual({ x: "a7, 13 left: room" });
    expect(packed(room({ memory: 3 * GIBI }), pods("x", 20, 0.1))).toEqual({ x: "a3, 17 left: room" });
});

test("tenths of cores add up to whole ones", () => {
    expect(packed([nodes("a", 1, 1, { room: { pods: 110, cpu: 1, memory: 64 * GIBI } })], pods("x", 10, 0.1))).toEqual({
        x: "a10",
    });
});

test("a skew of one keeps pods from the zone with room while another has none", () => {
    const some = [nodes("a", 3), nodes("b", 1)];
    expect(packed(some, pods("x", 8, 2, { maxSkew: 1 }))).toEqual({ x: "a3 b2, 3 left: spread" });
    expect(packed(some, pods("x", 8, 2))).toEqual({ x: "a6 b2" });
    expect(packed(some, pods("x", 8, 2, { maxSkew: 2 }))).toEqual({ x: "a4 b2, 2 left: spread" });
});

test("a bound in each zone holds though there is room", () => {
    expect(packed(ZONES, pods("x", 6, 0.5, { mostInZone: 1 }))).toEqual({ x: "a1 b1 c1, 3 left: spread" });
});

test("labels confine, and the confined come before what fits anywhere", () => {
    const data = nodes("a", 1, 4, { labels: { pool: "data" } });
    expect(
        packed([data, nodes("a", 1)], pods("any", 4, 2), pods("bound", 2, 2, { nodeSelector: { pool: "data" } })),
    ).toEqual({ bound: "a2", any: "a2, 2 left: room" });
    expect(packed(ZONES, pods("x", 2, 1, { nodeSelector: { pool: "gpu" } }))).toEqual({ x: ", 2 left: labels" });
    expect(packed(ZONES, pods("x", 2, 1, { zones: ["d"] }))).toEqual({ x: ", 2 left: labels" });
});

test("what runs stays, also where something larger waits", () => {
    expect(packed([nodes("a", 1)], pods("large", 1, 4), pods("small", 2, 1, { runningInZone: 2 }))).toEqual({
        large: "a0, 1 left: room",
        small: "a2",
    });
    // More cannot run than there are.
    expect(packed(ZONES, pods("x", 2, 1, { runningInZone: 1 }))).toEqual({ x: "a1 b1 c0" });
});

describe("whatever nodes and pods there are", () => {
    const someNodes = fc.array(
        fc.record({
            zone: fc.constantFrom("a", "b", "c"),
            labels: fc.constantFrom<Record<string, string>>({}, { pool: "data" }),
            count: fc.integer({ min: 0, max: 4 }),
            room: fc.record({
                pods: fc.integer({ min: 0, max: 8 }),
                cpu: fc.integer({ min: 0, max: 40 }).map((tenths) => tenths / 10),
                memory: fc.integer({ min: 0, max: 16 }),
            }),
        }),
        { maxLength: 6 },
    );
    const onePods = fc.record({
        count: fc.integer({ min: 0, max: 12 }),
        requests: fc.record({
            cpu: fc.integer({ min: 1, max: 30 }).map((tenths) => tenths / 10),
            memory: fc.integer({ min: 1, max: 8 }),
        }),
        zones: fc.subarray(["a", "b", "c"], { minLength: 1 }),
        nodeSelector: fc.constantFrom<Record<string, string>>({}, { pool: "data" }),
        maxSkew: fc.constantFrom(1, 2, Infinity),
        runningInZone: fc.integer({ min: 0, max: 2 }),
    });
    const somePods = fc
        .array(onePods, { maxLength: 6 })
        .map((all): Pods[] => all.map((one, index) => ({ ...one, workload: `w${index}` })));
    const placedOf = (placement: Placement) => [...placement.byZone.values()].reduce((sum, count) => sum + count, 0);

    test("no zone takes more than it has, and every pod is placed or left", () => {
        fc.assert(
            fc.property(someNodes, somePods, (all, wanted) => {
                const placements = pack(all, wanted);
                for (const zone of ["a", "b", "c"]) {
                    const there = all.filter((group) => group.zone === zone);
                    const has = (of: "cpu" | "memory" | "pods") =>
                        there.reduce((sum, { count, room }) => sum + count * room[of], 0);
                    const taken = placements.map(({ workload, byZone }) => ({
                        count: byZone.get(zone) ?? 0,
                        requests: wanted.find((one) => one.workload === workload)?.requests ?? { cpu: 0, memory: 0 },
                    }));
                    const used = (of: "cpu" | "memory") =>
                        taken.reduce((sum, { count, requests }) => sum + count * requests[of], 0);
                    expect(used("cpu")).toBeLessThanOrEqual(has("cpu") + 1e-9);
                    expect(used("memory")).toBeLessThanOrEqual(has("memory"));
                    expect(taken.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(has("pods"));
                }
                for (const placement of placements) {
                    const { count = 0, zones = [] } = wanted.find((one) => one.workload === placement.workload) ?? {};
                    expect(placedOf(placement) + placement.unplaced).toBe(count);
                    expect([...placement.byZone.keys()].every((zone) => zones.includes(zone))).toBe(true);
                }
            }),
        );
    });

    test("a node holds no more than it has room for", () => {
        fc.assert(
            fc.property(someNodes, onePods, (all, one) => {
                const [placement] = pack(all, [{ ...one, workload: "x", maxSkew: Infinity, runningInZone: 0 }]);
                const fits = all
                    .filter(
                        ({ zone, labels }) =>
                            one.zones.includes(zone) && (!("pool" in one.nodeSelector) || "pool" in labels),
                    )
                    .reduce((sum, { count, room }) => {
                        const ofCpu = Math.floor((room.cpu + 1e-9) / one.requests.cpu);
                        return sum + count * Math.min(room.pods, ofCpu, Math.floor(room.memory / one.requests.memory));
                    }, 0);
                expect(placement?.unplaced).toBe(Math.max(0, one.count - fits));
            }),
        );
    });

    test("with a node fewer, no more of like pods are placed", () => {
        fc.assert(
            fc.property(someNodes, onePods, fc.nat(), (all, one, which) => {
                const wanted = [{ ...one, workload: "x" }];
                const index = all.length === 0 ? 0 : which % all.length;
                const fewer = all.map((group, at) =>
                    at === index ? { ...group, count: Math.max(0, group.count - 1) } : group,
                );
                // A zone without any node is none that pods must be even with.
                fc.pre(zonesWith(fewer).join() === zonesWith(all).join());
                const placed = (some: readonly Nodes[]) => pack(some, wanted).reduce((sum, p) => sum + placedOf(p), 0);
                expect(placed(fewer)).toBeLessThanOrEqual(placed(all));
            }),
        );
    });

    const zonesWith = (all: readonly Nodes[]) =>
        [
            ...new Set(
                all.filter(({ count }) => count > 0).map(({ zone, labels }) => `${zone} ${JSON.stringify(labels)}`),
            ),
        ].sort();
});
