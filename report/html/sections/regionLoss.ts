import type { Loss, RegionLoss, Step, WayBack } from "../../../analysis/recovery/regionLoss";
import { html, type Content } from "../markup";
import type { Notes } from "../notes";
import { table } from "../table";
import type { Section } from "./section";

/** What is lost with a region, and how long it takes to serve again from another one. */
export const REGION_LOSS: Section = {
    id: "region",
    title: "Loss of the region",
    body: ({ recovery }, notes) =>
        recovery === null
            ? html`<p>
                  There is no second region: what is lost with this one comes back with it, or from backups elsewhere.
              </p>`
            : [
                  html`<p>
                      ${recovery.role === "primary" ? "Another region can take over." : "This region takes over from another one."}
                      Nothing of this has been measured: every figure names its source.
                  </p>`,
                  html`<h3>Data lost at most (RPO)</h3>`,
                  table<Loss>(
                      [
                          { title: "data", words: ({ data }) => data, isHeader: true },
                          {
                              title: "newest changes lost",
                              figure: ({ minutes }) => (minutes === null ? "no copy" : `${minutes} min`),
                              trace: ({ source }) => source,
                          },
                          { title: "source", words: ({ source }) => html`<span class="small">${source}</span>` },
                      ],
                      recovery.losses,
                      { label: "Data lost with the region" },
                  ),
                  ...recovery.ways.map((way) => wayBack(way, notes)),
              ],
};

const DATABASES: Readonly<Record<WayBack["database"], string>> = { backups: "its backups", replica: "a replica" };

const WAY_METHOD =
    "Sum of the longest steps: those of one wave go on side by side, from the moment that somebody decides on it. Sources: " +
    "analysis/recovery/estimates.ts.";

function wayBack({ database, steps, minutes }: WayBack, notes: Notes): Content {
    return [
        html`<h3>
            Serving after ${minutes} min (RTO), with the database from ${DATABASES[database]}${notes.to(WAY_METHOD)}
        </h3>`,
        table<Step>(
            [
                { title: "wave", figure: ({ wave }) => wave, trace: () => "Steps of one wave go on side by side" },
                { title: "step", words: ({ what }) => what, isHeader: true },
                { title: "takes", figure: (step) => `${step.minutes} min`, trace: ({ source }) => source },
                { title: "source", words: ({ source }) => html`<span class="small">${source}</span>` },
            ],
            steps,
            { label: `Steps with the database from ${DATABASES[database]}` },
        ),
    ];
}

/** The slowest way back. */
export function longestWay({ ways }: RegionLoss): WayBack {
    return ways.reduce((longest, way) => (way.minutes > longest.minutes ? way : longest));
}

/** Minutes of the newest changes, of data that has a copy. */
export function worstLoss({ losses }: RegionLoss): number {
    return Math.max(0, ...losses.map(({ minutes }) => minutes ?? 0));
}
