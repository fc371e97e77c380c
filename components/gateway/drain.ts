/** How a gateway pod ends without cutting a stream: pure. */

/**
 * Seconds between the pod's removal from endpoints and SIGTERM: it goes on as before while load balancers and proxies stop sending to it.
 */
export const PRE_STOP_SECONDS = 30;

/** Seconds that Envoy drains at least after SIGTERM, however few connections it has. */
export const MINIMUM_DRAIN_SECONDS = 15;

/** Seconds between the end of the longest stream and SIGKILL. */
const MARGIN_SECONDS = 15;

/** Seconds from the start of termination until SIGKILL: the longest stream may have begun with the last request before SIGTERM. */
export function terminationSeconds(drainSeconds: number): number {
    return PRE_STOP_SECONDS + Math.max(drainSeconds, MINIMUM_DRAIN_SECONDS) + MARGIN_SECONDS;
}

/** Longest that a Network Load Balancer lets connections of a deregistered target go on (`deregistration_delay.timeout_seconds`). */
const MAX_DEREGISTRATION_SECONDS = 3600;

/** Seconds of the longest stream that can be waited for. */
export const MAX_DRAIN_SECONDS = MAX_DEREGISTRATION_SECONDS - PRE_STOP_SECONDS - MARGIN_SECONDS;

/** Environment of pilot-agent: it stays until the last connection has closed, where by itself it would leave after 5 s. */
export const DRAIN_ENVIRONMENT = {
    EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "true",
    MINIMUM_DRAIN_DURATION: `${MINIMUM_DRAIN_SECONDS}s`,
};
