/** What EC2 instance types have: for nodes, and for the addresses of their pods. */

export interface InstanceType {
    readonly cores: number;
    /** Memory of the machine, GiB. */
    readonly gib: number;
    /** Network interfaces, at most. */
    readonly interfaces: number;
    /** IPv4 addresses of each interface, its own included, at most; or prefixes of 16 in place of all but its own. */
    readonly addressesEach: number;
}

/**
 * Sizes that are alike in all families of GIB_PER_CORE: cores, interfaces, addresses of each (aws/karpenter-provider-aws at 1d92708,
 * 2026-08-21, generated from EC2's DescribeInstanceTypes: website/content/en/docs/reference/instance-types.md and
 * pkg/providers/instancetype/zz_generated.vpclimits.go).
 */
const SIZES: Readonly<Record<string, readonly [cores: number, interfaces: number, addressesEach: number]>> = {
    large: [2, 3, 10],
    xlarge: [4, 4, 15],
    "2xlarge": [8, 4, 15],
    "4xlarge": [16, 8, 30],
    "8xlarge": [32, 8, 30],
    "12xlarge": [48, 8, 30],
    "16xlarge": [64, 15, 50],
};

/** The families with these sizes, and the memory that comes with a core (same source). */
const GIB_PER_CORE: Readonly<Record<string, number>> = {
    ...Object.fromEntries(["c6i", "c7g", "c7i", "c8g"].map((family) => [family, 2])),
    ...Object.fromEntries(
        ["m5", "m6a", "m6g", "m6i", "m7a", "m7g", "m7i", "m7i-flex", "m8g"].map((family) => [family, 4]),
    ),
    ...Object.fromEntries(["r6g", "r6i", "r7g", "r7i", "r8g"].map((family) => [family, 8])),
};

/** Burstable sizes, the same in each of BURSTABLE_FAMILIES (same source). */
const BURSTABLE: Readonly<Record<string, InstanceType>> = {
    medium: { cores: 2, gib: 4, interfaces: 3, addressesEach: 6 },
    large: { cores: 2, gib: 8, interfaces: 3, addressesEach: 12 },
    xlarge: { cores: 4, gib: 16, interfaces: 4, addressesEach: 15 },
    "2xlarge": { cores: 8, gib: 32, interfaces: 4, addressesEach: 15 },
};

const BURSTABLE_FAMILIES = ["t3", "t3a", "t4g"];

/** What a type such as `m7i.xlarge` has; undefined for one that nothing is known of. */
export function instanceTypeOf(name: string): InstanceType | undefined {
    const [family = "", size = ""] = name.split(".");
    if (BURSTABLE_FAMILIES.includes(family)) {
        return BURSTABLE[size];
    }
    const gibPerCore = GIB_PER_CORE[family];
    const known = SIZES[size];
    if (gibPerCore === undefined || known === undefined) {
        return undefined;
    }
    const [cores, interfaces, addressesEach] = known;
    return { cores, gib: cores * gibPerCore, interfaces, addressesEach };
}
