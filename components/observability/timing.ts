/** How soon somebody is called: pure. */

/** Seconds between two samples of a series, and between two evaluations of a rule. */
export const INTERVAL_SECONDS = 15;

/**
 * `for` of alerts that are to be out a minute after what they are about: one more evaluation, so that a single bad sample calls nobody.
 * At worst the next sample is an interval away, the next evaluation another, and the one after it a third; then Alertmanager waits for
 * what fails along with it (`group_wait` of routing.ts).
 */
export const AT_ONCE = `${INTERVAL_SECONDS}s`;
