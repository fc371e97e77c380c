import type { Problem } from "../../contracts";
import { workloadsOf, type ResourceGraph } from "../graph";
import { systemAvailability, YEAR, type System } from "./blocks";
import { notModelled, type NotModelled } from "./coverage";
import { dependencyCycle, JOURNEY_NAMES, type JourneyName } from "./journeys";
import { modelOf } from "./model";
import { SERVICES, type Assumptions } from "./rates";
import {
    contributorsOf,
    MONTH_MINUTES,
    promisedAvailability,
    singlePointsOfFailure,
    whatIfs,
    type Contributor,
    type SinglePointOfFailure,
    type WhatIf,
} from "./whatIf";

/** How available a stack is expected to be, from what it creates. */
export interface Availability {
    /** Share of time, or of requests, in which all journeys are served. */
    readonly total: number;
    /** The same if every provider keeps its service level agreements, and no more; `null` where none has any. */
    readonly promised: number | null;
    readonly downtimeMinutesPerMonth: number;
    readonly downtimeMinutesPerYear: number;
    readonly journeys: Readonly<Record<JourneyName, JourneyAvailability>>;
    /** The ten that cost most. */
    readonly contributors: readonly Contributor[];
    readonly singlePointsOfFailure: readonly SinglePointOfFailure[];
    readonly whatIf: readonly WhatIf[];
    readonly notModelled: readonly NotModelled[];
}

export interface JourneyAvailability {
    readonly availability: number;
    readonly promised: number | null;
    readonly downtimeMinutesPerMonth: number;
    readonly downtimeMinutesPerYear: number;
    /** Workloads, ways out and services that it needs. */
    readonly needs: readonly string[];
}

const MOST_CONTRIBUTORS = 10;

/** Undefined for a graph that serves nobody. */
export function availabilityOfGraph(graph: ResourceGraph, assumptions?: Assumptions): Availability | undefined {
    const model = modelOf(graph, assumptions);
    if (model === undefined) {
        return undefined;
    }
    const { total, journeys } = model;
    const availability = systemAvailability(total);
    return {
        total: rounded(availability),
        promised: promisedOf(total),
        ...downtime(availability),
        journeys: Object.fromEntries(
            JOURNEY_NAMES.map((name): [JourneyName, JourneyAvailability] => {
                const system = journeys[name];
                const served = systemAvailability(system);
                return [
                    name,
                    {
                        availability: rounded(served),
                        promised: promisedOf(system),
                        ...downtime(served),
                        needs: [...system.blocks, ...system.services].map((part) => part.name),
                    },
                ];
            }),
        ) as Record<JourneyName, JourneyAvailability>,
        contributors: contributorsOf(total)
            .slice(0, MOST_CONTRIBUTORS)
            .map((contributor) => ({
                ...contributor,
                downtimeMinutesPerMonth: minutes(contributor.downtimeMinutesPerMonth),
            })),
        singlePointsOfFailure: singlePointsOfFailure(model),
        whatIf: whatIfs(model, workloadsOf(graph), besideRequests(graph)).map((question) => ({
            ...question,
            availabilityMeanwhile: rounded(question.availabilityMeanwhile),
        })),
        notModelled: notModelled(graph),
    };
}

/** Dependencies that lead back to where they began: nothing in such a circle could ever start. */
export function dependencyProblems(graph: ResourceGraph): Problem[] {
    const cycle = dependencyCycle(workloadsOf(graph));
    return cycle === undefined
        ? []
        : [{ path: "workloads", message: `depend on each other in a circle: ${cycle.join(" → ")}` }];
}

/** Services that a stack has and no request passes. */
function besideRequests({ resources }: ResourceGraph): string[] {
    return SERVICES.filter(
        ({ kind, type }) => kind === "controlPlane" && resources.some((resource) => resource.type === type),
    ).map(({ of }) => of);
}

function promisedOf(system: System): number | null {
    const promised = promisedAvailability(system);
    return promised === undefined ? null : rounded(promised);
}

function downtime(availability: number): Pick<Availability, "downtimeMinutesPerMonth" | "downtimeMinutesPerYear"> {
    return {
        downtimeMinutesPerMonth: minutes((1 - availability) * MONTH_MINUTES),
        downtimeMinutesPerYear: minutes(((1 - availability) * YEAR) / 60),
    };
}

/** More digits than any rate is worth; what is left out would differ from machine to machine. */
function rounded(availability: number): number {
    return Number(availability.toFixed(9));
}

function minutes(value: number): number {
    return Number(value.toFixed(3));
}

export type { NotModelled } from "./coverage";
export { assumptionsWith, type Assumptions } from "./rates";
export type { Contributor, SinglePointOfFailure, WhatIf } from "./whatIf";
