import type { InvariantId, Waiver } from "../../contracts";
import type { GraphResource, ResourceGraph } from "../graph";

/** A rule that every stack is held to. */
export interface Invariant {
    readonly id: InvariantId;
    /** `mandatory`: a stack that breaks it is not to be deployed; `advisory`: it is told, and no more. */
    readonly severity: "mandatory" | "advisory";
    /** What holds, as a sentence. */
    readonly title: string;
    /** What happens where it does not hold. */
    readonly reason: string;
    /** What to do where it does not hold. */
    readonly remedy: string;
    readonly check: (graph: ResourceGraph) => Finding[];
}

/** One place where an invariant does not hold. Never shows a secret. */
export interface Finding {
    readonly urn: string;
    /** Logical name of the resource, or name of the workload. */
    readonly resource: string;
    /** What was found there; absent where something is missing or must not be shown. */
    readonly value?: unknown;
    readonly message: string;
}

/** An invariant with the places where it does not hold. */
export interface Violation {
    readonly id: InvariantId;
    readonly severity: Invariant["severity"];
    readonly title: string;
    readonly reason: string;
    readonly remedy: string;
    readonly findings: readonly Finding[];
}

/** What a graph looks like in the light of the rules. */
export interface InvariantReport {
    /** Rules that were tried. */
    readonly checked: number;
    /** Those that do not hold, the mandatory ones first. */
    readonly violations: readonly Violation[];
    /** Those that do not hold and need not, for the time being. */
    readonly waived: readonly (Violation & { readonly waiver: Waiver })[];
    /** Waivers whose time is over: they waive nothing any more. */
    readonly expired: readonly Waiver[];
}

/** A finding about a resource. */
export function finding({ urn, name }: GraphResource, message: string, value?: unknown): Finding {
    return { urn, resource: name, message, ...(value === undefined ? {} : { value }) };
}
