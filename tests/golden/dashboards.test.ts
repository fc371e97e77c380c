import { pagesOf } from "../../components/observability/dashboards/pages";
import type { Page } from "../../components/observability/dashboards/types";
import { selectorsOf } from "../../components/observability/rules/series";
import { SLO, VARIANTS } from "../services/observability/variants";
import { dropGoldenExcept, expectGolden } from "../support/golden";

/** What the dashboards of two stacks show: titles of panels and their queries. */

const FOLDER = "dashboards";
const REVIEWED = ["local", "prod"] as const;

function textOf({ title, name, panels }: Page): string {
    const lines = panels.flatMap((panel) => [
        `${panel.title} [${panel.kind}, ${panel.unit}]`,
        ...panel.queries.map(({ expr, legend }) => `    ${legend}: ${expr}`),
    ]);
    return [`# ${title} (${name})`, ...lines].join("\n");
}

test.each(REVIEWED)("%s", (variant) => {
    dropGoldenExcept(
        FOLDER,
        REVIEWED.map((name) => `${name}.txt`),
    );
    const targets = VARIANTS[variant];
    const pages = pagesOf(targets, SLO, selectorsOf(targets));
    expectGolden(`${FOLDER}/${variant}.txt`, `${pages.map(textOf).join("\n\n")}\n`);
});
