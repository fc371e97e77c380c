/** Arithmetic with IPv4 ranges: pure. */

/** An IPv4 range. */
export interface Cidr {
    /** First address, as a number from 0 to 2³² − 1. */
    readonly base: number;
    /** Fixed bits, 0 to 32. */
    readonly prefix: number;
}

const CIDR_PATTERN = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Reads `10.0.0.0/16`. Throws a RangeError for anything else, and for an address that is not the first of its range. */
export function parseCidr(text: string): Cidr {
    const numbers = CIDR_PATTERN.exec(text)?.slice(1).map(Number) ?? [];
    const prefix = numbers.pop();
    if (prefix === undefined || prefix > 32 || numbers.some((octet) => octet > 255)) {
        throw new RangeError(`${text} is not an IPv4 range such as 10.0.0.0/16`);
    }
    const address = numbers.reduce((sum, octet) => sum * 256 + octet, 0);
    const base = address - (address % addressesIn(prefix));
    if (base !== address) {
        throw new RangeError(`${text} does not begin where its range begins: write ${formatCidr({ base, prefix })}`);
    }
    return { base, prefix };
}

/** Writes a range as `10.0.0.0/16`. */
export function formatCidr({ base, prefix }: Cidr): string {
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256);
    return `${octets.join(".")}/${prefix}`;
}

/** Addresses in a range with so many fixed bits. */
export function addressesIn(prefix: number): number {
    return 2 ** (32 - prefix);
}

/** The part with this index when a range is cut into 2^`bits` equal parts. */
export function partOf({ base, prefix }: Cidr, bits: number, index: number): Cidr {
    return { base: base + index * addressesIn(prefix + bits), prefix: prefix + bits };
}

/** Whether two ranges have an address in common. Throws a RangeError for what is not a range. */
export function cidrsOverlap(one: string, other: string): boolean {
    const [a, b] = [parseCidr(one), parseCidr(other)];
    return a.base < b.base + addressesIn(b.prefix) && b.base < a.base + addressesIn(a.prefix);
}
