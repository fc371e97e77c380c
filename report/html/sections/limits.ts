import { count } from "../figures";
import { html, linked, type Content } from "../markup";
import type { Section } from "./section";

/** What the figures rest on, and what they leave out. */
export const LIMITS: Section = {
    id: "limits",
    title: "Assumptions, and what is not modelled",
    body: ({ availability, cost, capacity }) => [
        list("Availability does not know", [
            ...(availability?.notModelled ?? []).map(({ what, count: things }) =>
                things === 1 ? what : `${what}, ${things} of them`,
            ),
            ...(availability === null ? [] : UNKNOWN_TO_AVAILABILITY),
        ]),
        list("Cost assumes", cost?.assumptions ?? []),
        list(
            "Cost does not know",
            (cost?.notModelled ?? []).map(({ resource, type }) => `${resource}, ${type}`),
        ),
        list("Capacity assumes", capacity?.assumptions ?? []),
        html`<p class="small">
            Nothing was created to make this report: it is computed from what the program registers
            (${count([availability, cost, capacity].filter((part) => part !== null).length, "analysis", "analyses")}).
        </p>`,
    ],
};

const UNKNOWN_TO_AVAILABILITY: readonly string[] = [
    "whether the members that are left can carry the load",
    "failures that hit several members for another reason than their zone, such as a full disk or an expired certificate",
];

function list(title: string, entries: readonly string[]): Content {
    return entries.length === 0
        ? undefined
        : html`<h3>${title}</h3>
              <ul>
                  ${entries.map((entry) => html`<li>${linked(entry)}</li>`)}
              </ul>`;
}
