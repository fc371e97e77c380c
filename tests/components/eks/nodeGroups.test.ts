import fc from "fast-check";
import { amiTypeOf, nodeGroupPlans } from "../../../components/eks/nodeGroups";
import { NETWORK } from "../../support/awsEvaluation";

const { zones } = NETWORK;

test("each zone has a group of each pool", () => {
    const plans = nodeGroupPlans(zones, {
        data: { instanceType: "r7i.xlarge", perZone: 2 },
        general: { instanceType: "m7i.large", minPerZone: 1, maxPerZone: 5 },
        volumeGiB: 50,
    });
    expect(plans).toHaveLength(6);
    expect(plans.slice(2, 4)).toEqual([
        {
            pool: "data",
            zone: zones[1],
            instanceType: "r7i.xlarge",
            scaling: { desiredSize: 2, minSize: 2, maxSize: 2 },
            autoscaled: false,
        },
        {
            pool: "general",
            zone: zones[1],
            instanceType: "m7i.large",
            scaling: { desiredSize: 1, minSize: 1, maxSize: 5 },
            autoscaled: true,
        },
    ]);
});

test("a zone has as many nodes as were asked for, whatever the other zones have", () => {
    const counts = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.nat({ max: 9 }));
    fc.assert(
        fc.property(fc.subarray([...zones], { minLength: 1 }), counts, (some, [perZone, minPerZone, more]) => {
            const plans = nodeGroupPlans(some, {
                data: { instanceType: "r7i.xlarge", perZone },
                general: { instanceType: "m7i.large", minPerZone, maxPerZone: minPerZone + more },
                volumeGiB: 50,
            });
            for (const zone of some) {
                const own = plans.filter((plan) => plan.zone === zone);
                const sum = (size: "minSize" | "maxSize" | "desiredSize") =>
                    own.reduce((total, { scaling }) => total + scaling[size], 0);
                expect(own.map(({ pool }) => pool)).toEqual(["data", "general"]);
                expect(sum("minSize")).toBe(perZone + minPerZone);
                expect(sum("desiredSize")).toBe(perZone + minPerZone);
                expect(sum("maxSize")).toBe(perZone + minPerZone + more);
            }
        }),
    );
});

test("a group whose bounds are equal is the program's own", () => {
    const [, general] = nodeGroupPlans(zones, {
        data: { instanceType: "r7i.xlarge", perZone: 1 },
        general: { instanceType: "m7i.large", minPerZone: 2, maxPerZone: 2 },
        volumeGiB: 50,
    });
    expect(general?.autoscaled).toBe(false);
});

test.each([
    ["m7i.large", "AL2023_x86_64_STANDARD"],
    ["r7a.xlarge", "AL2023_x86_64_STANDARD"],
    ["g5.xlarge", "AL2023_x86_64_STANDARD"],
    ["g4dn.xlarge", "AL2023_x86_64_STANDARD"],
    ["m7g.large", "AL2023_ARM_64_STANDARD"],
    ["r8g.2xlarge", "AL2023_ARM_64_STANDARD"],
    ["c7gn.xlarge", "AL2023_ARM_64_STANDARD"],
    ["t4g.medium", "AL2023_ARM_64_STANDARD"],
    ["m6gd.large", "AL2023_ARM_64_STANDARD"],
    ["im4gn.xlarge", "AL2023_ARM_64_STANDARD"],
])("%s runs %s", (instanceType, ami) => {
    expect(amiTypeOf(instanceType)).toBe(ami);
});
