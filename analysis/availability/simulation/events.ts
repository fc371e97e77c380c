import { YEAR, type Block, type System } from "../blocks";
import type { Random } from "./random";

/** What may happen to a system, and how often. */

export type SystemEvent =
    | { readonly kind: "member"; readonly block: number; readonly member: number }
    | { readonly kind: "maintenance"; readonly block: number }
    | { readonly kind: "zone"; readonly zone: number }
    | { readonly kind: "region" };

/** An event of a system in which everything is up. */
export interface PossibleEvent {
    readonly event: SystemEvent;
    /** Times a second. */
    readonly rate: number;
    /** Seconds that its repair takes on average; 0 where nothing is to be repaired. */
    readonly repairSeconds: number;
}

export function eventsOf({ blocks, zones, region }: System): PossibleEvent[] {
    return [
        ...blocks.flatMap((block, index) => [
            ...zonesOfMembers(block).map((_, member) =>
                possible({ kind: "member", block: index, member }, block.failure),
            ),
            possible({ kind: "maintenance", block: index }, { ...block.maintenance, repairSeconds: 0 }),
        ]),
        ...zones.map((rate, zone) => possible({ kind: "zone", zone }, rate)),
        possible({ kind: "region" }, region),
    ].filter(({ rate }) => rate > 0);
}

function possible(
    event: SystemEvent,
    { failuresPerYear, repairSeconds }: { readonly failuresPerYear: number; readonly repairSeconds: number },
): PossibleEvent {
    return { event, rate: failuresPerYear / YEAR, repairSeconds };
}

/** Index of the zone of each member of a block. */
export function zonesOfMembers({ placement }: Block): number[] {
    return placement.flatMap((members, zone) => Array<number>(members).fill(zone));
}

/** Chooses among events by their rates. */
export function chooser(events: readonly PossibleEvent[]): (random: Random) => PossibleEvent | undefined {
    let sum = 0;
    const upTo = events.map(({ rate }) => (sum += rate));
    return (random) => {
        const point = random() * sum;
        let [low, high] = [0, events.length - 1];
        while (low < high) {
            const middle = (low + high) >> 1;
            [low, high] = (upTo[middle] ?? 0) > point ? [low, middle] : [middle + 1, high];
        }
        return events[low];
    };
}
