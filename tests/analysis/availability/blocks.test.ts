import {
    asPromised,
    availabilityOf,
    inSeries,
    interruptionsBy,
    lostSeconds,
    quorumAvailability,
    sparingEach,
    systemAvailability,
    YEAR,
    type Block,
    type System,
} from "../../../analysis/availability/blocks";
import { simulate } from "../../../analysis/availability/simulation";

const NEVER = { failuresPerYear: 0, repairSeconds: 0 };

function block(name: string, placement: readonly number[], change: Partial<Block> = {}): Block {
    return {
        name,
        placement,
        quorum: 1,
        allowed: placement.map(() => true),
        zoneBound: false,
        pooled: true,
        failure: NEVER,
        failoverSeconds: 0,
        maintenance: NEVER,
        ...change,
    };
}

function system(blocks: readonly Block[], change: Partial<System> = {}): System {
    const zones = (blocks[0]?.placement ?? []).map((_, index) => ({ name: `zone-${index}`, ...NEVER }));
    return { zones, region: NEVER, blocks, services: [], ...change };
}

const rarely = (failuresPerYear: number, repairSeconds: number) => ({ failuresPerYear, repairSeconds });

describe("the field's own examples", () => {
    test("MTBF / (MTBF + MTTR): 1000 hours up, one hour of repair", () => {
        expect(availabilityOf({ failuresPerYear: YEAR / 3600 / 1000, repairSeconds: 3600 })).toBeCloseTo(
            1000 / 1001,
            12,
        );
    });

    test("what never fails, or is back at once, is always there", () => {
        expect(availabilityOf(NEVER)).toBe(1);
        expect(availabilityOf(rarely(100, 0))).toBe(1);
    });

    test("three of 99.9 % in series give 99.70 %", () => {
        expect((100 * inSeries([0.999, 0.999, 0.999])).toFixed(2)).toBe("99.70");
    });

    test("two of 99 % beside each other give 99.99 %", () => {
        expect(quorumAvailability(1, 2, 0.99)).toBeCloseTo(0.9999, 12);
    });

    test("two of three: 3a² - 2a³", () => {
        expect(quorumAvailability(2, 3, 0.9)).toBeCloseTo(3 * 0.81 - 2 * 0.729, 12);
    });

    test("99.99 % is 52.6 minutes a year", () => {
        expect(((1 - 0.9999) * YEAR) / 60).toBeCloseTo(52.6, 1);
    });
});

describe("quorums", () => {
    test.each([
        ["nobody is needed", 0, 3, 1],
        ["more are needed than there are", 3, 2, 0],
        ["all are needed", 3, 3, 0.729],
        ["one, alone", 1, 1, 0.9],
    ])("%s", (_title, quorum, members, expected) => {
        expect(quorumAvailability(quorum, members, 0.9)).toBeCloseTo(expected, 12);
    });
});

describe("zones as a common cause", () => {
    const zones = [0, 1, 2].map((index) => ({ name: `zone-${index}`, failuresPerYear: 1, repairSeconds: YEAR / 99 }));

    test("members that come back with their zone are gone with it: two of three zones, 0.99 each", () => {
        const etcd = block("etcd", [1, 1, 1], { quorum: 2, zoneBound: true });
        expect(systemAvailability(system([etcd], { zones }))).toBeCloseTo(3 * 0.99 ** 2 - 2 * 0.99 ** 3, 12);
    });

    test("members that may move need any zone that is up", () => {
        expect(systemAvailability(system([block("api", [1, 1, 1])], { zones }))).toBeCloseTo(1 - 0.01 ** 3, 12);
    });

    test("two blocks that are lost with the same zones are not lost twice", () => {
        const pair = [1, 2].map((index) => block(`pair-${index}`, [1, 1, 0], { zoneBound: true }));
        expect(systemAvailability(system(pair, { zones }))).toBeCloseTo(1 - 0.01 ** 2, 12);
    });

    test("a zone that is lost for sure", () => {
        const etcd = block("etcd", [2, 1, 0], { quorum: 2, zoneBound: true });
        expect(systemAvailability(system([etcd]), ["zone-0"])).toBe(0);
        expect(systemAvailability(system([etcd]), ["zone-1"])).toBe(1);
    });
});

describe("interruptions", () => {
    test("members of a block cost together what one failure in full does", () => {
        const api = block("api", [1, 1, 1], { failure: rarely(12, 0), failoverSeconds: 60 });
        expect((1 - systemAvailability(system([api]))) * YEAR).toBeCloseTo(12 * 60, 3);
    });

    test("a lone member has nobody to fail over to: it is down until it is repaired", () => {
        const api = block("api", [1, 0, 0], { failure: rarely(12, 100), failoverSeconds: 60 });
        expect(systemAvailability(system([api]))).toBeCloseTo(YEAR / (YEAR + 1200), 12);
    });

    test("a zone takes its share of each block with it, and a request needs all blocks", () => {
        const blocks = [
            block("api", [1, 1, 1], { failoverSeconds: 60 }),
            block("postgres", [1, 1, 0], { failoverSeconds: 120, zoneBound: true }),
            block("elsewhere", [0, 0, 1], { failoverSeconds: 600 }),
            block("pauses", [1, 0, 0], { quorum: 0, failoverSeconds: 600 }),
        ];
        const interruptions = interruptionsBy(0, system(blocks));
        expect(interruptions).toEqual([
            { block: "api", share: 1 / 3, seconds: 60 },
            { block: "postgres", share: 1 / 2, seconds: 120 },
        ]);
        expect(lostSeconds(interruptions)).toBeCloseTo(60 * (1 - (2 / 3) * (1 / 2)) + 60 * (1 / 2), 12);
    });

    test("a block without enough members elsewhere stands still until they are replaced, or is gone", () => {
        const alone = (zoneBound: boolean) =>
            system([block("beat", [1, 0], { zoneBound, failure: rarely(1, 100), failoverSeconds: 55 })]);
        expect(interruptionsBy(0, alone(false))).toEqual([{ block: "beat", share: 1, seconds: 100 }]);
        expect(interruptionsBy(0, alone(true))).toEqual([]);
    });
});

describe("sparing each block its failures and its maintenance", () => {
    const zones = [0, 1, 2].map((index) => ({ name: `zone-${index}`, failuresPerYear: 1, repairSeconds: YEAR / 99 }));
    const blocks = [
        block("api", [1, 1, 1], { failure: rarely(40, 100), failoverSeconds: 55 }),
        block("etcd", [2, 1, 0], { quorum: 2, zoneBound: true, failure: rarely(10, 600), maintenance: rarely(12, 5) }),
        block("gone", [0, 0, 0], { quorum: 1, failure: rarely(1, 1) }),
    ];

    test.each([
        ["in which all may serve", blocks.slice(0, 2)],
        ["of which a part never serves", blocks],
    ])("gives what a system %s would be without them", (_title, parts) => {
        const whole = system(parts, {
            zones,
            region: rarely(1, 3600),
            services: [{ name: "S3", availability: 0.999 }],
        });
        const spared = sparingEach(whole);
        expect(spared.map(({ block: { name }, never }) => `${name} ${never}`)).toEqual(
            ["api failure", "etcd failure", "etcd maintenance", "gone failure"].slice(0, parts.length + 1),
        );
        spared.forEach(({ block: changed, never, availability }) => {
            const without = { ...changed, [never]: { ...changed[never], failuresPerYear: 0 } };
            expect(availability).toBeCloseTo(
                systemAvailability({ ...whole, blocks: parts.map((part) => (part === changed ? without : part)) }),
                12,
            );
        });
    });
});

test("promises stand for whatever they are made for", () => {
    const postgres = block("postgres", [1, 0], { failure: rarely(99, 9999), promised: 0.9995 });
    const api = block("api", [1, 0], { failure: rarely(1, YEAR / 999) });
    const services = [
        { name: "S3", availability: 0.9999, promised: 0.999 },
        { name: "DNS", availability: 0.9999 },
    ];
    expect(systemAvailability(asPromised(system([postgres, api], { services })))).toBeCloseTo(
        0.9995 * 0.999 * 0.999 * 0.9999,
        12,
    );
});

/**
 * Failures are far more frequent here than they are, so that a simulation sees enough of them. What the formulas leave out, failovers that
 * overlap, is then largest, too: they must agree within 3 % of the unavailability nevertheless.
 */
describe("a simulation of the same system agrees", () => {
    const zones = ["a", "b", "c"].map((name) => ({ name, failuresPerYear: 2, repairSeconds: 4 * 3600 }));
    const region = rarely(0.5, 3600);
    const pods = { failure: rarely(40, 100), failoverSeconds: 55 };
    const CASES: readonly (readonly [string, Block[]])[] = [
        ["members that fail over", [block("api", [2, 2, 2], pods), block("web", [1, 1, 1], pods)]],
        ["a quorum of two in three zones", [block("etcd", [1, 1, 1], { ...pods, quorum: 2, zoneBound: true })]],
        ["a quorum that hangs on one zone", [block("etcd", [2, 1, 0], { ...pods, quorum: 2, zoneBound: true })]],
        ["a lone member that moves", [block("beat", [1, 0, 0], { ...pods, failoverSeconds: 0 })]],
        [
            "a way out of one's own zone",
            [block("NAT", [1, 1, 1], { failure: rarely(10, 1800), zoneBound: true, pooled: false })],
        ],
        [
            "all of it together",
            [
                block("api", [2, 2, 2], pods),
                block("etcd", [1, 1, 1], { ...pods, quorum: 2, zoneBound: true, failure: rarely(10, 600) }),
                block("postgres", [1, 1, 0], {
                    zoneBound: true,
                    failure: rarely(10, 1800),
                    failoverSeconds: 120,
                    maintenance: rarely(12, 120),
                }),
                block("NAT", [1, 0, 0], { failure: rarely(5, 1800), zoneBound: true }),
            ],
        ],
    ];

    test.each(CASES)("%s", (_title, blocks) => {
        const simulated = system(blocks, { zones, region, services: [{ name: "S3", availability: 0.9999 }] });
        const unavailability = 1 - simulate(simulated, 20_000, 7).availability;
        const exact = 1 - systemAvailability(simulated);
        expect(Math.abs(unavailability / exact - 1)).toBeLessThan(0.03);
    });
});
