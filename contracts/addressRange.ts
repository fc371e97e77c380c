/** Arithmetic with ranges of IPv4 and IPv6 addresses: pure. */

/** A range as numbers. */
interface Range {
    /** Bits of an address: 32 or 128. */
    readonly bits: number;
    /** First address. */
    readonly base: bigint;
    /** Fixed bits. */
    readonly prefix: number;
}

const GROUP_BITS = { 32: 8, 128: 16 } as const;

/** The parts of `ranges` that are in none of `holes`, as few ranges as there can be, in the order of `ranges`. */
export function rangesWithout(ranges: readonly string[], holes: readonly string[]): string[] {
    const cut = holes.map(parse);
    return ranges.flatMap((text) => {
        const range = parse(text);
        const relevant = cut.filter((hole) => overlaps(range, hole));
        return relevant.length === 0 ? [text] : without(range, relevant).map(format);
    });
}

/** Whether every address of the first range is in the second one. */
export function rangeIsWithin(inner: string, outer: string): boolean {
    const [a, b] = [parse(inner), parse(outer)];
    return overlaps(a, b) && b.prefix <= a.prefix;
}

/** Halves the range until each part is in a hole or clear of all of them. */
function without(range: Range, holes: readonly Range[]): Range[] {
    const relevant = holes.filter((hole) => overlaps(range, hole));
    if (relevant.length === 0) {
        return [range];
    }
    if (relevant.some(({ prefix }) => prefix <= range.prefix)) {
        return [];
    }
    const prefix = range.prefix + 1;
    const upper = range.base + (1n << BigInt(range.bits - prefix));
    return [range.base, upper].flatMap((base) => without({ ...range, base, prefix }, relevant));
}

function overlaps(one: Range, other: Range): boolean {
    const common = BigInt(one.bits - Math.min(one.prefix, other.prefix));
    return one.bits === other.bits && one.base >> common === other.base >> common;
}

function parse(text: string): Range {
    const [address = "", prefix] = text.split("/");
    const groups = address.includes(":") ? ipv6Groups(address) : address.split(".").map(Number);
    const bits = groups.length === 4 ? 32 : 128;
    const number = groups.reduce((sum, group) => (sum << BigInt(GROUP_BITS[bits])) | BigInt(group), 0n);
    const free = BigInt(bits - Number(prefix));
    return { bits, base: (number >> free) << free, prefix: Number(prefix) };
}

function ipv6Groups(address: string): number[] {
    const [head = [], tail = []] = address
        .split("::")
        .map((part) => part.split(":").flatMap((group) => (group === "" ? [] : groupsOf(group))));
    return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

/** A group is one number, or at the end an IPv4 address, which is two. */
function groupsOf(group: string): number[] {
    if (!group.includes(".")) {
        return [parseInt(group, 16)];
    }
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
}

function format({ bits, base, prefix }: Range): string {
    const size = bits === 32 ? GROUP_BITS[32] : GROUP_BITS[128];
    const groups = Array.from(
        { length: bits / size },
        (_, index) => (base >> BigInt(bits - size * (index + 1))) & ((1n << BigInt(size)) - 1n),
    );
    const address = bits === 32 ? groups.join(".") : groups.map((group) => group.toString(16)).join(":");
    return `${address}/${prefix}`;
}
