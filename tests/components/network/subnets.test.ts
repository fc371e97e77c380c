import fc from "fast-check";
import { addressesIn, cidrsOverlap, formatCidr, parseCidr } from "../../../components/network/cidr";
import { addressesPerZone, allocateSubnets, vpcCidrProblem } from "../../../components/network/subnets";

const vpcs = fc
    .tuple(fc.integer({ min: 16, max: 20 }), fc.integer({ min: 0, max: 2 ** 16 - 1 }))
    .map(([prefix, index]) => formatCidr({ base: index * addressesIn(prefix), prefix }));

const zoneLists = fc
    .shuffledSubarray(["a", "b", "c", "d", "e", "f"], { minLength: 1 })
    .map((letters) => letters.map((letter) => `eu-central-1${letter}`));

const rangesOf = (cidr: string, zones: string[]) => {
    const plan = allocateSubnets(cidr, zones);
    return [...plan.zones.flatMap((zone) => [zone.public, zone.private, zone.isolated]), plan.free];
};

const isInside = (inner: string, outer: string) => {
    const [a, b] = [parseCidr(inner), parseCidr(outer)];
    return a.base >= b.base && a.base + addressesIn(a.prefix) <= b.base + addressesIn(b.prefix);
};

test("the plan of a /16 in three zones", () => {
    expect(allocateSubnets("10.20.0.0/16", ["eu-central-1a", "eu-central-1b", "eu-central-1f"])).toEqual({
        zones: [
            { zone: "eu-central-1a", private: "10.20.0.0/19", public: "10.20.192.0/23", isolated: "10.20.208.0/23" },
            { zone: "eu-central-1b", private: "10.20.32.0/19", public: "10.20.194.0/23", isolated: "10.20.210.0/23" },
            { zone: "eu-central-1f", private: "10.20.160.0/19", public: "10.20.202.0/23", isolated: "10.20.218.0/23" },
        ],
        free: "10.20.224.0/19",
    });
});

test("nothing overlaps, and all is inside the VPC", () => {
    fc.assert(
        fc.property(vpcs, zoneLists, (cidr, zones) => {
            const ranges = rangesOf(cidr, zones);
            expect(ranges.every((range) => isInside(range, cidr))).toBe(true);
            const pairs = ranges.flatMap((one, index) => ranges.slice(index + 1).map((other) => [one, other] as const));
            expect(pairs.filter(([one, other]) => cidrsOverlap(one, other))).toEqual([]);
        }),
    );
});

test("a zone has the same subnets whatever other zones there are, in whatever order", () => {
    fc.assert(
        fc.property(vpcs, zoneLists, zoneLists, (cidr, before, after) => {
            const planned = new Map(allocateSubnets(cidr, before).zones.map((zone) => [zone.zone, zone]));
            for (const zone of allocateSubnets(cidr, after).zones) {
                expect(zone).toEqual(planned.get(zone.zone) ?? zone);
            }
            expect(allocateSubnets(cidr, before).free).toBe(allocateSubnets(cidr, after).free);
        }),
    );
});

test("private subnets are the largest, and a public one has room for a load balancer (8) and a NAT gateway", () => {
    fc.assert(
        fc.property(vpcs, zoneLists, (cidr, zones) => {
            for (const zone of allocateSubnets(cidr, zones).zones) {
                const size = (range: string) => addressesIn(parseCidr(range).prefix) - 5;
                expect(size(zone.private)).toBe(addressesPerZone(cidr));
                expect(size(zone.private)).toBeGreaterThan(16 * size(zone.isolated));
                expect(size(zone.public)).toBeGreaterThanOrEqual(27);
            }
        }),
    );
});

test.each([
    ["10.0.0.0/16", 8187],
    ["10.0.0.0/17", 4091],
    ["10.0.0.0/18", 2043],
    ["10.0.0.0/19", 1019],
    ["10.0.0.0/20", 507],
])("each zone of %s has %d addresses for nodes and pods", (cidr, addresses) => {
    expect(addressesPerZone(cidr)).toBe(addresses);
    expect(vpcCidrProblem(cidr)).toBeUndefined();
});

test.each([
    ["10.0.0.0/15", "10.0.0.0/15 must be /16 to /20: AWS makes no larger VPC"],
    ["10.0.0.0/8", "10.0.0.0/8 must be /16 to /20: AWS makes no larger VPC"],
    ["10.0.0.0/21", "10.0.0.0/21 must be /16 to /20: in a smaller one nodes and pods run out of addresses"],
    ["ten", "ten is not an IPv4 range such as 10.0.0.0/16"],
])("%s is refused", (cidr, message) => {
    expect(vpcCidrProblem(cidr)).toBe(message);
    expect(() => allocateSubnets(cidr, ["a"])).toThrow(new RangeError(message));
    expect(() => addressesPerZone(cidr)).toThrow(new RangeError(message));
});

test.each(["eu-central-1g", "zone-1", ""])("there is no place for zone %p", (zone) => {
    expect(() => allocateSubnets("10.0.0.0/16", [zone])).toThrow(
        new RangeError(`the name of zone "${zone}" must end with a letter from a to f`),
    );
});
