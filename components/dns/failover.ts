import type { Problem } from "../../contracts";

/** How Route 53 moves a name to the other region, and how long that takes: pure. */

/** Seconds between two requests of one health checker: 10 or 30 (API HealthCheckConfig). */
export const CHECK_INTERVAL_SECONDS = 10;

/** Failures in a row until a checker calls an address unhealthy; more would be slower, fewer would follow every hiccup. */
export const CHECK_FAILURE_THRESHOLD = 3;

/** Seconds that resolvers may keep an alias of a load balancer; fixed by AWS. */
export const ALIAS_TTL_SECONDS = 60;

/**
 * Seconds from the loss of the primary region until clients resolve the name to the secondary one: what the health check needs and what
 * resolvers remember. Clients that keep answers longer than told, as some runtimes do, come later. The secondary region must be serving
 * by then: with a pilot light its own start is the longer part.
 */
export function expectedSwitchSeconds(): number {
    return CHECK_INTERVAL_SECONDS * CHECK_FAILURE_THRESHOLD + ALIAS_TTL_SECONDS;
}

/** What is wrong with a host name that is to be in a zone; `zone` is undefined where no cloud was asked. */
export function hostProblems(host: string, zone: string | undefined): Problem[] {
    const domain = zone?.replace(/\.$/, "");
    return domain === undefined || host === domain || host.endsWith(`.${domain}`)
        ? []
        : [{ path: "host", value: host, message: `is not in the hosted zone, which is that of ${domain}` }];
}

/** What is wrong with the health check of a primary. */
export function healthCheckProblems(path: string, zones: readonly string[]): Problem[] {
    return [
        ...(path.startsWith("/")
            ? []
            : [{ path: "failover.healthPath", value: path, message: "a path, beginning with /" }]),
        ...(zones.length > 0
            ? []
            : [
                  {
                      path: "failover.addresses",
                      message: "the load balancer needs fixed addresses, which the health checks are to call",
                  },
              ]),
    ];
}
