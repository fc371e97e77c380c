import { YEAR, type Block, type System } from "../../../analysis/availability/blocks";

/**
 * Lives of a system, event by event: zones and members fail and return at random, members of a lost zone come back elsewhere or with it,
 * failovers and maintenance take their time. It knows nothing of the formulas that it is there to check.
 */

/** Mulberry32: the same numbers for the same seed, everywhere. */
export function randomOf(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
}

interface Member {
    readonly zone: number;
    up: boolean;
    /** Not before then, after its zone was lost. */
    replacedAt: number;
}

interface BlockState {
    readonly block: Block;
    readonly members: Member[];
    /** Shares of the requests that are lost, and until when. */
    interruptions: { share: number; until: number }[];
}

interface Event {
    readonly at: number;
    readonly act: () => void;
}

/** Share of requests that are served over so many years. */
export function simulate(system: System, years: number, seed: number): number {
    const random = randomOf(seed);
    const end = years * YEAR;
    const events = new Queue();
    const exponential = (mean: number) => -mean * Math.log(1 - random());
    let now = 0;
    const zoneUp = system.zones.map(() => true);
    let regionUp = true;

    const alternate = (failuresPerYear: number, repairSeconds: number, set: (up: boolean) => void) => {
        const fail = () => {
            set(false);
            events.add({ at: now + exponential(repairSeconds), act: back });
        };
        const back = () => {
            set(true);
            events.add({ at: now + exponential(YEAR / failuresPerYear), act: fail });
        };
        if (failuresPerYear > 0) {
            events.add({ at: exponential(YEAR / failuresPerYear), act: fail });
        }
    };
    const interrupt = (state: BlockState, share: number, seconds: number) => {
        state.interruptions.push({ share, until: now + seconds });
        events.add({ at: now + seconds, act: () => undefined });
    };
    const isServing = ({ block }: BlockState, { zone, up, replacedAt }: Member) =>
        up && (zoneUp[zone] === true || (!block.zoneBound && now >= replacedAt && hasPlace(block)));
    const hasPlace = ({ allowed }: Block) => allowed.some((may, zone) => may && zoneUp[zone] === true);
    const serving = (state: BlockState) => state.members.filter((member) => isServing(state, member)).length;

    const states = system.blocks.map((block): BlockState => ({
        block,
        members: block.placement.flatMap((count, zone) =>
            Array.from({ length: count }, () => ({ zone, up: true, replacedAt: 0 })),
        ),
        interruptions: [],
    }));
    for (const state of states) {
        const { block, members } = state;
        for (const member of members) {
            alternate(block.failure.failuresPerYear, block.failure.repairSeconds, (up) => {
                const before = serving(state);
                const served = isServing(state, member);
                member.up = up;
                if (!up && served && block.pooled && before > block.quorum) {
                    interrupt(state, 1 / before, block.failoverSeconds);
                }
            });
        }
        const maintain = () => {
            interrupt(state, 1, block.maintenance.repairSeconds);
            events.add({ at: now + exponential(YEAR / block.maintenance.failuresPerYear), act: maintain });
        };
        if (block.maintenance.failuresPerYear > 0) {
            events.add({ at: exponential(YEAR / block.maintenance.failuresPerYear), act: maintain });
        }
    }
    system.zones.forEach(({ failuresPerYear, repairSeconds }, zone) => {
        alternate(failuresPerYear, repairSeconds, (up) => {
            const before = states.map(serving);
            zoneUp[zone] = up;
            states.forEach((state, index) => {
                const { block, members } = state;
                const all = before[index] ?? 0;
                if (!up) {
                    members
                        .filter((member) => member.zone === zone)
                        .forEach((member) => {
                            member.replacedAt = now + block.failure.repairSeconds;
                        });
                    events.add({ at: now + block.failure.repairSeconds, act: () => undefined });
                }
                const left = serving(state);
                if (!up && block.pooled && left < all && left >= block.quorum) {
                    interrupt(state, (all - left) / all, block.failoverSeconds);
                }
            });
        });
    });
    alternate(system.region.failuresPerYear, system.region.repairSeconds, (up) => {
        regionUp = up;
    });

    const always = system.services.reduce((product, { availability }) => product * availability, 1);
    const servedNow = () => {
        if (!regionUp) {
            return 0;
        }
        return states.reduce((share, state) => {
            state.interruptions = state.interruptions.filter(({ until }) => until > now);
            const rest = state.interruptions.reduce((left, interruption) => left * (1 - interruption.share), 1);
            return (
                share * rest * (state.block.pooled ? Number(serving(state) >= state.block.quorum) : ownServed(state))
            );
        }, always);
    };
    /** Requests come from zones that are up, evenly, and each goes out in its own. */
    const ownServed = (state: BlockState) => {
        const there = state.members.filter(({ zone }) => zoneUp[zone] === true);
        return there.length === 0 ? 0 : there.filter(({ up }) => up).length / there.length;
    };

    let served = 0;
    while (now < end) {
        const event = events.next();
        const next = Math.min(event?.at ?? end, end);
        served += servedNow() * (next - now);
        now = next;
        if (next < end) {
            event?.act();
        }
    }
    return served / end;
}

/** Events by time: a binary heap. */
class Queue {
    private readonly heap: Event[] = [];

    add(event: Event): void {
        this.heap.push(event);
        let index = this.heap.length - 1;
        while (index > 0) {
            const parent = (index - 1) >> 1;
            if (this.at(parent) <= this.at(index)) {
                break;
            }
            this.swap(index, parent);
            index = parent;
        }
    }

    next(): Event | undefined {
        const [first] = this.heap;
        const last = this.heap.pop();
        if (last !== undefined && this.heap.length > 0) {
            this.heap[0] = last;
            this.sink();
        }
        return first;
    }

    private sink(): void {
        for (let index = 0; ;) {
            const [left, right] = [2 * index + 1, 2 * index + 2];
            const least = [index, left, right].reduce((one, other) => (this.at(other) < this.at(one) ? other : one));
            if (least === index) {
                return;
            }
            this.swap(index, least);
            index = least;
        }
    }

    private at(index: number): number {
        return this.heap[index]?.at ?? Infinity;
    }

    private swap(one: number, other: number): void {
        const [first, second] = [this.heap[one], this.heap[other]];
        if (first !== undefined && second !== undefined) {
            this.heap[one] = second;
            this.heap[other] = first;
        }
    }
}
