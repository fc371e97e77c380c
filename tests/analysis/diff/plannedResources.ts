import type { Plan } from "../../../analysis/diff/plan";
import type { PlannedResource } from "../../../analysis/diff/resources";

/** A resource of a plan with a short URN. */
export function planned(urn: string, change: Partial<PlannedResource> = {}): PlannedResource {
    return {
        urn,
        type: "kubernetes:core/v1:ConfigMap",
        name: urn,
        parent: null,
        protect: false,
        inputs: {},
        ...change,
    };
}

export function planOf(resources: readonly PlannedResource[], change: Partial<Plan> = {}): Plan {
    return { stack: "unit", resources, ...change };
}
