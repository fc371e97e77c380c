/** Node types of ElastiCache on offer. Pure. */

export interface NodeType {
    /** vCPUs. */
    readonly cpu: number;
    /** Memory for the engine before `reservedPercent` is taken off, GiB: less than the machine has. */
    readonly memoryGiB: number;
    /** `reserved-memory-percent`: the part that data may not fill, so that snapshots and replicas' buffers have room. */
    readonly reservedPercent: number;
    /** CPU credits instead of steady performance; AWS offers no `durability` on these. */
    readonly burstable: boolean;
}

/** AWS's default, which it recommends for all but the smallest nodes ("Managing reserved memory"). */
const RESERVED_PERCENT = 25;

/** 30 is what AWS recommends for `small`. UNCONFIRMED: read in others' configuration, not in AWS's own documentation. */
const RESERVED_PERCENT_SMALL = 30;

/** Sizes of a family, whose memory AWS publishes for each; vCPUs double from `large`. */
function family(name: string, memoryGiB: readonly number[]): Record<string, NodeType> {
    const sizes = ["large", "xlarge", "2xlarge", "4xlarge"];
    return Object.fromEntries(
        memoryGiB.map((memory, step) => [
            `cache.${name}.${sizes[step]}`,
            { cpu: 2 ** (step + 1), memoryGiB: memory, reservedPercent: RESERVED_PERCENT, burstable: false },
        ]),
    );
}

const GENERAL_MEMORY = [6.38, 12.93, 26.04, 52.82];
const OPTIMIZED_MEMORY = [13.07, 26.32, 52.82, 105.81];

/**
 * By name. They exist in cfn-lint 1.58.0 (`aws_elasticache_cachecluster/cachenodetype_enum.json`, by region, 2026-10); memory and vCPUs are
 * those of AWS's price list. UNCONFIRMED: memory of the generation 8g, taken as that of 7g.
 */
export const NODE_TYPES: Readonly<Record<string, NodeType>> = {
    "cache.t4g.small": { cpu: 2, memoryGiB: 1.37, reservedPercent: RESERVED_PERCENT_SMALL, burstable: true },
    "cache.t4g.medium": { cpu: 2, memoryGiB: 3.09, reservedPercent: RESERVED_PERCENT, burstable: true },
    ...family("m7g", GENERAL_MEMORY),
    ...family("m8g", GENERAL_MEMORY),
    ...family("r7g", OPTIMIZED_MEMORY),
    ...family("r8g", OPTIMIZED_MEMORY),
};

/** What a type is. Throws a RangeError for one that is not on offer. */
export function nodeTypeOf(name: string): NodeType {
    const found = NODE_TYPES[name];
    if (found === undefined) {
        throw new RangeError(`no such node type of ElastiCache: ${name}`);
    }
    return found;
}
