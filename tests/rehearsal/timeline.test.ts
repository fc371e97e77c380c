import fc from "fast-check";
import type { PodView } from "../../rehearsal/drill/observer";
import { isEven, placementOf, ServingRecord, servingPods, worstZone } from "../../rehearsal/drill/timeline";

const pod = (over: Partial<PodView>): PodView => ({
    name: "p",
    uid: "u",
    node: undefined,
    zone: "a",
    ready: true,
    going: false,
    standIn: false,
    ...over,
});

describe("servingPods", () => {
    test.each([
        ["ready in a living zone", pod({}), 1],
        ["ready for the API server, but in the dark zone", pod({ zone: "dark" }), 0],
        ["not ready", pod({ ready: false }), 0],
        ["being deleted", pod({ going: true }), 0],
        ["without a node", pod({ zone: undefined, ready: false }), 0],
    ])("%s", (_, view, serving) => {
        expect(servingPods([view], "dark")).toHaveLength(serving);
    });

    test("a dark zone serves again once it is back", () => {
        expect(servingPods([pod({ zone: "dark" })], undefined)).toHaveLength(1);
    });
});

describe("placement", () => {
    test("names every zone and leaves out pods that are going", () => {
        const pods = [pod({ zone: "a" }), pod({ zone: "a", going: true }), pod({ zone: "c" })];
        expect(placementOf(pods, ["a", "b", "c"])).toEqual({ a: 1, b: 0, c: 1 });
    });

    test.each([
        [{ a: 1, b: 1, c: 1 }, true],
        [{ a: 2, b: 1, c: 1 }, true],
        [{ a: 2, b: 1, c: 0 }, false],
        [{ a: 0, b: 0, c: 3 }, false],
        [{ a: 1, b: 0, c: 0 }, true],
    ])("%j is even: %s", (placement, even) => {
        expect(isEven(placement)).toBe(even);
    });
});

describe("worstZone", () => {
    const zones = ["a", "b", "c"];

    test("a broken quorum weighs more than many lost members", () => {
        const workloads = [
            { quorum: 1, placement: { a: 9, b: 9, c: 9 } },
            { quorum: 1, placement: { a: 5, b: 1, c: 0 } },
            { quorum: 1, placement: { a: 0, b: 0, c: 1 } },
        ];
        expect(worstZone(zones, workloads)).toBe("c");
    });

    test("without a broken quorum the zone with most members", () => {
        expect(worstZone(zones, [{ quorum: 1, placement: { a: 1, b: 2, c: 1 } }])).toBe("b");
    });

    test("a quorum of 0 is never broken", () => {
        const workloads = [
            { quorum: 0, placement: { a: 1, b: 0, c: 0 } },
            { quorum: 1, placement: { a: 0, b: 2, c: 2 } },
        ];
        expect(worstZone(zones, workloads)).toBe("b");
    });

    test("the first zone wins a tie", () => {
        expect(worstZone(zones, [{ quorum: 1, placement: { a: 1, b: 1, c: 1 } }])).toBe("a");
    });
});

describe("ServingRecord", () => {
    const recordOf = (quorum: number, samples: [number, number][]) => {
        const record = new ServingRecord(quorum);
        samples.forEach(([seconds, serving]) => record.sample(seconds, serving));
        return record;
    };

    test("keeps changes only", () => {
        const record = recordOf(1, [
            [0, 2],
            [1, 2],
            [43, 2],
            [60, 3],
        ]);
        expect(record.series()).toEqual([
            [0, 2],
            [60, 3],
        ]);
    });

    test("an outage lasts from falling below the quorum until reaching it again", () => {
        const record = recordOf(2, [
            [0, 1],
            [10, 0],
            [25.5, 2],
            [30, 3],
        ]);
        expect(record.outageSeconds(40)).toBe(25.5);
        expect(record.lowest()).toBe(0);
    });

    test("an outage that does not end lasts until the end of the drill", () => {
        expect(recordOf(1, [[5, 0]]).outageSeconds(65)).toBe(60);
    });

    test("the quorum itself is enough, and 0 needs nobody", () => {
        expect(recordOf(2, [[0, 2]]).outageSeconds(60)).toBe(0);
        expect(recordOf(0, [[0, 0]]).outageSeconds(60)).toBe(0);
    });

    test("the outage is the time below the quorum, however it is sampled", () => {
        fc.assert(
            fc.property(
                fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 4 })), { minLength: 1 }),
                fc.integer({ min: 0, max: 4 }),
                (steps, quorum) => {
                    const record = new ServingRecord(quorum);
                    let now = 0;
                    let expected = 0;
                    for (const [duration, serving] of steps) {
                        record.sample(now, serving);
                        record.sample(now + duration / 2, serving);
                        expected += serving < quorum ? duration : 0;
                        now += duration;
                    }
                    expect(record.outageSeconds(now)).toBeCloseTo(expected);
                },
            ),
        );
    });
});
