import { BlockList, isIPv6 } from "node:net";

/** Whether an address is in a range. */
export function isWithin(address: string, cidr: string): boolean {
    const [base = "", prefix] = cidr.split("/");
    const family = (text: string) => (isIPv6(text) ? "ipv6" : "ipv4");
    const range = new BlockList();
    range.addSubnet(base, Number(prefix), family(base));
    return range.check(address, family(address));
}
