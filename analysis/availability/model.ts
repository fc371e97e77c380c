import { type Workload } from "../../contracts";
import { regionLossOf, TAKEOVER_MINUTES } from "../recovery/regionLoss";
import { dependencyOf, ofType, workloadsOf, type GraphResource, type ResourceGraph } from "../graph";
import type { Block, Service, System } from "./blocks";
import { beginsIn, chainOf, JOURNEY_NAMES, JOURNEYS, type JourneyName } from "./journeys";
import {
    assumptionsWith,
    MAINTENANCE,
    memberKind,
    PROMISED_WORKLOADS,
    SERVICES,
    type Assumptions,
    type Rate,
    type ServiceKind,
} from "./rates";

/** Reliability block diagrams of a graph: one for each journey, and one for all of them at once. */
export interface Model {
    readonly total: System;
    readonly journeys: Readonly<Record<JourneyName, System>>;
}

const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";
const SUBNET = "aws:ec2/subnet:Subnet";

/** Undefined for a graph in which no journey can begin, such as a second region that waits. */
export function modelOf(graph: ResourceGraph, assumptions = assumptionsWith()): Model | undefined {
    const workloads = workloadsOf(graph);
    const begins = JOURNEY_NAMES.some((name) => beginsIn(JOURNEYS[name], workloads));
    if (!begins) {
        return undefined;
    }
    const chains = JOURNEY_NAMES.map((name) => ({ name, chain: chainOf(JOURNEYS[name], workloads).workloads }));
    const zones = [...new Set(chains.flatMap(({ chain }) => chain.flatMap((workload) => workload.zones)))].sort();
    const parts = partsOf(graph, zones, assumptions);
    const journeys = Object.fromEntries(
        chains.map(({ name, chain }) => [
            name,
            systemOf(parts, chain, JOURNEYS[name].services, JOURNEYS[name].goesOut),
        ]),
    ) as Record<JourneyName, System>;
    const needed = new Set(chains.flatMap(({ chain }) => chain));
    const services = new Set(JOURNEY_NAMES.flatMap((name): readonly ServiceKind[] => JOURNEYS[name].services));
    return {
        total: systemOf(
            parts,
            workloads.filter((workload) => needed.has(workload)),
            [...services],
            JOURNEY_NAMES.some((name) => JOURNEYS[name].goesOut),
        ),
        journeys,
    };
}

/** What systems of a graph have in common. */
interface Parts {
    readonly zones: readonly string[];
    readonly rates: Assumptions["rates"];
    readonly region: Rate;
    /** Promises by name of a workload. */
    readonly promises: ReadonlyMap<string, number>;
    readonly services: ReadonlyMap<ServiceKind, Service>;
    readonly wayOut: readonly Block[];
}

function partsOf(graph: ResourceGraph, zones: readonly string[], assumptions: Assumptions): Parts {
    const { rates } = assumptions;
    return {
        zones,
        rates,
        region: regionRate(graph, rates.region),
        promises: promisesIn(graph),
        services: servicesIn(graph, assumptions),
        wayOut: natGateways(graph, zones, rates.natGateway),
    };
}

function systemOf(parts: Parts, chain: readonly Workload[], kinds: readonly ServiceKind[], goesOut: boolean): System {
    return {
        zones: parts.zones.map((name) => ({ name, ...parts.rates.zone })),
        region: parts.region,
        // The pause of a workload without a quorum delays only what nobody waits for.
        blocks: [
            ...chain.filter(({ quorum }) => quorum > 0).map((workload) => blockOf(workload, parts)),
            ...(goesOut ? parts.wayOut : []),
        ],
        services: kinds.flatMap((kind) => parts.services.get(kind) ?? []),
    };
}

function blockOf(workload: Workload, { zones, rates, promises }: Parts): Block {
    const failure = rates[memberKind(workload)];
    const { quorum, recovery, zoneBound } = workload;
    const placement = placementOf(workload, zones);
    const isAlone = workload.members.min <= quorum;
    const promised = promises.get(workload.name);
    return {
        name: workload.name,
        placement,
        quorum,
        allowed: zones.map((zone) => workload.zones.includes(zone)),
        zoneBound,
        pooled: true,
        failure,
        failoverSeconds: recovery.expectedSeconds,
        maintenance: {
            failuresPerYear: MAINTENANCE[isAlone ? "restart" : recovery.kind].perYear,
            repairSeconds: isAlone ? failure.repairSeconds : recovery.expectedSeconds,
        },
        ...(promised === undefined ? {} : { promised }),
    };
}

/** As even as it gets, the first zones having the rest; without a spread nothing keeps all members from being in one zone. */
function placementOf({ members, spread, zones: own }: Workload, zones: readonly string[]): number[] {
    const places = spread === "none" ? own.slice(0, 1) : own;
    const index = new Map(places.map((zone, position) => [zone, position]));
    return zones.map((zone) => {
        const position = index.get(zone);
        return position === undefined
            ? 0
            : Math.floor(members.min / places.length) + (position < members.min % places.length ? 1 : 0);
    });
}

/** Somebody has to decide that a region is given up, minutes. */
const DECISION_MINUTES = 30;

/** A second region shortens the loss of the first. */
function regionRate(graph: ResourceGraph, { failuresPerYear, repairSeconds }: Rate): Rate {
    const isPrimary = regionLossOf(graph)?.role === "primary";
    return {
        failuresPerYear,
        repairSeconds: isPrimary ? Math.min(repairSeconds, takeoverSeconds()) : repairSeconds,
    };
}

/** From the loss of a region until another one serves. */
export function takeoverSeconds(): number {
    return 60 * (DECISION_MINUTES + TAKEOVER_MINUTES);
}

/** Nothing is promised for what is in one zone only. */
function promisesIn({ resources }: ResourceGraph): Map<string, number> {
    const byComponent = new Map(
        resources.flatMap(({ type, parent }) => {
            const promise = PROMISED_WORKLOADS[type];
            return promise === undefined || parent === undefined ? [] : [[parent, promise.availability] as const];
        }),
    );
    return new Map(
        resources.flatMap(({ urn, outputs }) => {
            const promise = byComponent.get(urn);
            const workloads = (outputs?.["workloads"] ?? []) as Workload[];
            return promise === undefined
                ? []
                : workloads
                      .filter(({ pods, zones }) => pods === undefined && zones.length > 1)
                      .map(({ name }) => [name, promise] as const);
        }),
    );
}

function servicesIn({ resources }: ResourceGraph, assumptions: Assumptions): Map<ServiceKind, Service> {
    const types = new Set(resources.map(({ type }) => type));
    return new Map(
        SERVICES.filter(({ type }) => types.has(type)).map(({ kind, of, availability, promised }) => [
            kind,
            {
                name: of,
                availability: assumptions.services.get(kind) ?? availability,
                ...(promised === undefined ? {} : { promised: promised.availability }),
            },
        ]),
    );
}

/** Name of the block of a stack's one NAT gateway. */
export const ONLY_NAT = "NAT gateway";

/** Requests go out through the gateway of their zone, or all through the only one. */
function natGateways(graph: ResourceGraph, zones: readonly string[], failure: Rate): Block[] {
    const gateways = ofType(graph, NAT_GATEWAY);
    if (gateways.length === 0) {
        return [];
    }
    const zoneOf = (gateway: GraphResource) => dependencyOf(graph, gateway, SUBNET)?.inputs["availabilityZone"];
    const placement = zones.map((zone) => gateways.filter((gateway) => zoneOf(gateway) === zone).length);
    return [
        {
            name: gateways.length === 1 ? ONLY_NAT : "NAT gateways",
            placement,
            quorum: 1,
            allowed: placement.map((members) => members > 0),
            zoneBound: true,
            pooled: gateways.length === 1,
            failure,
            failoverSeconds: 0,
            maintenance: { failuresPerYear: 0, repairSeconds: 0 },
        },
    ];
}
