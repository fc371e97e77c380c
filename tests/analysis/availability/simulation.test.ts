import { YEAR, type System } from "../../../analysis/availability/blocks";
import { simulate } from "../../../analysis/availability/simulation";

const NEVER = { failuresPerYear: 0, repairSeconds: 0 };

/** One member that fails as often as not, and nothing else. */
function lone(failuresPerYear: number, repairSeconds: number): System {
    return {
        zones: [{ name: "a", ...NEVER }],
        region: NEVER,
        services: [],
        blocks: [
            {
                name: "member",
                placement: [1],
                quorum: 1,
                allowed: [true],
                zoneBound: true,
                pooled: true,
                failure: { failuresPerYear, repairSeconds },
                failoverSeconds: 60,
                maintenance: NEVER,
            },
        ],
    };
}

test("what never fails serves always", () => {
    expect(simulate(lone(0, 0), 1000, 1)).toEqual({ availability: 1, years: 1000, alone: 0, overlapping: 0 });
});

test("a member that is as often down as up serves half of the time, though nearly every event falls into a repair", () => {
    const { availability, alone, overlapping } = simulate(lone(1000, YEAR / 1000), 100, 1);
    expect(availability).toBeCloseTo(0.5, 2);
    // Rates of failing and of repair are equal: the next event comes first in half of the cases.
    expect([alone, overlapping]).toEqual([50_000, 50_000]);
});

test("services are down for their share of the time", () => {
    const services = [{ name: "S3", availability: 0.9 }];
    expect(simulate({ ...lone(0, 0), services }, 10, 1).availability).toBe(0.9);
});

test("the same seed lives the same lives", () => {
    expect(simulate(lone(10, 3600), 50, 3)).toEqual(simulate(lone(10, 3600), 50, 3));
    expect(simulate(lone(10, 3600), 50, 4)).not.toEqual(simulate(lone(10, 3600), 50, 3));
});
