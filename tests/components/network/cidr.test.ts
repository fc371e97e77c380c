import fc from "fast-check";
import { addressesIn, cidrsOverlap, formatCidr, parseCidr, partOf } from "../../../components/network/cidr";

const ranges = fc
    .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
    .map(([address, prefix]) => ({ base: address - (address % addressesIn(prefix)), prefix }));

test.each([
    ["10.0.0.0/16", { base: 10 * 2 ** 24, prefix: 16 }],
    ["255.255.255.255/32", { base: 2 ** 32 - 1, prefix: 32 }],
    ["0.0.0.0/0", { base: 0, prefix: 0 }],
])("%s is read as %o", (text, cidr) => {
    expect(parseCidr(text)).toEqual(cidr);
});

test("what is written is read again", () => {
    fc.assert(fc.property(ranges, (cidr) => expect(parseCidr(formatCidr(cidr))).toEqual(cidr)));
});

test.each(["", "10.0.0.0", "10.0.0/16", "10.0.0.256/32", "10.0.0.0/33", " 10.0.0.0/16", "::/0"])(
    "%p is refused",
    (text) => {
        expect(() => parseCidr(text)).toThrow(new RangeError(`${text} is not an IPv4 range such as 10.0.0.0/16`));
    },
);

test("an address inside a range is refused, with the range", () => {
    expect(() => parseCidr("10.0.1.0/16")).toThrow(
        "10.0.1.0/16 does not begin where its range begins: write 10.0.0.0/16",
    );
});

test("the parts of a range follow one another and fill it", () => {
    fc.assert(
        fc.property(
            ranges.filter(({ prefix }) => prefix <= 28),
            fc.integer({ min: 0, max: 4 }),
            (cidr, bits) => {
                const parts = Array.from({ length: 2 ** bits }, (_, index) => partOf(cidr, bits, index));
                const ends = parts.map(({ base, prefix }) => base + addressesIn(prefix));
                expect(parts.map(({ base }) => base)).toEqual([cidr.base, ...ends.slice(0, -1)]);
                expect(ends.at(-1)).toBe(cidr.base + addressesIn(cidr.prefix));
            },
        ),
    );
});

test.each([
    ["10.0.0.0/16", "10.0.0.0/16", true],
    ["10.0.0.0/16", "10.0.255.0/24", true],
    ["10.0.255.0/24", "10.0.0.0/16", true],
    ["10.0.0.0/16", "10.1.0.0/16", false],
    ["10.0.0.0/17", "10.0.128.0/17", false],
    ["0.0.0.0/0", "203.0.113.7/32", true],
])("%s and %s overlap: %p", (one, other, overlap) => {
    expect(cidrsOverlap(one, other)).toBe(overlap);
    expect(cidrsOverlap(other, one)).toBe(overlap);
});
