import {
    auroraInstances,
    auroraWorkload,
    primaryWorkload,
    primaryZones,
    replicaWorkload,
    zonesFrom,
} from "../../../components/rds/workloads";

const ZONES = ["a", "b", "c"].map((name) => ({ name }));
const names = (zones: readonly { name: string }[]) => zones.map(({ name }) => name).join("");

test.each([
    [3, true, 1, "ab", "c"],
    [3, true, 3, "ab", "cab"],
    [3, false, 2, "a", "bc"],
    [2, true, 1, "ab", "a"],
    [2, false, 1, "a", "b"],
    [3, true, 0, "ab", ""],
])("in %d zones, standby %s, %d replicas: primary in %s, replicas in %s", (count, multiAz, replicas, own, others) => {
    const zones = ZONES.slice(0, count);
    expect(names(primaryZones(zones, multiAz))).toBe(own);
    expect(names(zonesFrom(zones, own.length, replicas))).toBe(others);
});

test.each([
    [true, 0, 2],
    [true, 1, 2],
    [true, 3, 4],
    [false, 0, 1],
    [false, 2, 3],
])("Aurora, another zone %s and %d readers asked for: %d instances", (multiAz, readers, instances) => {
    expect(auroraInstances(multiAz, readers)).toBe(instances);
});

const R7G_LARGE = { cpu: 2, memory: 16 * 1024 ** 3 };

test("a primary with a standby fails over within two minutes", () => {
    expect(primaryWorkload("postgres", "db.r7g.large", ZONES.slice(0, 2))).toEqual({
        name: "postgres",
        tier: "data",
        members: { min: 2, max: 2 },
        quorum: 1,
        zones: ["a", "b"],
        spread: "hard",
        requests: R7G_LARGE,
        recovery: { kind: "managed", expectedSeconds: 120, source: expect.stringContaining("60 to 120 s") as string },
        dependsOn: [],
        zoneBound: false,
    });
});

test("a primary alone comes back with its zone", () => {
    expect(primaryWorkload("postgres", "db.r7g.large", ZONES.slice(0, 1))).toMatchObject({
        members: { min: 1, max: 1 },
        zones: ["a"],
        spread: "none",
        recovery: { kind: "restart", expectedSeconds: 600 },
        zoneBound: true,
    });
});

test("nothing waits for replicas; two in one zone are not spread", () => {
    const [, , third] = ZONES;
    expect(replicaWorkload("replica", "db.r7g.large", zonesFrom(ZONES, 2, 2))).toMatchObject({
        members: { min: 2, max: 2 },
        quorum: 0,
        zones: ["c", "a"],
        spread: "hard",
        zoneBound: true,
    });
    expect(replicaWorkload("replica", "db.r7g.large", third === undefined ? [] : [third, third])).toMatchObject({
        zones: ["c"],
        spread: "none",
    });
});

test("any instance of Aurora can write, and the storage is in every zone", () => {
    expect(auroraWorkload("postgres", "db.r7g.large", ZONES)).toMatchObject({
        members: { min: 3, max: 3 },
        quorum: 1,
        zones: ["a", "b", "c"],
        spread: "hard",
        requests: R7G_LARGE,
        recovery: { kind: "managed", expectedSeconds: 60 },
        zoneBound: false,
    });
    expect(auroraWorkload("postgres", "db.r7g.large", ZONES.slice(0, 1))).toMatchObject({
        spread: "none",
        recovery: { kind: "restart", expectedSeconds: 600 },
    });
});
