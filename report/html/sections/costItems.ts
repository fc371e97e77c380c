import type { CostItem, Range } from "../../../analysis/cost";
import { cents, quantity, unitPrice } from "../figures";
import { html } from "../markup";
import type { Notes } from "../notes";
import { table, type Column } from "../table";
import type { Section } from "./section";

/** Each price with its resource, source and date. */
export const COST_ITEMS: Section = {
    id: "cost-items",
    title: "Everything that is paid for",
    body: ({ cost }, notes) =>
        cost === null
            ? undefined
            : [
                  html`<p>
                      ${cost.items.length} items, USD a month. What is paid by the hour is there for 730 hours; its
                      quantity is how many there are at a time.
                  </p>`,
                  ...cost.components.map(({ component }) => {
                      const items = cost.items.filter((item) => item.component === component);
                      return html`<h3 id="items-${component}">${component}</h3>
                          ${table(columns(notes), items, { label: `Cost of ${component}` })}`;
                  }),
              ],
};

function columns(notes: Notes): Column<CostItem>[] {
    const trace = (item: CostItem) =>
        `${item.resource} in ${item.region}: ${between(item.quantity)} × ${unitPrice(item.unitUsd)} USD a ${item.unit}${item.unit === "hour" ? " × 730 hours" : ""}`;
    return [
        { title: "resource", words: ({ resource }) => resource, isHeader: true },
        { title: "what", words: ({ what }) => what },
        { title: "region", words: ({ region }) => html`<span class="nowrap">${region}</span>` },
        { title: "quantity", figure: (item) => between(item.quantity), trace },
        {
            title: "price",
            figure: (item) => html`${unitPrice(item.unitUsd)} / ${item.unit}${notes.to(item.source)}`,
            trace: ({ source }) => source,
        },
        { title: "low", figure: (item) => cents(item.low), trace },
        { title: "likely", figure: (item) => cents(item.likely), trace },
        { title: "high", figure: (item) => cents(item.high), trace },
    ];
}

function between({ low, likely, high }: Range): string {
    return low === high ? quantity(likely) : `${quantity(low)}, ${quantity(likely)}, ${quantity(high)}`;
}
