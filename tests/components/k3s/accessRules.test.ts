import fc from "fast-check";
import { ingressRules, type AccessArgs } from "../../../components/k3s/accessRules";

const cidr = fc
    .tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.integer({ min: 1, max: 32 }))
    .map(([a, b, c, bits]) => `${a}.${b}.${c}.0/${bits}`);

const access: fc.Arbitrary<AccessArgs> = fc.record({
    apiCidrs: fc.uniqueArray(cidr, { maxLength: 5 }),
    loadBalancerSecurityGroupId: fc.option(fc.constant("sg-public"), { nil: undefined }),
});

test("every rule has a name of its own", () => {
    fc.assert(
        fc.property(access, (args) => {
            const names = ingressRules(args).map(({ name }) => name);
            expect(new Set(names).size).toBe(names.length);
        }),
    );
});

test("address ranges reach the API's load balancers and nothing else, and only those that were given", () => {
    fc.assert(
        fc.property(access, (args) => {
            const ranges = ingressRules(args).filter(({ source }) => "cidr" in source);
            expect(ranges.map(({ source }) => "cidr" in source && source.cidr)).toEqual(args.apiCidrs);
            expect(ranges.every(({ group, from, to }) => group === "api" && from === 6443 && to === 6443)).toBe(true);
        }),
    );
});

test("a range's rule keeps its name when others come and go", () => {
    const nameIn = (apiCidrs: string[]) =>
        ingressRules({ apiCidrs }).find(({ source }) => "cidr" in source && source.cidr === "10.1.0.0/16")?.name;
    expect(nameIn(["10.1.0.0/16"])).toBe("api-from-10-1-0-0-16");
    expect(nameIn(["10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16"])).toBe("api-from-10-1-0-0-16");
});

test("only servers reach etcd", () => {
    const reaching = ingressRules({ apiCidrs: ["10.0.0.0/8"], loadBalancerSecurityGroupId: "sg-public" }).filter(
        ({ from, to }) => from <= 2380 && to >= 2379,
    );
    expect(reaching).toEqual([expect.objectContaining({ group: "servers", source: { group: "servers" } })]);
});
