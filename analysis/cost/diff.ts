import { compare } from "../graph";
import type { Cost } from ".";
import { minus, NOTHING, toCents, type Range } from "./range";

/** What of a cost is compared. */
export type Compared = Pick<Cost, "monthlyUsd" | "components">;

/** What of a cost another one differs in. */
export interface CostDifference {
    /** USD a month more than the other; less, where it is negative. */
    readonly monthlyUsd: Range;
    /** Components whose likely cost differs, the greatest difference first. */
    readonly components: readonly { readonly component: string; readonly monthlyUsd: Range }[];
}

/** How much dearer `cost` is than `other`; a stack without a cost costs nothing. */
export function costDifference(cost: Compared | undefined, other: Compared | undefined): CostDifference {
    const [own, its] = [byName(cost), byName(other)];
    const components = [...new Set([...own.keys(), ...its.keys()])]
        .map((component) => ({
            component,
            monthlyUsd: toCents(minus(own.get(component) ?? NOTHING, its.get(component) ?? NOTHING)),
        }))
        .filter(({ monthlyUsd: { low, likely, high } }) => low !== 0 || likely !== 0 || high !== 0)
        .sort(
            (a, b) =>
                Math.abs(b.monthlyUsd.likely) - Math.abs(a.monthlyUsd.likely) || compare(a.component, b.component),
        );
    return {
        monthlyUsd: toCents(minus(cost?.monthlyUsd ?? NOTHING, other?.monthlyUsd ?? NOTHING)),
        components,
    };
}

function byName(cost: Compared | undefined): Map<string, Range> {
    return new Map((cost?.components ?? []).map(({ component, monthlyUsd }) => [component, monthlyUsd]));
}
