import type { Rate } from "./rates";

/** The arithmetic of reliability block diagrams. Pure; times in seconds, availability as a share of 1. */

/** A year of 365.25 days. */
export const YEAR = 365.25 * 24 * 3600;

/** A part in series of which `quorum` members must serve. */
export interface Block {
    readonly name: string;
    /** Members in each zone, in the order of the system's zones. */
    readonly placement: readonly number[];
    readonly quorum: number;
    /** Whether members may run in a zone, in the same order. */
    readonly allowed: readonly boolean[];
    /** A lost zone takes its members until it is back; others are replaced elsewhere. */
    readonly zoneBound: boolean;
    /** `false`: each request has its one member, that of its zone, and no other serves it. */
    readonly pooled: boolean;
    /** Of each member by itself, its zone apart. */
    readonly failure: Rate;
    /** Until others do the work of a lost member: the leader's, or its share of the requests. */
    readonly failoverSeconds: number;
    /** Interruptions on purpose. */
    readonly maintenance: Rate;
    /** What its provider promises for all of it. */
    readonly promised?: number;
}

/** Another part in series, of which nothing is known but how available it is. */
export interface Service {
    readonly name: string;
    readonly availability: number;
    readonly promised?: number;
}

export interface Zone extends Rate {
    readonly name: string;
}

/** Everything that something needs: all blocks and services, in zones of one region. */
export interface System {
    readonly zones: readonly Zone[];
    readonly region: Rate;
    readonly blocks: readonly Block[];
    readonly services: readonly Service[];
}

/** MTBF / (MTBF + MTTR), where MTBF is the time from a repair to the next failure. */
export function availabilityOf({ failuresPerYear, repairSeconds }: Rate): number {
    return YEAR / (YEAR + failuresPerYear * repairSeconds);
}

/** All are needed. */
export function inSeries(availabilities: readonly number[]): number {
    return availabilities.reduce((product, availability) => product * availability, 1);
}

/** At least `quorum` of `members` are up, each by itself with the same availability. */
export function quorumAvailability(quorum: number, members: number, availability: number): number {
    let sum = 0;
    for (let up = quorum; up <= members; up += 1) {
        sum += combinations(members, up) * availability ** up * (1 - availability) ** (members - up);
    }
    return sum;
}

function combinations(all: number, chosen: number): number {
    let result = 1;
    for (let index = 1; index <= chosen; index += 1) {
        result = (result * (all - chosen + index)) / index;
    }
    return result;
}

export function membersOf({ placement }: Block): number {
    return placement.reduce((sum, members) => sum + members, 0);
}

/** Members that there are while these zones are up, once those that can be replaced are. */
function membersIn(block: Block, up: readonly boolean[]): number {
    if (block.zoneBound) {
        return block.placement.reduce((sum, members, zone) => sum + (up[zone] === true ? members : 0), 0);
    }
    return block.allowed.some((allowed, zone) => allowed && up[zone] === true) ? membersOf(block) : 0;
}

/** What is known of a block by itself. Blocks do not change: each is looked at once, however many systems it is part of. */
interface Profile {
    /** Share of time that failovers and maintenance leave. */
    readonly undisturbed: number;
    /** Availability otherwise, by zones that are up. */
    readonly availabilities: Map<string, number>;
    /** What the loss of each zone interrupts. */
    readonly interruptions: readonly (Interruption | undefined)[];
}

const PROFILES = new WeakMap<Block, Profile>();

function profileOf(block: Block): Profile {
    const known = PROFILES.get(block);
    if (known !== undefined) {
        return known;
    }
    const profile: Profile = {
        undisturbed: (1 - failoverShare(block)) * (1 - maintenanceShare(block)),
        availabilities: new Map(),
        interruptions: block.placement.map((_, zone) => interruptionOf(block, zone)),
    };
    PROFILES.set(block, profile);
    return profile;
}

/** Availability of a block while these zones are up, failovers apart. */
function blockIn(block: Block, { key, up }: ZoneState): number {
    const { availabilities } = profileOf(block);
    const known = availabilities.get(key);
    if (known !== undefined) {
        return known;
    }
    const availability = availabilityWhile(block, up);
    availabilities.set(key, availability);
    return availability;
}

function availabilityWhile(block: Block, up: readonly boolean[]): number {
    const members = membersIn(block, up);
    const each = availabilityOf(block.failure);
    if (block.pooled) {
        return quorumAvailability(block.quorum, members, each);
    }
    return members > 0 ? each : 0;
}

/** What the loss of members interrupts: a share of the requests, for some time. */
export interface Interruption {
    readonly block: string;
    readonly share: number;
    readonly seconds: number;
}

/**
 * What the loss of a zone interrupts until others have taken over. A leader was there with the probability that is its zone's share of
 * the members; without a leader the same share of the requests waited for a member there. A block that keeps too few members stands
 * still until they are replaced elsewhere; one whose members cannot be replaced is not interrupted but gone, see `membersIn`.
 */
export function interruptionsBy(zone: number, { blocks }: System): Interruption[] {
    return blocks.flatMap((block) => profileOf(block).interruptions[zone] ?? []);
}

function interruptionOf(block: Block, zone: number): Interruption | undefined {
    const lost = block.placement[zone] ?? 0;
    const left = membersOf(block) - lost;
    if (lost === 0 || block.quorum === 0 || !block.pooled) {
        return undefined;
    }
    if (left >= block.quorum) {
        return { block: block.name, share: lost / (lost + left), seconds: block.failoverSeconds };
    }
    const replaced = !block.zoneBound && block.allowed.some((allowed, other) => allowed && other !== zone);
    return replaced ? { block: block.name, share: 1, seconds: block.failure.repairSeconds } : undefined;
}

/** Seconds of full outage that interruptions which begin together amount to, as each request needs all blocks. */
export function lostSeconds(interruptions: readonly Interruption[]): number {
    const servedUntil = new Map<number, number>();
    interruptions.forEach(({ share, seconds }) => {
        servedUntil.set(seconds, (servedUntil.get(seconds) ?? 1) * (1 - share));
    });
    const latestFirst = [...servedUntil].sort(([one], [other]) => other - one);
    let served = 1;
    return latestFirst.reduce((lost, [end, share], index) => {
        const begin = latestFirst[index + 1]?.[0] ?? 0;
        served *= share;
        return lost + (end - begin) * (1 - served);
    }, 0);
}

/** Whether the rest of a block can go on without one member. */
export function survivesMember(block: Block): boolean {
    return membersOf(block) > block.quorum;
}

/**
 * Share of time that failovers between members of a block take: each member is the leader, or has its share of the requests, so that all
 * of them together cost what one failure in full would. A block that does not survive the loss is down meanwhile instead.
 */
function failoverShare(block: Block): number {
    const interrupts = block.pooled && block.quorum > 0 && survivesMember(block);
    return interrupts ? (block.failure.failuresPerYear * block.failoverSeconds) / YEAR : 0;
}

function maintenanceShare({ maintenance }: Block): number {
    return (maintenance.failuresPerYear * maintenance.repairSeconds) / YEAR;
}

/** A combination of zones that are up. */
interface ZoneState {
    readonly up: readonly boolean[];
    /** The same as a text of ones and zeros. */
    readonly key: string;
    readonly probability: number;
}

/** Every combination of zones that are up. Zones that are named as lost are down in all of them. */
function zoneStates(zones: readonly Zone[], lost: readonly string[]): ZoneState[] {
    return zones.reduce<ZoneState[]>(
        (states, zone) => {
            const availability = lost.includes(zone.name) ? 0 : availabilityOf(zone);
            return states.flatMap(({ up, key, probability }) => [
                { up: [...up, true], key: `${key}1`, probability: probability * availability },
                { up: [...up, false], key: `${key}0`, probability: probability * (1 - availability) },
            ]);
        },
        [{ up: [], key: "", probability: 1 }],
    );
}

/**
 * Availability of a system: exact for members, quorums and zones, whose combinations are enumerated; of first order for failovers and
 * maintenance, which are taken not to overlap. `lost` zones are down, and whatever could be replaced has been.
 */
export function systemAvailability(system: System, lost: readonly string[] = []): number {
    const { blocks } = system;
    const steady = sumOf(zoneStates(system.zones, lost), (state) =>
        inSeries(blocks.map((block) => blockIn(block, state))),
    );
    return inSeries([aroundBlocks(system, lost), ...blocks.map((block) => profileOf(block).undisturbed), steady]);
}

/** What region, services and take-overs after the loss of zones leave to the blocks. */
function aroundBlocks(system: System, lost: readonly string[]): number {
    const { zones, region, services } = system;
    const takeOvers = zones.reduce(
        (sum, zone, index) =>
            lost.includes(zone.name)
                ? sum
                : sum + (zone.failuresPerYear * lostSeconds(interruptionsBy(index, system))) / YEAR,
        0,
    );
    return inSeries([
        availabilityOf(region),
        ...services.map(({ availability }) => availability),
        Math.max(0, 1 - takeOvers),
    ]);
}

function sumOf(states: readonly ZoneState[], availabilityIn: (state: ZoneState) => number): number {
    return states.reduce(
        (sum, state) => (state.probability === 0 ? sum : sum + state.probability * availabilityIn(state)),
        0,
    );
}

/** What a system would be if its blocks, one at a time, never failed, or were never interrupted on purpose. */
export interface Spared {
    readonly block: Block;
    readonly never: "failure" | "maintenance";
    /** Of the whole system. */
    readonly availability: number;
}

/** The same as `systemAvailability` of a system with the changed block would be, where the others are looked at once for all blocks. */
export function sparingEach(system: System): Spared[] {
    const { blocks, zones } = system;
    const around = aroundBlocks(system, []);
    const states = zoneStates(zones, []);
    const undisturbed = productsOfOthers(blocks.map((block) => profileOf(block).undisturbed));
    const others = new Map(
        states.map((state) => [state.key, productsOfOthers(blocks.map((block) => blockIn(block, state)))]),
    );
    return blocks.flatMap((block, index) =>
        (["failure", "maintenance"] as const)
            .filter((never) => block[never].failuresPerYear > 0)
            .map((never) => {
                const spared: Block = { ...block, [never]: { ...block[never], failuresPerYear: 0 } };
                const steady = sumOf(states, (state) => (others.get(state.key)?.[index] ?? 1) * blockIn(spared, state));
                return {
                    block,
                    never,
                    availability: inSeries([around, undisturbed[index] ?? 1, profileOf(spared).undisturbed, steady]),
                };
            }),
    );
}

/** For each factor the product of all others; one that is zero is no harm. */
function productsOfOthers(factors: readonly number[]): number[] {
    const products = Array<number>(factors.length).fill(1);
    let before = 1;
    factors.forEach((factor, index) => {
        products[index] = before;
        before *= factor;
    });
    let after = 1;
    for (let index = factors.length - 1; index >= 0; index -= 1) {
        products[index] = (products[index] ?? 1) * after;
        after *= factors[index] ?? 1;
    }
    return products;
}

/** The same where every provider keeps what it promises, and no more. */
export function asPromised(system: System): System {
    const promised = (part: Block | Service) => part.promised !== undefined;
    return {
        ...system,
        blocks: system.blocks.filter((block) => !promised(block)),
        services: [...system.services, ...system.blocks.filter(promised)].map((part) => ({
            name: part.name,
            availability: part.promised ?? (part as Service).availability,
        })),
    };
}
