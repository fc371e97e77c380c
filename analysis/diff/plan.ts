import type { Availability } from "../availability";
import type { ConnectionBudget } from "../capacity/connections";
import type { Cost, Range } from "../cost";
import type { Finding, InvariantReport, Violation } from "../invariants";
import type { Problem } from "../../contracts";
import type { PlannedResource } from "./resources";

/**
 * A plan's document as far as it is compared and summed up, of whatever commit wrote it. A section is `null` where there is nothing
 * of the kind, and absent where that commit did not know of it yet.
 */
export interface Plan {
    readonly stack: string;
    readonly resources: readonly PlannedResource[];
    readonly availability?: PlannedAvailability | null;
    readonly cost?: PlannedCost | null;
    readonly connections?: PlannedConnections | null;
    readonly capacity?: PlannedCapacity | null;
    readonly invariants?: PlannedInvariants | null;
    readonly problems?: readonly Problem[];
}

export type PlannedAvailability = Pick<
    Availability,
    "total" | "downtimeMinutesPerMonth" | "journeys" | "singlePointsOfFailure"
>;

export type PlannedCost = Pick<Cost, "monthlyUsd" | "components" | "missingPrices" | "notModelled">;

export type PlannedConnections = Pick<ConnectionBudget, "limit" | "reserve" | "demand">;

export interface PlannedCapacity {
    /** `null` where the plan has no machines of its own. */
    readonly nodes: {
        readonly scenarios: readonly {
            /** `null` when no zone is lost. */
            readonly lostZone: string | null;
            readonly nodes: "min" | "max";
            readonly fits: boolean;
        }[];
    } | null;
    readonly throughput: readonly {
        readonly what: string;
        readonly unit: string;
        readonly estimate: Range;
        readonly boundBy: string;
    }[];
    /** What does not fit or is not known, as sentences. */
    readonly problems: readonly string[];
}

/** A rule that does not hold, by whatever id that commit gave it. */
export type PlannedViolation = Pick<Violation, "severity" | "title" | "remedy"> & {
    readonly id: string;
    readonly findings: readonly Finding[];
};

export interface PlannedInvariants extends Pick<InvariantReport, "checked"> {
    readonly violations: readonly PlannedViolation[];
    readonly waived: readonly (PlannedViolation & {
        readonly waiver: { readonly id: string; readonly reason: string; readonly until: string };
    })[];
}

/** Whether nothing could be planned: the configuration is wrong. */
export function hasFailed({ resources, problems = [] }: Plan): boolean {
    return resources.length === 0 && problems.length > 0;
}
