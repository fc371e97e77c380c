import { NODE_TYPES, nodeTypeOf } from "../../../components/elasticache/nodeTypes";
import { parametersOf } from "../../../components/elasticache/parameters";

test.each([
    ["cache.t4g.small", { cpu: 2, memoryGiB: 1.37, reservedPercent: 30, burstable: true }],
    ["cache.t4g.medium", { cpu: 2, memoryGiB: 3.09, reservedPercent: 25, burstable: true }],
    ["cache.m7g.large", { cpu: 2, memoryGiB: 6.38, reservedPercent: 25, burstable: false }],
    ["cache.m8g.2xlarge", { cpu: 8, memoryGiB: 26.04, reservedPercent: 25, burstable: false }],
    ["cache.r7g.large", { cpu: 2, memoryGiB: 13.07, reservedPercent: 25, burstable: false }],
    ["cache.r7g.xlarge", { cpu: 4, memoryGiB: 26.32, reservedPercent: 25, burstable: false }],
    ["cache.r8g.4xlarge", { cpu: 16, memoryGiB: 105.81, reservedPercent: 25, burstable: false }],
])("%s is known", (name, type) => {
    expect(nodeTypeOf(name)).toEqual(type);
});

test("every size of a family is larger than the one before", () => {
    ["t4g", "m7g", "m8g", "r7g", "r8g"].forEach((family) => {
        const sizes = Object.entries(NODE_TYPES)
            .filter(([name]) => name.startsWith(`cache.${family}.`))
            .map(([, { memoryGiB }]) => memoryGiB);
        expect(sizes.length).toBeGreaterThan(1);
        expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    });
});

test("one that is not on offer is named", () => {
    expect(() => nodeTypeOf("cache.t2.micro")).toThrow(
        new RangeError("no such node type of ElastiCache: cache.t2.micro"),
    );
});

test.each([
    ["cache.r7g.large", false, "25", []],
    ["cache.t4g.small", false, "30", []],
    ["cache.r7g.large", true, "25", [{ name: "cluster-enabled", value: "yes" }]],
])("on %s, in shards: %s, the parameters are these", (nodeType, clusterMode, reserved, more) => {
    expect(parametersOf(nodeType, clusterMode)).toEqual([
        { name: "maxmemory-policy", value: "noeviction" },
        { name: "timeout", value: "0" },
        { name: "tcp-keepalive", value: "15" },
        { name: "reserved-memory-percent", value: reserved },
        ...more,
    ]);
});
