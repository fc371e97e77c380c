import type { WhatIf } from "../../../analysis/availability";
import { duration, percent } from "../figures";
import { html } from "../markup";
import { table } from "../table";
import { journeyNames, lossNote, resourcesBehind } from "../trace";
import type { Section } from "./section";

/** One loss after the other. */
export const WHAT_IF: Section = {
    id: "what-if",
    title: "What if",
    body: (input, notes) =>
        input.availability === null
            ? undefined
            : [
                  html`<p>
                      Each is lost by itself while all else works. Availability meanwhile is that of all journeys
                      together, after the interruption, for as long as the loss lasts.
                  </p>`,
                  table<WhatIf>(
                      [
                          {
                              title: "lost",
                              words: ({ lost, kind }) => (kind === "primary" ? `primary of ${lost}` : lost),
                              isHeader: true,
                          },
                          {
                              title: "ends",
                              words: ({ stops }) =>
                                  stops.length === 0
                                      ? "nothing"
                                      : html`<strong class="bad">${journeyNames(stops)}</strong>`,
                          },
                          {
                              title: "interrupts for",
                              figure: (row) => html`${interruption(row)}${notes.to(lossNote(row, input))}`,
                              trace: (row) => lossNote(row, input),
                          },
                          {
                              title: "available meanwhile",
                              figure: ({ availabilityMeanwhile }) => percent(availabilityMeanwhile),
                              trace: ({ lost }) => `Without ${resourcesBehind(lost, input)}`,
                          },
                          {
                              title: "resources",
                              words: ({ lost, note }) =>
                                  html`<span class="small"
                                      >${resourcesBehind(lost, input)}${note === undefined ? "" : `; ${note}`}</span
                                  >`,
                          },
                      ],
                      input.availability.whatIf,
                      { label: "What the loss of one thing does" },
                  ),
              ],
};

function interruption({ interruptionSeconds: seconds }: WhatIf): string {
    if (seconds === null) {
        return "as long as it lasts";
    }
    return seconds === 0 ? "nothing" : `up to ${duration(seconds)}`;
}
