import * as fc from "fast-check";
import { groupWorkload, shardedWorkload, zonesOfMembers } from "../../../components/elasticache/workloads";

const ZONES = ["a", "b", "c"].map((name) => ({ name }));

test("members go round the zones, each zone as often as any other, give or take one", () => {
    fc.assert(
        fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 12 }), (zoneCount, members) => {
            const zones = Array.from({ length: zoneCount }, (_, index) => ({ name: `z${index}` }));
            const placed = zonesOfMembers(zones, members);
            const counts = zones.map(({ name }) => placed.filter((zone) => zone === name).length);
            expect(placed).toHaveLength(members);
            expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }),
    );
});

test("the group serves with one member", () => {
    expect(groupWorkload("redis", "cache.m7g.large", ["a", "b", "a"])).toEqual({
        name: "redis",
        tier: "data",
        members: { min: 3, max: 3 },
        quorum: 1,
        zones: ["a", "b"],
        spread: "hard",
        requests: { cpu: 2, memory: 6850472837 },
        recovery: {
            kind: "managed",
            expectedSeconds: 30,
            source: expect.stringContaining("estimated, not measured") as string,
        },
        dependsOn: [],
        zoneBound: true,
    });
});

test("the shards serve with one member each", () => {
    expect(shardedWorkload("redis-sharded", "cache.r7g.large", ZONES, 3, 2)).toMatchObject({
        name: "redis-sharded",
        members: { min: 6, max: 6 },
        quorum: 3,
        zones: ["a", "b", "c"],
    });
});
