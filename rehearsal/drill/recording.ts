import type { Workload } from "../../contracts";
import { ServingRecord } from "./timeline";

/** How one workload fared in a drill. Seconds count from the drill's beginning. */
export interface ServingOutcome {
    readonly name: string;
    readonly members: number;
    readonly quorum: number;
    /** Fewest members that could serve at any moment. */
    readonly lowest: number;
    /** Seconds with fewer members than the quorum. */
    readonly outageSeconds: number;
    /** Members that could serve, as [seconds, members] at every change. */
    readonly serving: readonly (readonly [number, number])[];
}

/** Records how many members of every workload can serve, from now on. */
export class Recording {
    private readonly started = performance.now();
    private readonly records: readonly { readonly workload: Workload; readonly record: ServingRecord }[];

    constructor(workloads: readonly Workload[]) {
        this.records = workloads.map((workload) => ({ workload, record: new ServingRecord(workload.quorum) }));
    }

    sample(servingOf: (workload: Workload) => number): void {
        const seconds = this.seconds();
        this.records.forEach(({ workload, record }) => record.sample(seconds, servingOf(workload)));
    }

    seconds(): number {
        return tenths((performance.now() - this.started) / 1_000);
    }

    /** What was recorded until now. */
    outcomes(): ServingOutcome[] {
        const end = this.seconds();
        return this.records.map(({ workload, record }) => ({
            name: workload.name,
            members: workload.members.min,
            quorum: workload.quorum,
            lowest: record.lowest(),
            outageSeconds: tenths(record.outageSeconds(end)),
            serving: record.series(),
        }));
    }
}

/** In what way quorums were broken, a sentence for each workload. */
export function brokenQuorums(outcomes: readonly ServingOutcome[]): string[] {
    return outcomes
        .filter(({ lowest, quorum }) => lowest < quorum)
        .map(
            ({ name, lowest, quorum, outageSeconds }) =>
                `${name} had ${lowest} of the ${quorum} members that it needs, for ${outageSeconds} s`,
        );
}

/** Members that went missing at the worst moment, of the workload that lost most. */
export function worstShortfall(outcomes: readonly ServingOutcome[]): number {
    return Math.max(0, ...outcomes.map(({ members, lowest }) => members - lowest));
}

function tenths(seconds: number): number {
    return Math.round(seconds * 10) / 10;
}
