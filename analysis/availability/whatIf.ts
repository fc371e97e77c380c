import type { Workload } from "../../contracts";
import {
    asPromised,
    interruptionsBy,
    membersOf,
    sparingEach,
    survivesMember,
    systemAvailability,
    YEAR,
    type System,
} from "./blocks";
import { JOURNEY_NAMES, type JourneyName } from "./journeys";
import type { Model } from "./model";

/** Questions to a model. Pure. */

/** Minutes in a month, a twelfth of a year. */
export const MONTH_MINUTES = YEAR / 60 / 12;

/** Something that requests fail for, and how long in a month. */
export interface Contributor {
    readonly name: string;
    readonly cause: "failure" | "maintenance" | "zone" | "region" | "service";
    /** What there would be less of, if it never happened. */
    readonly downtimeMinutesPerMonth: number;
}

const NEVER = { failuresPerYear: 0 };

/** What everything that fails costs by itself, the largest first. */
export function contributorsOf(system: System): Contributor[] {
    const availability = systemAvailability(system);
    const lost = (without: number) => (without - availability) * MONTH_MINUTES;
    const contributor = (name: string, cause: Contributor["cause"], without: Partial<System>): Contributor => ({
        name,
        cause,
        downtimeMinutesPerMonth: lost(systemAvailability({ ...system, ...without })),
    });
    return [
        ...sparingEach(system).map((spared): Contributor => ({
            name: spared.block.name,
            cause: spared.never,
            downtimeMinutesPerMonth: lost(spared.availability),
        })),
        ...system.zones.map((zone) =>
            contributor(zone.name, "zone", {
                zones: system.zones.map((other) => (other === zone ? { ...zone, ...NEVER } : other)),
            }),
        ),
        contributor("region", "region", { region: { ...system.region, ...NEVER } }),
        ...system.services.map((service) =>
            contributor(service.name, "service", { services: system.services.filter((other) => other !== service) }),
        ),
    ]
        .filter(({ downtimeMinutesPerMonth }) => downtimeMinutesPerMonth > 0)
        .sort((one, other) => other.downtimeMinutesPerMonth - one.downtimeMinutesPerMonth);
}

/** Something whose loss alone ends journeys until it is back. */
export interface SinglePointOfFailure {
    readonly name: string;
    readonly kind: "member" | "zone" | "region" | "service";
    readonly journeys: readonly JourneyName[];
}

export function singlePointsOfFailure({ total, journeys }: Model): SinglePointOfFailure[] {
    const point = (
        name: string,
        kind: SinglePointOfFailure["kind"],
        stops: (system: System) => boolean,
    ): SinglePointOfFailure => ({ name, kind, journeys: JOURNEY_NAMES.filter((journey) => stops(journeys[journey])) });
    return [
        ...total.blocks
            .filter((block) => block.pooled && !survivesMember(block))
            .map(({ name }) => point(name, "member", ({ blocks }) => blocks.some((block) => block.name === name))),
        ...total.zones.map(({ name }) => point(name, "zone", (system) => systemAvailability(system, [name]) === 0)),
        point("region", "region", () => true),
        ...total.services.map(({ name }) =>
            point(name, "service", ({ services }) => services.some((service) => service.name === name)),
        ),
    ].filter((found) => found.journeys.length > 0);
}

/** What the loss of one thing does. */
export interface WhatIf {
    readonly lost: string;
    readonly kind: "zone" | "primary" | "service";
    /** Journeys that end with it, until it is back. */
    readonly stops: readonly JourneyName[];
    /** Seconds until those that go on are served as before; `null` where it is for as long as the loss. */
    readonly interruptionSeconds: number | null;
    /** Availability of all journeys together afterwards, while it is lost. */
    readonly availabilityMeanwhile: number;
    /** What else is to be known. */
    readonly note?: string;
}

/** Data stores have a primary that another member takes over from. */
function hasPrimary({ tier, quorum, recovery }: Workload): boolean {
    return tier === "data" && quorum > 0 && (recovery.kind === "election" || recovery.kind === "managed");
}

/** One thing after the other: each zone, each data store's primary, each service of a provider. */
export function whatIfs(model: Model, workloads: readonly Workload[], beside: readonly string[]): WhatIf[] {
    const { total, journeys } = model;
    const stopped = (change: (system: System) => number) =>
        JOURNEY_NAMES.filter((journey) => change(journeys[journey]) === 0);
    const zones = total.zones.map(({ name }, index): WhatIf => {
        const stops = stopped((system) => systemAvailability(system, [name]));
        const seconds = Math.max(0, ...interruptionsBy(index, total).map((interruption) => interruption.seconds));
        return {
            lost: name,
            kind: "zone",
            stops,
            interruptionSeconds: stops.length === JOURNEY_NAMES.length ? null : seconds,
            availabilityMeanwhile: systemAvailability(total, [name]),
        };
    });
    const primaries = total.blocks
        .filter(({ name }) => workloads.some((workload) => workload.name === name && hasPrimary(workload)))
        .map(({ name }): WhatIf => {
            const without = (system: System) => systemAvailability(withoutMember(system, name));
            const block = total.blocks.find((candidate) => candidate.name === name);
            return {
                lost: name,
                kind: "primary",
                stops: stopped(without),
                interruptionSeconds: block !== undefined && survivesMember(block) ? block.failoverSeconds : null,
                availabilityMeanwhile: without(total),
            };
        });
    const services = total.services.map(({ name }): WhatIf => {
        const without = (system: System) =>
            system.services.some((service) => service.name === name) ? 0 : systemAvailability(system);
        return {
            lost: name,
            kind: "service",
            stops: stopped(without),
            interruptionSeconds: null,
            availabilityMeanwhile: without(total),
        };
    });
    const others = beside.map((lost): WhatIf => ({
        lost,
        kind: "service",
        stops: [],
        interruptionSeconds: 0,
        availabilityMeanwhile: systemAvailability(total),
        note: "not on the way of a request; but no lost pod is replaced meanwhile",
    }));
    return [...zones, ...primaries, ...services, ...others];
}

/** A block loses a member where it has most of them. */
function withoutMember(system: System, name: string): System {
    return {
        ...system,
        blocks: system.blocks.map((block) => {
            if (block.name !== name || membersOf(block) === 0) {
                return block;
            }
            const fullest = block.placement.indexOf(Math.max(...block.placement));
            return {
                ...block,
                placement: block.placement.map((members, zone) => members - (zone === fullest ? 1 : 0)),
            };
        }),
    };
}

/** Availability if every provider keeps its promises, and no more; undefined where nobody promises anything. */
export function promisedAvailability(system: System): number | undefined {
    const isPromised = [...system.blocks, ...system.services].some(({ promised }) => promised !== undefined);
    return isPromised ? systemAvailability(asPromised(system)) : undefined;
}
