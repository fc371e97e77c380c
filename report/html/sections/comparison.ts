import { table } from "../table";
import type { ComparedFigure } from "../input";
import type { Section } from "./section";

/** The stack's figures beside those of another stack, or of an earlier plan. */
export const COMPARISON: Section = {
    id: "comparison",
    title: "Beside another plan",
    body: ({ figures, costDifference }) => {
        if (figures === undefined || costDifference === undefined) {
            return null;
        }
        const { against } = costDifference;
        const told = (side: "before" | "after", whose: string) => ({
            figure: (row: ComparedFigure) => row[side],
            trace: ({ name }: ComparedFigure) => `${name}, of ${whose}`,
        });
        return table(
            [
                { title: "figure", words: ({ name }) => name, isHeader: true },
                { title: against, ...told("before", against) },
                { title: "this plan", ...told("after", "this plan") },
                {
                    title: "difference",
                    figure: ({ change }) => (change === "" ? "=" : change),
                    trace: ({ name, before, after }) => `${name}: ${before} before, ${after} now`,
                },
            ],
            figures,
            { label: `Figures against ${against}` },
        );
    },
};
