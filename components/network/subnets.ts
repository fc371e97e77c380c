import { addressesIn, formatCidr, parseCidr, partOf, type Cidr } from "./cidr";

/**
 * Cuts a VPC's range into subnets: pure. The range has eight blocks.
 *
 *     0 to 5   private subnets of the zones a to f, one whole block each: pods take their addresses from here
 *     6        public (first half) and isolated (second half) subnets of the zones a to f, a sixteenth of the block each
 *     7        free, for what nobody thought of
 *
 * A zone's place follows from its letter alone, so adding, dropping or reordering zones renumbers no other subnet (a subnet that
 * changes its range is replaced, with everything in it). The blocks of zones that are not used are free as well: a zone that runs
 * out of addresses can be given a second private subnet from them or from block 7, and after that the VPC a second range.
 *
 * The VPC CNI gives every pod an address of its VPC. In a /16 each zone has 8,187 addresses for nodes and pods, in a /18 2,043, in a
 * /20 507. One node of Dify's size holds warm addresses for 30 to 60 pods whether it runs them or not; a rolling update doubles the
 * pods for a while; losing one zone of three moves half as many pods again into each of the others. A /20 is therefore for trying
 * things out: it is full at about ten nodes a zone.
 */

/** Sizes that a VPC may have: AWS allows nothing above /16; below /20 a public subnet has no room for a load balancer. */
export const VPC_PREFIX = { largest: 16, smallest: 20 } as const;

/** Zones that there is a place for, by the letter that their names end with. */
const ZONE_LETTERS = "abcdef";

/** Addresses that AWS keeps of every subnet: network, router, DNS, one for later, broadcast. */
const AWS_RESERVED = 5;

/** 2³ blocks. */
const BLOCK_BITS = 3;

/** 2⁴ small subnets in a block. */
const SMALL_BITS = 4;

const SMALL_BLOCK = 6;
const FREE_BLOCK = 7;
const FIRST_ISOLATED = 8;

/** Ranges of the three subnets of one zone. */
export interface ZoneSubnets {
    /** Name of the availability zone. */
    readonly zone: string;
    readonly public: string;
    readonly private: string;
    readonly isolated: string;
}

/** What a VPC's range is used for. */
export interface SubnetPlan {
    readonly zones: readonly ZoneSubnets[];
    /** An eighth of the range that no subnet is in, whatever the zones. */
    readonly free: string;
}

/** Subnets for these zones. Throws a RangeError for a range or a zone that there is no plan for. */
export function allocateSubnets(cidr: string, zones: readonly string[]): SubnetPlan {
    const vpc = vpcRange(cidr);
    const small = block(vpc, SMALL_BLOCK);
    return {
        zones: zones.map((zone) => {
            const place = placeOf(zone);
            return {
                zone,
                public: formatCidr(partOf(small, SMALL_BITS, place)),
                private: formatCidr(block(vpc, place)),
                isolated: formatCidr(partOf(small, SMALL_BITS, FIRST_ISOLATED + place)),
            };
        }),
        free: formatCidr(block(vpc, FREE_BLOCK)),
    };
}

/** Addresses that nodes and pods of one zone can have. Throws a RangeError for a range that there is no plan for. */
export function addressesPerZone(cidr: string): number {
    return addressesIn(vpcRange(cidr).prefix + BLOCK_BITS) - AWS_RESERVED;
}

/** What is wrong with the range of a VPC; nothing when it can be allocated. */
export function vpcCidrProblem(cidr: string): string | undefined {
    try {
        vpcRange(cidr);
        return undefined;
    } catch (error) {
        return (error as RangeError).message;
    }
}

function vpcRange(cidr: string): Cidr {
    const vpc = parseCidr(cidr);
    if (vpc.prefix < VPC_PREFIX.largest || vpc.prefix > VPC_PREFIX.smallest) {
        const allowed = `/${VPC_PREFIX.largest} to /${VPC_PREFIX.smallest}`;
        const reason =
            vpc.prefix < VPC_PREFIX.largest
                ? "AWS makes no larger VPC"
                : "in a smaller one nodes and pods run out of addresses";
        throw new RangeError(`${cidr} must be ${allowed}: ${reason}`);
    }
    return vpc;
}

function block(vpc: Cidr, index: number): Cidr {
    return partOf(vpc, BLOCK_BITS, index);
}

function placeOf(zone: string): number {
    const place = ZONE_LETTERS.indexOf(zone.slice(-1));
    if (zone === "" || place < 0) {
        throw new RangeError(`the name of zone "${zone}" must end with a letter from a to f`);
    }
    return place;
}
