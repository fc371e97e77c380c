import type { Contributor } from "../../../analysis/availability";
import { barChart } from "../charts/bars";
import { figure } from "../charts/draw";
import { minutes, percent } from "../figures";
import type { ReportInput } from "../input";
import { html } from "../markup";
import type { Notes } from "../notes";
import { table, type Column } from "../table";
import { AVAILABILITY_METHOD, contributorNote, PROMISE_METHOD, resourcesBehind } from "../trace";
import type { Section } from "./section";

/** How available each journey is expected to be, and what costs most of the rest. */
export const AVAILABILITY: Section = {
    id: "availability",
    title: "Availability",
    body: (input, notes) => {
        const { availability } = input;
        if (availability === null) {
            return undefined;
        }
        const rows: JourneyRow[] = [
            ...Object.entries(availability.journeys).map(([name, journey]) => ({ name, ...journey })),
            { ...availability, name: ALL, availability: availability.total, needs: [] },
        ];
        const { contributors } = availability;
        return [
            table(journeyColumns(notes), rows, {
                label: "Availability of journeys",
                isTotal: ({ name }) => name === ALL,
            }),
            html`<ul class="needs small">
                ${Object.entries(availability.journeys).map(
                    ([name, { needs }]) => html`<li><strong>${name}</strong> needs ${needs.join(", ")}.</li>`,
                )}
            </ul>`,
            html`<h3>What costs most</h3>
                <p>
                    Minutes a month that there would be less of, if it never happened. The ten largest of all journeys
                    together.
                </p>`,
            figure(
                barChart(
                    "contributors",
                    `Minutes of downtime a month by cause; the largest is ${contributors[0]?.name ?? "nothing"} with ${contributors[0]?.downtimeMinutesPerMonth.toFixed(1) ?? 0} minutes.`,
                    "minutes a month",
                    contributors.map((contributor) => ({
                        name: causeOf(contributor),
                        value: contributor.downtimeMinutesPerMonth,
                        text: contributor.downtimeMinutesPerMonth.toFixed(1),
                    })),
                ),
            ),
            table(contributorColumns(input, notes), contributors, { label: "Largest contributors to downtime" }),
        ];
    },
};

const ALL = "all together";

interface JourneyRow {
    readonly name: string;
    readonly availability: number;
    readonly promised: number | null;
    readonly downtimeMinutesPerMonth: number;
    readonly downtimeMinutesPerYear: number;
    readonly needs: readonly string[];
}

function journeyColumns(notes: Notes): Column<JourneyRow>[] {
    const trace = ({ needs }: JourneyRow) =>
        needs.length === 0 ? "All journeys at once" : `Needs ${needs.join(", ")}`;
    return [
        { title: "journey", words: ({ name }) => name, isHeader: true },
        {
            title: html`expected${notes.to(AVAILABILITY_METHOD)}`,
            figure: ({ availability }) => percent(availability),
            trace,
        },
        { title: "down a month", figure: (row) => minutes(row.downtimeMinutesPerMonth), trace },
        { title: "down a year", figure: (row) => `${row.downtimeMinutesPerYear.toFixed(0)} min`, trace },
        {
            title: html`by promises alone${notes.to(PROMISE_METHOD)}`,
            figure: ({ promised }) => (promised === null ? "none" : percent(promised)),
            trace,
        },
    ];
}

function contributorColumns(input: ReportInput, notes: Notes): Column<Contributor>[] {
    return [
        { title: "what", words: ({ name }) => name, isHeader: true },
        { title: "by", words: ({ name, cause }) => (name === cause ? "loss" : cause) },
        {
            title: "a month",
            figure: (row) => html`${minutes(row.downtimeMinutesPerMonth)}${notes.to(contributorNote(row, input))}`,
            trace: (row) => contributorNote(row, input),
        },
        { title: "resources", words: ({ name }) => html`<span class="small">${resourcesBehind(name, input)}</span>` },
    ];
}

function causeOf({ name, cause }: Contributor): string {
    return name === cause || cause === "service" || cause === "zone" ? name : `${name}, ${cause}`;
}
