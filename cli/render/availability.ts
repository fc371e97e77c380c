import type { Colors } from "picocolors/types";
import type { Availability, Contributor, NotModelled, SinglePointOfFailure, WhatIf } from "../../analysis/availability";
import { percent } from "../../report/markdown/figures";
import { renderTable, type Column } from "./table";

/** How available a stack is expected to be, for people: a section of a plan, or none. */
export function renderAvailability(found: Availability | undefined, colors: Colors): string[] {
    return found === undefined
        ? []
        : [
              [
                  colors.bold("Availability, expected"),
                  renderTable(JOURNEY_COLUMNS, journeyRows(found), colors),
                  ...list("Most of it", found.contributors.slice(0, SHOWN), renderContributor),
                  ...list("Single points of failure", found.singlePointsOfFailure, renderPoint),
                  ...list("If this is lost", found.whatIf.filter(isNoService), renderWhatIf),
                  renderNotModelled(found.notModelled),
              ].join("\n"),
          ];
}

/** Contributors that are shown; the document has more. */
const SHOWN = 5;

interface JourneyRow {
    readonly name: string;
    readonly availability: number;
    readonly promised: number | null;
    readonly downtimeMinutesPerMonth: number;
    readonly downtimeMinutesPerYear: number;
}

function journeyRows({ journeys, total, ...rest }: Availability): JourneyRow[] {
    return [
        ...Object.entries(journeys).map(([name, journey]) => ({ name, ...journey })),
        { name: "all of them", availability: total, ...rest },
    ];
}

const JOURNEY_COLUMNS: readonly Column<JourneyRow>[] = [
    { title: "journey", value: ({ name }) => name },
    { title: "available", align: "right", value: ({ availability }) => percent(availability) },
    { title: "down a month", align: "right", value: (row) => `${row.downtimeMinutesPerMonth.toFixed(1)} min` },
    { title: "a year", align: "right", value: (row) => `${row.downtimeMinutesPerYear.toFixed(0)} min` },
    {
        title: "by promises alone",
        align: "right",
        value: ({ promised }) => (promised === null ? "none" : percent(promised)),
    },
];

/** A heading and a line for each entry. */
function list<Entry>(title: string, entries: readonly Entry[], line: (entry: Entry) => string): string[] {
    return entries.length === 0 ? [] : [`${title}:`, ...entries.map((entry) => `  ${line(entry)}`)];
}

function renderContributor({ name, cause, downtimeMinutesPerMonth }: Contributor): string {
    return `${downtimeMinutesPerMonth.toFixed(1)} min a month  ${name === cause ? name : `${name}, ${cause}`}`;
}

function renderPoint({ name, kind, journeys }: SinglePointOfFailure): string {
    return `${name === kind ? name : `${name}, ${kind}`}: ${journeys.join(", ")}`;
}

/** A service on the way of requests is a single point of failure, and stands there. */
function isNoService({ kind }: WhatIf): boolean {
    return kind !== "service";
}

function renderWhatIf({ lost, kind, stops, interruptionSeconds }: WhatIf): string {
    const goesOn = interruptionSeconds === 0 ? "nothing ends" : `up to ${interruptionSeconds} s until it goes on`;
    return `${kind === "primary" ? `primary of ${lost}` : lost}: ${stops.length === 0 ? goesOn : `ends ${stops.join(", ")}`}`;
}

function renderNotModelled(found: readonly NotModelled[]): string {
    const things = found.reduce((sum, { count }) => sum + count, 0);
    return `Not modelled: ${things} things of ${found.length} kinds, listed in plan.json`;
}
