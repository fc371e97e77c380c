import type { Workload } from "../../contracts";
import type { Seat } from "./model";

/** Which zones the members of a workload are in, as far as that is certain: arithmetic. */
export interface Placement {
    readonly seats: readonly Seat[];
    /** Members whose zone the scheduler chooses among the seats. */
    readonly anywhere: number;
}

/** `chosen`: zones of the members one by one, where they are not left to a scheduler. A hard spread is even but for the rest of a division; of any other nothing is certain. */
export function placementOf({ members, spread, zones }: Workload, chosen?: readonly string[]): Placement {
    if (chosen !== undefined) {
        const seats = zones.map((zone) => ({ zone, members: chosen.filter((other) => other === zone).length }));
        return { seats, anywhere: 0 };
    }
    const certain = spread === "hard" || zones.length === 1 ? Math.floor(members.min / Math.max(1, zones.length)) : 0;
    return {
        seats: zones.map((zone) => ({ zone, members: certain })),
        anywhere: members.min - certain * zones.length,
    };
}
