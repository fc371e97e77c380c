import fc from "fast-check";
import { loadedBytes, queryNodeBytes, vectorsThatFit } from "../../contracts/vectorMemory";

const GIBI = 1024 ** 3;

/** The case of the published benchmarks: one million vectors of 768 dimensions. */
const REFERENCE = { vectors: 1_000_000, dimensions: 768, collections: 100 };

test("the reference case takes 2.86 GiB of raw vectors and 3.15 GiB with index, rows and collections", () => {
    expect((1_000_000 * 768 * 4) / GIBI).toBeCloseTo(2.861, 3);
    expect(loadedBytes(REFERENCE) / GIBI).toBeCloseTo(3.154, 3);
});

test.each([
    [1, 4.88],
    [2, 4.88],
    [3, 2.91],
    [5, 1.92],
])("%i query nodes need %d GiB each, one of them lost", (nodes, gibi) => {
    expect(queryNodeBytes(REFERENCE, nodes) / GIBI).toBeCloseTo(gibi, 2);
});

const load = fc.record({
    vectors: fc.integer({ min: 1, max: 100_000_000 }),
    dimensions: fc.integer({ min: 1, max: 4096 }),
    collections: fc.integer({ min: 1, max: 1000 }),
});

test("what is asked for fits, and hardly more", () => {
    fc.assert(
        fc.property(load, fc.integer({ min: 1, max: 12 }), (wanted, nodes) => {
            const fits = vectorsThatFit(queryNodeBytes(wanted, nodes), nodes, wanted);
            // A byte more or less in rounding is a vector more or less at one dimension.
            expect(fits).toBeGreaterThanOrEqual(wanted.vectors - 1);
            expect(fits).toBeLessThanOrEqual(wanted.vectors + 1);
        }),
    );
});

test("more vectors, dimensions or collections never need less, more nodes never more each", () => {
    fc.assert(
        fc.property(load, fc.integer({ min: 2, max: 12 }), (wanted, nodes) => {
            const bytes = queryNodeBytes(wanted, nodes);
            expect(queryNodeBytes({ ...wanted, vectors: wanted.vectors + 1 }, nodes)).toBeGreaterThanOrEqual(bytes);
            expect(queryNodeBytes({ ...wanted, dimensions: wanted.dimensions + 1 }, nodes)).toBeGreaterThanOrEqual(
                bytes,
            );
            expect(queryNodeBytes({ ...wanted, collections: wanted.collections + 1 }, nodes)).toBeGreaterThanOrEqual(
                bytes,
            );
            expect(queryNodeBytes(wanted, nodes + 1)).toBeLessThanOrEqual(bytes);
        }),
    );
});

test("nothing fits into nodes that are smaller than what Milvus itself takes", () => {
    expect(vectorsThatFit(0.5 * GIBI, 3, REFERENCE)).toBe(0);
});
