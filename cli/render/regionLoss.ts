import type { Colors } from "picocolors/types";
import type { Loss, RegionLoss, WayBack } from "../../analysis/recovery/regionLoss";
import { renderTable, type Column } from "./table";

/** What losing the region costs, for people: a section of a plan, or none. */
export function renderRegionLoss(found: RegionLoss | undefined, colors: Colors): string[] {
    return found === undefined
        ? []
        : [
              [
                  colors.bold(HEADINGS[found.role]),
                  renderTable(COLUMNS, found.losses, colors),
                  ...found.ways.map(renderWay),
              ].join("\n"),
          ];
}

const HEADINGS = { primary: "Loss of the region", secondary: "Taking over from the primary region" };

const COLUMNS: readonly Column<Loss>[] = [
    { title: "data", value: ({ data }) => data },
    {
        title: "lost at most",
        align: "right",
        value: ({ minutes }) => (minutes === null ? "no copy" : `${minutes} min`),
    },
];

function renderWay({ database, steps, minutes }: WayBack): string {
    const waves = [...new Set(steps.map(({ wave }) => wave))].map((wave) =>
        steps
            .filter((step) => step.wave === wave)
            .map((step) => `${step.what}, ${step.minutes} min`)
            .join(" | "),
    );
    return [
        `Serving ${minutes} min after the decision, with the database from ${WAYS[database]}:`,
        ...waves.map((wave, index) => `  ${index + 1}. ${wave}`),
    ].join("\n");
}

const WAYS: Readonly<Record<WayBack["database"], string>> = { backups: "its backups", replica: "a replica" };
