import type { Workload } from "../../contracts";
import { DRILLS } from "../../rehearsal/drill/catalogue";
import { generator } from "../../rehearsal/drill/drills/random";
import { slowest } from "../../rehearsal/drill/drills/timed";
import { brokenQuorums, Recording, worstShortfall } from "../../rehearsal/drill/recording";

test("every drill has a name of its own, as people type it, and promises figures or nothing at all", () => {
    const names = DRILLS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z]+(-[a-z]+)+$/.test(name))).toEqual([]);
    expect(DRILLS.filter(({ promise }) => !/\d+ s|\bno\b|nothing/.test(promise))).toEqual([]);
});

test("a recording knows the worst moment of each workload", () => {
    const workload = (name: string, min: number, quorum: number) =>
        ({ name, quorum, members: { min, max: min } }) as Workload;
    const recording = new Recording([workload("store", 3, 2), workload("web", 2, 1), workload("beat", 1, 0)]);
    const samples = [
        { store: 3, web: 2, beat: 1 },
        { store: 1, web: 1, beat: 0 },
        { store: 3, web: 2, beat: 1 },
    ];
    samples.forEach((sample) => recording.sample(({ name }) => sample[name as keyof typeof sample]));
    const outcomes = recording.outcomes();
    expect(outcomes.map(({ name, lowest }) => [name, lowest])).toEqual([
        ["store", 1],
        ["web", 1],
        ["beat", 0],
    ]);
    expect(brokenQuorums(outcomes)).toEqual([
        expect.stringMatching(/^store had 1 of the 2 members that it needs, for \d+(\.\d)? s$/),
    ]);
    expect(worstShortfall(outcomes)).toBe(2);
});

test("the slowest is named, and what never ended does not count", () => {
    const times = [
        { name: "a", seconds: 2 },
        { name: "b", seconds: undefined },
        { name: "c", seconds: 11.26 },
    ];
    expect(slowest(times)).toBe("11.3 s (c)");
    expect(slowest([{ name: "b", seconds: undefined }])).toBe("none in time");
});

describe("the numbers of a seed", () => {
    const numbers = (seed: number) => Array.from({ length: 1_000 }, generator(seed));

    test("are the same each time, and others than those of another seed", () => {
        expect(numbers(7)).toEqual(numbers(7));
        expect(numbers(7).slice(0, 3)).not.toEqual(numbers(8).slice(0, 3));
    });

    test("are from 0 up to 1, and spread over it", () => {
        const tenths = numbers(7).map((number) => Math.floor(number * 10));
        expect(new Set(tenths)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
        expect(Math.min(...tenths.map((tenth) => tenths.filter((other) => other === tenth).length))).toBeGreaterThan(
            60,
        );
    });
});
