import { JOURNEY_NAMES, type JourneyName } from "../../analysis/availability/journeys";
import {
    MAINTENANCE,
    memberKind,
    RATES,
    SERVICES,
    type RateName,
    type ServiceEntry,
} from "../../analysis/availability/rates";
import type { Contributor, SinglePointOfFailure, WhatIf } from "../../analysis/availability";
import type { Workload } from "../../contracts";
import { count, duration, percent, quantity } from "./figures";
import type { ReportInput } from "./input";

/** What lies behind figures: the resources, by name, and where the numbers come from. */

/** Class and name of the component that a workload belongs to, such as `RdsServer postgres`. */
export function componentOf({ components }: ReportInput, workload: string): string {
    const [type = "", name = ""] = (components[workload] ?? "").split("::").slice(-2);
    return name === "" ? "no component" : `${type.split(/[:$]/).at(-1)} ${name}`;
}

export function workloadOf({ workloads }: ReportInput, name: string): Workload | undefined {
    return workloads.find((workload) => workload.name === name);
}

/** Kind and logical names of the resources of a type, such as `Bucket storage-files, storage-plugins`; empty where there are none. */
function namesOf({ resources }: ReportInput, wanted: string): string {
    const names = resources.filter(({ type }) => type === wanted).map(({ name }) => name);
    return names.length === 0 ? "" : `${wanted.split(":").at(-1)} ${names.join(", ")}`;
}

const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";

/** How availabilities are computed. */
export const AVAILABILITY_METHOD =
    "Computed from the resources that the program registers: a reliability block diagram of each journey, in which everything that a " +
    "request needs stands in series. MTBF / (MTBF + MTTR) of a member, k of n members, zones as common causes of failure; failovers and " +
    "maintenance count as often as they come and as long as they take. Formulas: analysis/availability/blocks.ts; a simulation in the tests " +
    "agrees with them. A month is a twelfth of a year.";

export const PROMISE_METHOD =
    "The same with every provider keeping its service level agreement and no more; none where no provider promises anything. " +
    "Agreements, their addresses and dates: contracts/serviceLevels.ts.";

/** One of the rates that an availability rests on, with its source. */
export function rateNote(name: RateName, input: ReportInput): string {
    const { failuresPerYear, repairSeconds } = input.assumptions.rates[name];
    const rate = `${count(failuresPerYear, "failure")} a year, back after ${duration(repairSeconds)}`;
    return `${capitalized(RATES[name].of)}: ${rate}. ${rateSource(name, input)}`;
}

export function rateSource(name: RateName, { assumptions }: ReportInput): string {
    const { source, date, assumption, ...table } = RATES[name];
    const used = assumptions.rates[name];
    const isTables = used.failuresPerYear === table.failuresPerYear && used.repairSeconds === table.repairSeconds;
    return isTables
        ? `${assumption ? "An assumption of" : "As of"} ${date}: ${source}`
        : "As slo.rates in the stack's configuration says";
}

/** How available a provider's service is taken to be, with its source. */
export function serviceNote(name: string, input: ReportInput): string | undefined {
    const service = SERVICES.find(({ of }) => of === name);
    return service && `${service.of}: ${percent(expectedOf(service, input))}. ${serviceSource(service, input)}`;
}

export function expectedOf({ kind, availability }: ServiceEntry, { assumptions }: ReportInput): number {
    return assumptions.services.get(kind) ?? availability;
}

export function serviceSource(service: ServiceEntry, input: ReportInput): string {
    return expectedOf(service, input) === service.availability
        ? `${service.assumption ? "An assumption of" : "As of"} ${service.date}: ${service.source}`
        : "As slo.services in the stack's configuration says";
}

function maintenanceNote({ recovery, members, quorum }: Workload): string {
    const kind = members.min <= quorum ? "restart" : recovery.kind;
    const { perYear, source } = MAINTENANCE[kind];
    return `Maintenance by ${kind}: ${perYear} times a year (${source})`;
}

/** How long a workload takes to go on after the loss of a member, with its source. */
export function recoveryNote({ recovery }: Workload): string {
    return `Goes on ${quantity(recovery.expectedSeconds)} s after a member is lost (${recovery.kind}): ${recovery.source}`;
}

/** Where the figure of a contributor comes from. */
export function contributorNote({ name, cause }: Contributor, input: ReportInput): string {
    return noteOf(cause, name, input, (workload) =>
        cause === "maintenance" ? maintenanceNote(workload) : rateNote(memberKind(workload), input),
    );
}

/** What is known of a zone, the region, a service or a workload; only a NAT gateway is none of them. */
function noteOf(
    kind: Contributor["cause"] | SinglePointOfFailure["kind"] | WhatIf["kind"],
    name: string,
    input: ReportInput,
    ofWorkload: (workload: Workload) => string,
): string {
    switch (kind) {
        case "zone":
        case "region":
            return rateNote(kind, input);
        case "service":
            return serviceNote(name, input) ?? AVAILABILITY_METHOD;
        default: {
            const workload = workloadOf(input, name);
            return workload === undefined ? rateNote("natGateway", input) : ofWorkload(workload);
        }
    }
}

/** The resources behind something that fails. */
export function resourcesBehind(name: string, input: ReportInput): string {
    const workload = workloadOf(input, name);
    if (workload !== undefined) {
        return `${componentOf(input, name)}: ${count(workload.members.min, "member")} in ${workload.zones.join(", ")}`;
    }
    const service = SERVICES.find(({ of }) => of === name);
    if (service !== undefined) {
        return namesOf(input, service.type);
    }
    const gateways = namesOf(input, NAT_GATEWAY);
    if (name.startsWith("NAT gateway") && gateways !== "") {
        return gateways;
    }
    const there = input.workloads.filter(({ zones }) => zones.includes(name));
    return there.length > 0 ? count(there.length, "workload") + " may run there" : "everything in it";
}

/** Where it is from that something's loss ends journeys, or interrupts them. */
export function lossNote({ kind, ...point }: SinglePointOfFailure | WhatIf, input: ReportInput): string {
    const name = "lost" in point ? point.lost : point.name;
    return noteOf(kind, name, input, recoveryNote);
}

/** Names of journeys; all of them in two words. */
export function journeyNames(names: readonly JourneyName[]): string {
    return names.length === JOURNEY_NAMES.length ? "every journey" : names.join(", ");
}

export function capitalized(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
