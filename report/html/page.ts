import { count } from "./figures";
import type { ReportInput } from "./input";
import { html, Markup, type Content } from "./markup";
import { Notes } from "./notes";
import { AVAILABILITY } from "./sections/availability";
import { CAPACITY } from "./sections/capacity";
import { COMPARISON } from "./sections/comparison";
import { CONNECTIONS } from "./sections/connections";
import { COST } from "./sections/cost";
import { COST_ITEMS } from "./sections/costItems";
import { DRILLS } from "./sections/drills";
import { INVARIANTS } from "./sections/invariants";
import { LIMITS } from "./sections/limits";
import { OFF_HOURS } from "./sections/offHours";
import { RATES_USED } from "./sections/rates";
import { REGION_LOSS } from "./sections/regionLoss";
import { REHEARSAL } from "./sections/rehearsal";
import type { Section } from "./sections/section";
import { SINGLE_POINTS } from "./sections/singlePoints";
import { summary } from "./sections/summary";
import { TOPOLOGY, TOPOLOGY_TEXT } from "./sections/topology";
import { WHAT_IF } from "./sections/whatIf";
import { WORKLOADS } from "./sections/workloads";
import { STYLE } from "./style";

/** The report on a plan as one HTML page, which needs nothing beside it: no network, no scripts, no fonts. Pure. */
export function htmlReport(input: ReportInput): string {
    const notes = new Notes();
    const top = summary(input, notes);
    const parts = present(SECTIONS, input, notes);
    const appendix = present(APPENDIX, input, notes);
    const title = `${input.stack}: availability, capacity, cost`;
    const page = html`<!doctype html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta
                    http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
                />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>${title}</title>
                <style>
                    ${Markup.finished(STYLE)}
                </style>
            </head>
            <body>
                <header>
                    <p class="kicker">dify-ha, plan of ${input.day}</p>
                    <h1>Stack ${input.stack}</h1>
                    <p class="lead">${lead(input)}</p>
                </header>
                <main>
                    ${top}
                    <nav aria-label="Contents">
                        ${contents(parts)} <span class="appendix">${contents([...appendix, NOTES])}</span>
                    </nav>
                    ${parts.map(section)}
                    <h2 class="part">For auditors</h2>
                    ${appendix.map(section)} ${section({ ...NOTES, body: notes.list() })}
                </main>
            </body>
        </html> `;
    return page.text.replaceAll(/^\s+/gm, "");
}

const SECTIONS: readonly Section[] = [
    COMPARISON,
    TOPOLOGY,
    AVAILABILITY,
    SINGLE_POINTS,
    WHAT_IF,
    COST,
    OFF_HOURS,
    CAPACITY,
    CONNECTIONS,
    REGION_LOSS,
    INVARIANTS,
    REHEARSAL,
    DRILLS,
    LIMITS,
];

const APPENDIX: readonly Section[] = [WORKLOADS, TOPOLOGY_TEXT, COST_ITEMS, RATES_USED];

const NOTES = { id: "notes", title: "Notes and sources" };

interface Part {
    readonly id: string;
    readonly title: string;
    readonly body: Content;
}

function present(sections: readonly Section[], input: ReportInput, notes: Notes): Part[] {
    return sections.flatMap(({ id, title, body }) => {
        const content = body(input, notes) ?? undefined;
        return content === undefined ? [] : [{ id, title, body: content }];
    });
}

function section({ id, title, body }: Part): Markup {
    return html`<section id="${id}" aria-labelledby="${id}-title">
        <h2 id="${id}-title">${title}</h2>
        ${body}
    </section>`;
}

function contents(parts: readonly { readonly id: string; readonly title: string }[]): Content {
    return parts.map(({ id, title }) => html`<a href="#${id}">${title}</a> `);
}

function lead({ resources, workloads, charts }: ReportInput): string {
    const zones = new Set(workloads.flatMap((workload) => workload.zones));
    return (
        `${count(resources.length, "resource")}, ${count(workloads.length, "workload")} and ${count(charts.length, "chart")} in ` +
        `${count(zones.size, "zone")}: ${[...zones].sort().join(", ")}. Computed from what the program registers, before anything is created.`
    );
}
