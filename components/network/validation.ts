import { LOG_RETENTION_DAYS, type Problem } from "../../contracts";
import { parseCidr } from "./cidr";
import { vpcCidrProblem } from "./subnets";

/** What can be wrong with the arguments of network components: pure. Paths are those of the arguments. */

/** Fewer zones are no failure domains; there is no seventh place in the subnet plan. */
const ZONE_COUNT = { min: 2, max: 6 } as const;

/** What a new VPC is asked for. */
export interface NetworkRequest {
    readonly cidr: string;
    readonly zones: readonly string[];
    readonly region: string;
    readonly flowLogRetentionDays: number;
    readonly interfaceEndpoints: readonly string[];
}

/** Everything wrong with the arguments of a new VPC. */
export function networkProblems(request: NetworkRequest): Problem[] {
    const { cidr, flowLogRetentionDays, interfaceEndpoints } = request;
    const cidrProblem = vpcCidrProblem(cidr);
    return [
        ...(cidrProblem === undefined ? [] : [{ path: "cidr", value: cidr, message: cidrProblem }]),
        ...zoneNameProblems(request),
        ...zoneProblems(request.zones),
        ...(LOG_RETENTION_DAYS.includes(flowLogRetentionDays)
            ? []
            : [
                  {
                      path: "flowLogRetentionDays",
                      value: flowLogRetentionDays,
                      message: `CloudWatch Logs keeps ${LOG_RETENTION_DAYS.join(", ")} days`,
                  },
              ]),
        ...repeated(interfaceEndpoints).map((service) => ({
            path: "interfaceEndpoints",
            value: service,
            message: "is listed twice; a VPC has one endpoint with private DNS for a service",
        })),
    ];
}

/** What is wrong with the zones of any network. */
export function zoneProblems(zones: readonly string[]): Problem[] {
    const counted = zones.length >= ZONE_COUNT.min && zones.length <= ZONE_COUNT.max;
    return [
        ...(counted
            ? []
            : [
                  {
                      path: "zones",
                      value: zones,
                      message: `${ZONE_COUNT.min} to ${ZONE_COUNT.max} zones, so that losing one is not losing all`,
                  },
              ]),
        ...repeated(zones).map((zone) => ({ path: "zones", value: zone, message: "is listed twice" })),
    ];
}

/** What is wrong with a list of ranges that may connect. */
export function allowedCidrProblems(cidrs: readonly string[]): Problem[] {
    const path = "allowedCidrs";
    const none = { path, value: cidrs, message: "at least one range: nobody could connect" };
    const invalid = cidrs.flatMap((cidr) => {
        try {
            parseCidr(cidr);
            return [];
        } catch (error) {
            return [{ path, value: cidr, message: (error as RangeError).message }];
        }
    });
    const twice = repeated(cidrs).map((cidr) => ({ path, value: cidr, message: "is listed twice" }));
    return [...(cidrs.length === 0 ? [none] : []), ...invalid, ...twice];
}

/**
 * What is wrong when a region does not have the zones; nothing when it has them all. `available` is undefined where no cloud was
 * asked, as in an offline plan.
 */
export function missingZones(
    region: string,
    zones: readonly string[],
    available: readonly string[] | undefined,
): Problem[] {
    const missing = available === undefined ? [] : zones.filter((zone) => !available.includes(zone));
    const offer = `${region} offers this account ${available?.length ? available.join(", ") : "none"}`;
    return missing.map((zone) => ({ path: "zones", value: zone, message: `is not available; ${offer}` }));
}

function zoneNameProblems({ zones, region }: NetworkRequest): Problem[] {
    const letters = /^[a-f]$/;
    return zones
        .filter((zone) => !zone.startsWith(region) || !letters.test(zone.slice(region.length)))
        .map((zone) => ({ path: "zones", value: zone, message: `must be ${region} followed by a letter from a to f` }));
}

function repeated(values: readonly string[]): string[] {
    return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** Seconds that AWS takes for the deregistration delay of a target group. */
const DEREGISTRATION_SECONDS = { min: 0, max: 3600 } as const;

/** What is wrong with the time that a leaving target has. */
export function deregistrationProblems(seconds: number): Problem[] {
    const { min, max } = DEREGISTRATION_SECONDS;
    return Number.isInteger(seconds) && seconds >= min && seconds <= max
        ? []
        : [{ path: "deregistrationSeconds", value: seconds, message: `${min} to ${max} whole seconds` }];
}

/** Elastic IPs are public addresses. */
export function fixedAddressProblems(internal: boolean, fixedAddresses: boolean): Problem[] {
    return internal && fixedAddresses
        ? [{ path: "fixedAddresses", value: true, message: "an internal load balancer has no public addresses" }]
        : [];
}
