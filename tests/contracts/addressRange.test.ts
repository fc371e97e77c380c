import { METADATA_RANGES, PRIVATE_IPV4_RANGES, PRIVATE_IPV6_RANGES } from "../../contracts";
import { rangeIsWithin, rangesWithout } from "../../contracts/addressRange";

test.each([
    ["nothing", ["10.0.0.0/8"], [], ["10.0.0.0/8"]],
    ["what is elsewhere", ["10.0.0.0/8"], ["192.168.0.0/16", "fd00::/8"], ["10.0.0.0/8"]],
    ["itself", ["10.0.0.0/8"], ["10.0.0.0/8"], []],
    ["a larger range", ["10.1.0.0/16"], ["10.0.0.0/8"], []],
    ["a half", ["10.0.0.0/8"], ["10.128.0.0/9"], ["10.0.0.0/9"]],
    ["a range in the middle", ["10.0.0.0/14"], ["10.1.0.0/16"], ["10.0.0.0/16", "10.2.0.0/15"]],
    ["one address", ["192.168.0.0/30"], ["192.168.0.1/32"], ["192.168.0.0/32", "192.168.0.2/31"]],
    ["two ranges", ["10.0.0.0/14"], ["10.1.0.0/16", "10.2.0.0/16"], ["10.0.0.0/16", "10.3.0.0/16"]],
    ["a range that is written with an address in it", ["10.0.0.0/8"], ["10.129.3.4/9"], ["10.0.0.0/9"]],
    ["a half, IPv6", ["fc00::/7"], ["fd00::/8"], ["fc00:0:0:0:0:0:0:0/8"]],
    ["one address, IPv6", ["::/127"], ["::1/128"], ["0:0:0:0:0:0:0:0/128"]],
    ["an address that ends like IPv4", ["::ffff:10.0.0.0/127"], ["::ffff:10.0.0.1/128"], ["0:0:0:0:0:ffff:a00:0/128"]],
])("ranges without %s", (_, ranges, holes, rest) => expect(rangesWithout(ranges, holes)).toEqual(rest));

test.each([
    ["10.1.2.0/24", "10.0.0.0/8", true],
    ["10.0.0.0/8", "10.1.2.0/24", false],
    ["10.0.0.0/8", "10.0.0.0/8", true],
    ["11.0.0.0/24", "10.0.0.0/8", false],
    ["fd00:ec2::254/128", "fd00:ec2::/32", true],
    ["0.0.0.0/8", "::/8", false],
])("%s in %s: %s", (inner, outer, expected) => expect(rangeIsWithin(inner, outer)).toBe(expected));

test("no range is named twice", () => {
    const all = [...PRIVATE_IPV4_RANGES, ...PRIVATE_IPV6_RANGES, ...METADATA_RANGES];
    const within = all.filter((range) => all.some((other) => other !== range && rangeIsWithin(range, other)));
    // Those of metadata services that are denied whatever the private ranges around them are.
    expect(within).toEqual(["100.100.100.200/32", "fd00:ec2::/32"]);
});
