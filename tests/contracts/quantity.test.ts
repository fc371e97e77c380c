import fc from "fast-check";
import { formatBytes, formatCpu, parseBytes, parseCpu } from "../../contracts/quantity";

const KIBI = 1024;

describe("CPU", () => {
    test.each([
        ["2", 2],
        ["0.5", 0.5],
        ["500m", 0.5],
        ["1500m", 1.5],
        ["0", 0],
        ["0m", 0],
    ])("%s is %d cores", (quantity, cores) => {
        expect(parseCpu(quantity)).toBe(cores);
    });

    test.each(["", "m", "1.5m", "-1", "1,5", "1 ", " 1", "2 cores", "1e3", "1M", ".5", "1."])(
        "%j is none",
        (quantity) => {
            expect(() => parseCpu(quantity)).toThrow(new RangeError(`not a CPU quantity: ${quantity}`));
        },
    );

    test.each([
        [0, "0m"],
        [0.05, "50m"],
        [0.25, "250m"],
        [1, "1"],
        [1.5, "1.5"],
        [12.345, "12.35"],
        [96, "96"],
    ])("%d cores are written %s", (cores, quantity) => {
        expect(formatCpu(cores)).toBe(quantity);
    });

    test("millicores under one core, and hundredths above, survive writing and reading", () => {
        fc.assert(
            fc.property(fc.integer({ min: 0, max: 999 }), (millicores) => {
                expect(parseCpu(formatCpu(millicores / 1000))).toBe(millicores / 1000);
            }),
        );
        fc.assert(
            fc.property(fc.integer({ min: 100, max: 100_000 }), (hundredths) => {
                expect(parseCpu(formatCpu(hundredths / 100))).toBe(hundredths / 100);
            }),
        );
    });

    test("writing rounds by less than a hundredth of a core", () => {
        fc.assert(
            fc.property(fc.double({ min: 0, max: 1000, noNaN: true }), (cores) => {
                expect(Math.abs(parseCpu(formatCpu(cores)) - cores)).toBeLessThan(0.01);
            }),
        );
    });
});

describe("bytes", () => {
    test.each([
        ["512", 512],
        ["1Ki", KIBI],
        ["512Mi", 512 * KIBI ** 2],
        ["1.5Gi", 1.5 * KIBI ** 3],
        ["2Ti", 2 * KIBI ** 4],
        ["1k", 1e3],
        ["1M", 1e6],
        ["2G", 2e9],
        ["1T", 1e12],
        ["0", 0],
    ])("%s is %d", (quantity, bytes) => {
        expect(parseBytes(quantity)).toBe(bytes);
    });

    test.each(["", "Gi", "2GB", "2gi", "2 Gi", "-1Gi", "1,5Gi", "1K", "1m", "1e9", "1Pi"])("%j is none", (quantity) => {
        expect(() => parseBytes(quantity)).toThrow(new RangeError(`not a byte quantity: ${quantity}`));
    });

    test.each([
        [0, "0"],
        [1023, "1023"],
        [KIBI, "1Ki"],
        [512 * KIBI ** 2, "512Mi"],
        [1.5 * KIBI ** 3, "1.5Gi"],
        [1000 * KIBI ** 3, "1000Gi"],
        [4096 * KIBI ** 4, "4096Ti"],
    ])("%d is written %s", (bytes, quantity) => {
        expect(formatBytes(bytes)).toBe(quantity);
    });

    test("whole units survive writing and reading", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: KIBI - 1 }), fc.integer({ min: 0, max: 4 }), (count, power) => {
                expect(parseBytes(formatBytes(count * KIBI ** power))).toBe(count * KIBI ** power);
            }),
        );
    });

    test("writing rounds by at most a twentieth", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (bytes) => {
                expect(Math.abs(parseBytes(formatBytes(bytes)) - bytes)).toBeLessThanOrEqual(bytes / 20);
            }),
        );
    });

    test("more is never written as less", () => {
        const amount = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
        fc.assert(
            fc.property(amount, amount, (a, b) => {
                const [less, more] = a < b ? [a, b] : [b, a];
                expect(parseBytes(formatBytes(less))).toBeLessThanOrEqual(parseBytes(formatBytes(more)));
            }),
        );
    });
});
