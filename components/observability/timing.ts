import { JOBS } from "../../contracts/monitoring";

/** How soon somebody is called: pure. */

/**
 * Seconds between two samples, and between two evaluations, where somebody is to be called within a minute. Everything else is looked at
 * half as often: most series are Kubernetes' own.
 */
export const AT_ONCE_SECONDS = 15;

/**
 * `for` of alerts that are to be out a minute after what they are about: one more evaluation, so that a single bad sample calls nobody.
 * At worst the next sample is an interval away, the next evaluation another, and the one after it a third; then Alertmanager waits for
 * what fails along with it (`group_wait` of routing.ts).
 */
export const AT_ONCE = `${AT_ONCE_SECONDS}s`;

/** Label `job` of the series that such alerts look at, and monitors therefore ask for this often. */
export const AT_ONCE_JOBS: readonly string[] = [JOBS.cloudnativepg, JOBS.postgres, JOBS.redis];
