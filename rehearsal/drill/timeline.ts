import type { Workload } from "../../contracts";
import type { PodView } from "./observer";

/** What happened to one workload while a zone was gone. Seconds count from the moment the zone went dark. */
export interface WorkloadRecord {
    readonly name: string;
    /** Whether its pods stand in for those of an operator. */
    readonly standIn: boolean;
    readonly members: number;
    readonly quorum: number;
    readonly zoneBound: boolean;
    /** Members in each zone before. */
    readonly placement: Readonly<Record<string, number>>;
    /** Members that were in the lost zone. */
    readonly lost: number;
    /** Fewest members that could serve at any moment. */
    readonly lowest: number;
    /** Seconds with fewer members than the quorum; 0 when it was never broken. */
    readonly outageSeconds: number;
    /** When the last lost member left the Service's endpoints; absent without a Service or without a loss. */
    readonly endpointsCleanAfter?: number;
    /** When all members served again with the zone still gone; absent when they wait for the zone. */
    readonly replacedAfter?: number;
    /** When all members served again after the zone was back. */
    readonly completeAfter?: number;
    /** Members in each zone at the end. */
    readonly placementAfter: Readonly<Record<string, number>>;
    /** Whether the spread at the end is as even as at the start was asked for. */
    readonly spreadRestored: boolean;
    /** Members that could serve, as [seconds, members] at every change. */
    readonly serving: readonly (readonly [number, number])[];
}

/** Members that can really serve: ready, staying, and not in a zone that is dark, whatever the API server still believes. */
export function servingPods(pods: readonly PodView[], darkZone: string | undefined): PodView[] {
    return pods.filter(({ ready, going, zone }) => ready && !going && (darkZone === undefined || zone !== darkZone));
}

/** Members in each zone, every zone named. */
export function placementOf(pods: readonly PodView[], zones: readonly string[]): Record<string, number> {
    return Object.fromEntries(
        zones.map((zone) => [zone, pods.filter((pod) => pod.zone === zone && !pod.going).length]),
    );
}

/** Whether no zone has two members more than another. */
export function isEven(placement: Readonly<Record<string, number>>): boolean {
    const counts = Object.values(placement);
    return Math.max(...counts) - Math.min(...counts) <= 1;
}

/** Whether a placement is what the workload asks for. */
export function spreadHolds({ spread }: Workload, placement: Readonly<Record<string, number>>): boolean {
    return spread !== "hard" || isEven(placement);
}

/**
 * The zone whose loss hurts most: breaks most quorums, takes most members. Placements by workload; the first zone wins a tie.
 */
export function worstZone(
    zones: readonly string[],
    workloads: readonly { readonly quorum: number; readonly placement: Readonly<Record<string, number>> }[],
): string {
    const harm = (zone: string): readonly [broken: number, lost: number] => {
        const left = workloads.map(({ quorum, placement }) => {
            const lost = placement[zone] ?? 0;
            const total = Object.values(placement).reduce((sum, count) => sum + count, 0);
            return { broken: total - lost < quorum, lost };
        });
        return [left.filter(({ broken }) => broken).length, left.reduce((sum, { lost }) => sum + lost, 0)];
    };
    return zones.reduce((worst, zone) => {
        const [broken, lost] = harm(zone);
        const [worstBroken, worstLost] = harm(worst);
        return broken > worstBroken || (broken === worstBroken && lost > worstLost) ? zone : worst;
    });
}

/** Records how many members of one workload can serve, from samples in order of time. */
export class ServingRecord {
    private readonly changes: (readonly [number, number])[] = [];
    private readonly quorum: number;

    constructor(quorum: number) {
        this.quorum = quorum;
    }

    sample(seconds: number, serving: number): void {
        if (this.changes.at(-1)?.[1] !== serving) {
            this.changes.push([seconds, serving]);
        }
    }

    /** The changes so far. */
    series(): readonly (readonly [number, number])[] {
        return this.changes;
    }

    lowest(): number {
        return Math.min(...this.changes.map(([, serving]) => serving));
    }

    /** Seconds below the quorum until `end`. */
    outageSeconds(end: number): number {
        return this.changes.reduce((sum, [from, serving], index) => {
            const until = this.changes[index + 1]?.[0] ?? end;
            return serving < this.quorum ? sum + (until - from) : sum;
        }, 0);
    }
}
