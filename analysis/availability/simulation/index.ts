import { inSeries, YEAR, type System } from "../blocks";
import { Episode } from "./episode";
import { chooser, eventsOf, type PossibleEvent } from "./events";
import { exponential, exponentialBefore, randomOf, type Random } from "./random";

/**
 * Lives of a system. Most events are over before the next one: how many of these there are is known, and a sample tells what they cost.
 * Only the others are played through, each of them. So a million years take seconds, in which what the formulas leave out (failovers
 * that overlap, failures during repairs) happens as often as it would.
 *
 * Events come at random, at the same rate whatever is up; one that happens to what is down already does nothing. Whenever everything is
 * up, the system begins anew.
 */
export interface Simulation {
    /** Share of requests that were served. */
    readonly availability: number;
    readonly years: number;
    /** Events that were over before the next one. */
    readonly alone: number;
    /** Those that were not. */
    readonly overlapping: number;
}

/** No more of those that are over before the next one are looked at, of each kind of event. */
const SAMPLE = 10_000;

/** So many at least, where fewer are to be expected: each then counts for less. */
const LEAST_SAMPLE = 100;

export function simulate(system: System, years: number, seed: number): Simulation {
    const random = randomOf(seed);
    const events = eventsOf(system);
    const rate = events.reduce((sum, event) => sum + event.rate, 0);
    const choose = chooser(events);
    const always = inSeries(system.services.map(({ availability }) => availability));
    const found = { alone: 0, overlapping: 0, lost: 0, seconds: 0 };
    const add = (expected: number, most: number, play: () => Episode) => {
        const count = Math.ceil(Math.min(Math.max(expected, LEAST_SAMPLE), most));
        for (let index = 0; index < count && expected > 0; index += 1) {
            const episode = play();
            found.lost += (expected / count) * episode.lostSeconds;
            found.seconds += (expected / count) * episode.end;
        }
    };
    for (const event of events) {
        const count = years * YEAR * event.rate;
        const { least, aloneShare } = disturbanceOf(system, event, rate);
        const [alone, overlapping] = [count * aloneShare, count * (1 - aloneShare)];
        found.alone += alone;
        found.overlapping += overlapping;
        add(alone, SAMPLE, () => playAlone(system, event, repairAlone(random, event, least, rate)));
        add(overlapping, Infinity, () => {
            const { next, repair } = overlap(random, event, least, rate);
            return playOverlapping(system, event, repair, next, { random, rate, choose });
        });
    }
    const seconds = years * YEAR + found.seconds;
    return {
        availability: always * (1 - found.lost / seconds),
        years: seconds / YEAR,
        alone: Math.round(found.alone),
        overlapping: Math.round(found.overlapping),
    };
}

/** How long an event is felt at `least`, whatever its repair takes, and the share of its kind that is over before the next event. */
function disturbanceOf(
    system: System,
    event: PossibleEvent,
    rate: number,
): { readonly least: number; readonly aloneShare: number } {
    const episode = new Episode(system);
    episode.happen(event.event, 0);
    const least = episode.end;
    const { within, beyond } = aloneShares(event, least, rate);
    return { least, aloneShare: within + beyond };
}

/** Shares of events that are alone, with a repair that is over within what is felt at least, and with one beyond. */
function aloneShares({ repairSeconds }: PossibleEvent, least: number, rate: number) {
    const felt = Math.exp(-rate * least);
    if (repairSeconds === 0) {
        return { within: felt, beyond: 0 };
    }
    const repair = 1 / repairSeconds;
    return {
        within: -Math.expm1(-repair * least) * felt,
        beyond: (repair / (repair + rate)) * Math.exp(-(repair + rate) * least),
    };
}

/** The repair of an event that is over before the next one. */
function repairAlone(random: Random, event: PossibleEvent, least: number, rate: number): number {
    if (event.repairSeconds === 0) {
        return 0;
    }
    const { within, beyond } = aloneShares(event, least, rate);
    const repair = 1 / event.repairSeconds;
    return random() * (within + beyond) < within
        ? exponentialBefore(random, repair, least)
        : least + exponential(random, repair + rate);
}

/** When the next event comes of one that is not over by then, and its repair. */
function overlap(random: Random, { repairSeconds }: PossibleEvent, least: number, rate: number) {
    if (repairSeconds === 0) {
        return { next: exponentialBefore(random, rate, least), repair: 0 };
    }
    const repair = 1 / repairSeconds;
    const within = -Math.expm1(-rate * least);
    const beyond = (rate / (rate + repair)) * Math.exp(-(rate + repair) * least);
    if (random() * (within + beyond) < within) {
        return { next: exponentialBefore(random, rate, least), repair: exponential(random, repair) };
    }
    const next = least + exponential(random, rate + repair);
    return { next, repair: next + exponential(random, repair) };
}

function playAlone(system: System, { event }: PossibleEvent, repair: number): Episode {
    const episode = new Episode(system);
    episode.happen(event, repair);
    episode.passUntil(Infinity);
    return episode;
}

interface Further {
    readonly random: Random;
    /** Of all events together. */
    readonly rate: number;
    readonly choose: ReturnType<typeof chooser>;
}

function playOverlapping(
    system: System,
    { event }: PossibleEvent,
    repair: number,
    next: number,
    { random, rate, choose }: Further,
): Episode {
    const episode = new Episode(system);
    episode.happen(event, repair);
    for (let then = next; !episode.passUntil(then); then += exponential(random, rate)) {
        const further = choose(random);
        if (further !== undefined) {
            const { repairSeconds } = further;
            episode.happen(further.event, repairSeconds === 0 ? 0 : exponential(random, 1 / repairSeconds));
        }
    }
    return episode;
}
