import { RATES, SERVICES, type RateName, type ServiceEntry } from "../../../analysis/availability/rates";
import { duration, percent, quantity } from "../figures";
import type { ReportInput } from "../input";
import { html, linked, type Content } from "../markup";
import { table } from "../table";
import { expectedOf, rateNote, rateSource, serviceNote, serviceSource } from "../trace";
import type { Section } from "./section";

/** How often things are taken to fail, and what providers promise. */
export const RATES_USED: Section = {
    id: "rates",
    title: "Rates of failure and promises",
    body: (input) => (input.availability === null ? undefined : [rates(input), ...services(input)]),
};

function rates(input: ReportInput): Content {
    return table<RateName>(
        [
            { title: "what fails", words: (name) => RATES[name].of, isHeader: true },
            {
                title: "failures a year",
                figure: (name) => quantity(input.assumptions.rates[name].failuresPerYear),
                trace: (name) => rateNote(name, input),
            },
            {
                title: "back after",
                figure: (name) => duration(input.assumptions.rates[name].repairSeconds),
                trace: (name) => rateNote(name, input),
            },
            { title: "source", words: (name) => html`<span class="small">${linked(rateSource(name, input))}</span>` },
        ],
        Object.keys(RATES) as RateName[],
        { label: "Rates of failure" },
    );
}

function services(input: ReportInput): Content[] {
    const types = new Set(input.resources.map(({ type }) => type));
    const there = SERVICES.filter(({ type }) => types.has(type));
    const shown = table<ServiceEntry>(
        [
            { title: "service", words: ({ of }) => of, isHeader: true },
            {
                title: "expected",
                figure: (service) => percent(expectedOf(service, input)),
                trace: ({ of }) => serviceNote(of, input) ?? "",
            },
            {
                title: "promised",
                figure: ({ promised }) => (promised === undefined ? "nothing" : percent(promised.availability)),
                trace: ({ promised }) =>
                    promised === undefined ? "No agreement could be looked up" : `${promised.source}, ${promised.date}`,
            },
            {
                title: "source",
                words: ({ promised, ...service }) =>
                    html`<span class="small"
                        >${linked(serviceSource(service, input))}${promised === undefined ? "" : html`; promised by ${linked(promised.source)}, ${promised.date}`}</span
                    >`,
            },
        ],
        there,
        { label: "Services of the provider" },
    );
    return there.length === 0 ? [] : [shown];
}
