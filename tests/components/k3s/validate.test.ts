import fc from "fast-check";
import type { K3sClusterArgs } from "../../../components/k3s/k3sCluster";
import { isBoundedCidr, problemsOf } from "../../../components/k3s/validate";
import { ARGS, zones } from "./k3sClusterArgs";

const pathsOf = (change: Partial<K3sClusterArgs>) => problemsOf({ ...ARGS, ...change }).map(({ path }) => path);

test("nothing is wrong with sound arguments", () => {
    expect(problemsOf(ARGS)).toEqual([]);
});

test.each<[string, Partial<K3sClusterArgs>]>([
    ["clusterName", { clusterName: "Dify Prod" }],
    ["clusterName", { clusterName: "-x" }],
    ["clusterName", { clusterName: "x".repeat(41) }],
    ["network.zones", { network: { ...ARGS.network, zones: zones("a", "b") } }],
    ["data.perZone", { data: { instanceType: "m7g.large", perZone: 0 } }],
    ["data.perZone", { data: { instanceType: "m7g.large", perZone: 1.5 } }],
    ["general.minPerZone", { general: { instanceType: "m7g.large", minPerZone: 0, maxPerZone: 2 } }],
    ["general.maxPerZone", { general: { instanceType: "m7g.large", minPerZone: 3, maxPerZone: 2 } }],
    ["volumeGiB", { volumeGiB: 19 }],
    ["snapshots.retention", { snapshots: { ...ARGS.snapshots, retention: 0 } }],
    ["snapshots.schedule", { snapshots: { ...ARGS.snapshots, schedule: "daily" } }],
    ["adminCidrs", { adminCidrs: [] }],
    ["adminCidrs[1]", { adminCidrs: ["10.0.0.0/8", "0.0.0.0/0"] }],
    ["publicApi.cidrs[0]", { publicApi: { cidrs: ["0.0.0.0/0"] } }],
    ["publicApi.cidrs[0]", { publicApi: { cidrs: ["office"] } }],
])("%s is named when it is wrong: %j", (path, change) => {
    expect(pathsOf(change)).toEqual([path]);
});

test("an empty public API is no public API", () => {
    expect(pathsOf({ publicApi: { cidrs: [] } })).toEqual(["publicApi.cidrs"]);
});

test("the refusal of two zones says why", () => {
    const [problem] = problemsOf({ ...ARGS, network: { ...ARGS.network, zones: zones("a", "b") } });
    expect(problem).toMatchObject({ value: 2, message: expect.stringContaining("three failure domains") as string });
});

test("an address range is four octets and at least one bit", () => {
    const octet = fc.nat(255);
    fc.assert(
        fc.property(octet, octet, octet, octet, fc.integer({ min: 1, max: 32 }), (a, b, c, d, bits) => {
            expect(isBoundedCidr(`${a}.${b}.${c}.${d}/${bits}`)).toBe(true);
            expect(isBoundedCidr(`${a}.${b}.${c}.${d}/0`)).toBe(false);
            expect(isBoundedCidr(`${a}.${b}.${c}.${d}/${bits + 32}`)).toBe(false);
            expect(isBoundedCidr(`${a + 256}.${b}.${c}.${d}/${bits}`)).toBe(false);
            expect(isBoundedCidr(`${a}.${b}.${c}/${bits}`)).toBe(false);
        }),
    );
});
