import type { InvariantId, Waiver } from "../../contracts";
import type { ResourceGraph } from "../graph";
import { DATA } from "./data";
import { DIFY } from "./dify";
import { DISRUPTION } from "./disruption";
import { PLACEMENT } from "./placement";
import { ROOM } from "./room";
import { SECURITY } from "./security";
import type { Invariant, InvariantReport, Violation } from "./types";

export type { Finding, Invariant, InvariantReport, Violation } from "./types";

/** Every rule that a stack is held to. */
export const INVARIANTS: readonly Invariant[] = [...PLACEMENT, ...ROOM, ...DISRUPTION, ...DIFY, ...DATA, ...SECURITY];

/** Tries every rule on a graph. `today`, such as `2026-11-25`, decides which waivers still count. */
export function checkInvariants(graph: ResourceGraph, waivers: readonly Waiver[], today: string): InvariantReport {
    const violations = INVARIANTS.flatMap((invariant) => violationOf(invariant, graph));
    const valid = new Map(waivers.filter(({ until }) => until >= today).map((waiver) => [waiver.id, waiver]));
    return {
        checked: INVARIANTS.length,
        violations: [...violations.filter(isMandatory), ...violations.filter((one) => !isMandatory(one))].filter(
            ({ id }) => !valid.has(id),
        ),
        waived: violations.flatMap((violation) => waivedBy(valid, violation)),
        expired: waivers.filter(({ until }) => until < today),
    };
}

/** Whether a stack must not be deployed. */
export function isForbidden({ violations }: InvariantReport): boolean {
    return violations.some(isMandatory);
}

function isMandatory({ severity }: Violation): boolean {
    return severity === "mandatory";
}

function waivedBy(waivers: ReadonlyMap<InvariantId, Waiver>, violation: Violation): InvariantReport["waived"] {
    const waiver = waivers.get(violation.id);
    return waiver === undefined ? [] : [{ ...violation, waiver }];
}

function violationOf({ id, severity, title, reason, remedy, check }: Invariant, graph: ResourceGraph): Violation[] {
    const findings = check(graph);
    return findings.length === 0 ? [] : [{ id, severity, title, reason, remedy, findings }];
}
