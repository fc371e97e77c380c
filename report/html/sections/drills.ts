import type { Drilled, ReportInput } from "../input";
import { html } from "../markup";
import { table, type Column } from "../table";
import type { Section } from "./section";

/** What is promised of disruptions, and what drills measured. */
export const DRILLS: Section = {
    id: "drills",
    title: "Drills",
    body: ({ drills, stack }: ReportInput) =>
        drills.length === 0
            ? null
            : [
                  html`<p>
                      Disruptions on simulated nodes, each measured from the API server's watch streams. What the
                      rehearsal does not prove, they do not prove either.
                      <code>npm run drill -- all --stack ${stack}</code> makes them anew.
                  </p>`,
                  table(COLUMNS, drills, { label: "Drills" }),
              ],
};

const COLUMNS: readonly Column<Drilled>[] = [
    { title: "drill", words: ({ drill }) => drill, isHeader: true },
    { title: "promise", words: ({ promise }) => promise },
    { title: "measured", words: ({ measured }) => measured },
    {
        title: "verdict",
        words: ({ verdict, breaches }) =>
            verdict === "broken" ? html`<strong class="bad">broken:</strong> ${breaches.join("; ")}` : verdict,
    },
    { title: "day", words: ({ day }) => day },
];
