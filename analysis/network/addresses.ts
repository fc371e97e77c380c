import { BlockList, isIPv6 } from "node:net";

const familyOf = (address: string) => (isIPv6(address) ? "ipv6" : "ipv4");

/** Ranges that were asked for, as they are few and asked for often. */
const RANGES = new Map<string, BlockList>();

/** Whether an address is in a range. */
export function isWithin(address: string, cidr: string): boolean {
    const range = RANGES.get(cidr) ?? rangeOf(cidr);
    RANGES.set(cidr, range);
    return range.check(address, familyOf(address));
}

function rangeOf(cidr: string): BlockList {
    const [base = "", prefix] = cidr.split("/");
    const range = new BlockList();
    range.addSubnet(base, Number(prefix), familyOf(base));
    return range;
}
