import { INVARIANTS } from "../../analysis/invariants";
import type { Finding } from "../../analysis/invariants/types";
import type { ResourceGraph } from "../../analysis/graph";

/** What one rule finds in a graph. */
export function findingsOf(graph: ResourceGraph, id: string): readonly Finding[] {
    const rule = INVARIANTS.find((invariant) => invariant.id === id);
    if (rule === undefined) {
        throw new Error(`there is no rule ${id}`);
    }
    return rule.check(graph);
}
