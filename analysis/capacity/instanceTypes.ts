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

type Size = readonly [cores: number, interfaces: number, addressesEach: number];

/**
 * Sizes by generation: cores, interfaces, addresses of each (aws/karpenter-provider-aws at 1d92708, 2026-08-21, generated from EC2's
 * DescribeInstanceTypes: website/content/en/docs/reference/instance-types.md and pkg/providers/instancetype/zz_generated.vpclimits.go).
 */
const SIZES: Readonly<Record<string, Size>> = {
    large: [2, 3, 10],
    xlarge: [4, 4, 15],
    "2xlarge": [8, 4, 15],
    "4xlarge": [16, 8, 30],
    "8xlarge": [32, 8, 30],
    "12xlarge": [48, 8, 30],
    "16xlarge": [64, 15, 50],
};

const SIZES_8I: Readonly<Record<string, Size>> = {
    large: [2, 3, 20],
    xlarge: [4, 4, 30],
    "2xlarge": [8, 4, 30],
    "4xlarge": [16, 8, 50],
    "8xlarge": [32, 10, 50],
    "12xlarge": [48, 12, 50],
    "16xlarge": [64, 16, 64],
};

const SIZES_8A: Readonly<Record<string, Size>> = {
    large: [2, 3, 20],
    xlarge: [4, 4, 20],
    "2xlarge": [8, 4, 40],
    "4xlarge": [16, 8, 40],
    "8xlarge": [32, 10, 40],
    "12xlarge": [48, 12, 64],
    "16xlarge": [64, 16, 64],
};

/** Generations of the families `c`, `m` and `r` by their sizes (same source); not every family has them all, which EC2 says itself. */
const GENERATIONS: readonly { readonly generations: readonly string[]; readonly sizes: typeof SIZES }[] = [
    { generations: ["5", "6i", "6a", "6g", "7i", "7a", "7g", "7i-flex", "8g"], sizes: SIZES },
    { generations: ["8i", "8i-flex"], sizes: SIZES_8I },
    { generations: ["8a"], sizes: SIZES_8A },
];

/** Memory that comes with a core (same source). */
const GIB_PER_CORE: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8 };

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
    const gibPerCore = GIB_PER_CORE[family.charAt(0)];
    const known = GENERATIONS.find(({ generations }) => generations.includes(family.slice(1)))?.sizes[size];
    if (gibPerCore === undefined || known === undefined) {
        return undefined;
    }
    const [cores, interfaces, addressesEach] = known;
    return { cores, gib: cores * gibPerCore, interfaces, addressesEach };
}
