import type { Range } from "../../../analysis/cost";
import { barChart } from "../charts/bars";
import { figure } from "../charts/draw";
import { count, dollars, signedDollars } from "../figures";
import type { ComparedCost, ReportInput } from "../input";
import { html, type Content } from "../markup";
import type { Notes } from "../notes";
import { table, type Column } from "../table";
import type { Section } from "./section";

export const COST_METHOD =
    "Every resource that is paid for times its price: see the list of all that is paid for, which names resource, quantity, price, source " +
    "and date of each. Low, likely and high differ where no plan says how much is used: see the assumptions. Prices: " +
    "analysis/cost/priceBook.ts.";

/** What each component costs, and how that differs from another plan. */
export const COST: Section = {
    id: "cost",
    title: "Cost",
    body: (input, notes) => {
        const { cost, costDifference } = input;
        if (cost === null) {
            return html`<p>Nothing of this has a price list; what the cluster costs is its owner's to know.</p>`;
        }
        const rows = rowsOf(input);
        return [
            html`<p>
                USD a month by prices of ${cost.prices}, on demand and before tax. The bar is the likely figure, the
                line goes from the lowest to the highest.
            </p>`,
            figure(
                barChart(
                    "cost",
                    `Likely cost of ${count(cost.components.length, "component")} in a month; the dearest is ${cost.components[0]?.component ?? "none"} with ${dollars(cost.components[0]?.monthlyUsd.likely ?? 0)} USD.`,
                    "USD a month",
                    cost.components.map(({ component, monthlyUsd: { low, likely, high } }) => ({
                        name: component,
                        value: likely,
                        text: dollars(likely),
                        between: [low, high] as const,
                    })),
                ),
            ),
            ...(costDifference === undefined ? [] : difference(costDifference)),
            table(columns(input, notes), rows, {
                label: "Cost of components",
                isTotal: ({ component }) => component === TOTAL,
            }),
            ...missing(input),
        ];
    },
};

const TOTAL = "together";

interface Row {
    readonly component: string;
    readonly monthlyUsd: Range;
    readonly difference?: Range | undefined;
}

const NOTHING: Range = { low: 0, likely: 0, high: 0 };

/** Components of this stack, and those that only the other one has. */
function rowsOf({ cost, costDifference }: ReportInput): Row[] {
    const components = cost?.components ?? [];
    const changed = new Map(costDifference?.components.map(({ component, monthlyUsd }) => [component, monthlyUsd]));
    const gone = [...changed.keys()].filter((name) => components.every(({ component }) => component !== name));
    return [
        ...components.map((row) => ({ ...row, difference: changed.get(row.component) ?? NOTHING })),
        ...gone.map((component) => ({ component, monthlyUsd: NOTHING, difference: changed.get(component) })),
        { component: TOTAL, monthlyUsd: cost?.monthlyUsd ?? NOTHING, difference: costDifference?.monthlyUsd },
    ];
}

function columns({ cost, costDifference }: ReportInput, notes: Notes): Column<Row>[] {
    const items = (component: string) => cost?.items.filter((item) => item.component === component) ?? [];
    const trace = ({ component }: Row) =>
        component === TOTAL
            ? "Sum of the components"
            : items(component)
                  .map(({ resource, what, likely }) => `${resource}, ${what}: ${likely.toFixed(2)}`)
                  .join("; ");
    const range = (bound: keyof Range, title: Content): Column<Row> => ({
        title,
        figure: ({ monthlyUsd }) => dollars(monthlyUsd[bound]),
        trace,
    });
    return [
        {
            title: "component",
            words: ({ component }) =>
                items(component).length === 0 ? component : html`<a href="#items-${component}">${component}</a>`,
            isHeader: true,
        },
        range("low", "low"),
        range("likely", html`likely${notes.to(COST_METHOD)}`),
        range("high", "high"),
        ...(costDifference === undefined
            ? []
            : [
                  {
                      title: `likely, against ${costDifference.against}`,
                      figure: ({ difference: { likely } = NOTHING }: Row) =>
                          likely === 0 ? "=" : signedDollars(likely),
                      trace: ({ difference: { low, likely, high } = NOTHING }: Row) =>
                          `${signedDollars(likely)}, between ${signedDollars(low)} and ${signedDollars(high)}, than ${costDifference.against}`,
                  },
              ]),
    ];
}

function difference({ against, components, monthlyUsd }: ComparedCost): Content[] {
    const title = html`<h3>Against ${against}</h3>`;
    return components.length === 0
        ? [title, html`<p>It costs the same.</p>`]
        : [
              title,
              html`<p>
                  ${signedDollars(monthlyUsd.likely)} USD a month, between ${signedDollars(monthlyUsd.low)} and
                  ${signedDollars(monthlyUsd.high)}.
              </p>`,
              figure(
                  barChart(
                      "difference",
                      `How much more each component costs than that of ${against}: most differs ${components[0]?.component}, by ${signedDollars(components[0]?.monthlyUsd.likely ?? 0)} USD a month.`,
                      `USD a month more than ${against}`,
                      components.map((row) => ({
                          name: row.component,
                          value: row.monthlyUsd.likely,
                          text: signedDollars(row.monthlyUsd.likely),
                      })),
                  ),
              ),
          ];
}

/** What the figures do not have in them. */
function missing({ cost }: ReportInput): Content[] {
    const lines = [
        ...(cost?.missingPrices ?? []).map(
            ({ resource, price, region }) => `${resource}: no price of ${price} in ${region}`,
        ),
        ...(cost?.notModelled ?? []).map(({ resource, type }) => `${resource}: ${type} is not modelled`),
    ];
    return lines.length === 0
        ? []
        : [
              html`<p><strong class="bad">Not in these figures:</strong></p>
                  <ul>
                      ${lines.map((line) => html`<li>${line}</li>`)}
                  </ul>`,
          ];
}
