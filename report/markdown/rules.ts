import type { PlannedInvariants, PlannedViolation } from "../../analysis/diff/plan";
import { code, prose } from "./escape";

/** Places that are named of each rule; the plan has all. */
const PLACES = 5;

/** `all 27 hold`, `25 of 27 hold`. */
export function ruleCount({ checked, violations, waived }: PlannedInvariants): string {
    const broken = violations.length + waived.length;
    return broken === 0 ? `all ${checked} hold` : `${checked - broken} of ${checked} hold`;
}

/** A rule that does not hold: where, and what to do. */
export function ruleLine({ id, severity, title, remedy, findings }: PlannedViolation): string {
    const more = findings.length - PLACES;
    const places = findings
        .slice(0, PLACES)
        .map(({ resource, message }) => `${code(resource)} ${prose(message)}`)
        .join("; ");
    const where = more > 0 ? `${places}; and ${more} more` : places;
    return `- **${code(id)}**, ${severity}: ${prose(title)}. ${where}. → ${prose(remedy)}`;
}
