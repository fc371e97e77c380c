import type { Colors } from "picocolors/types";
import type { Refresh } from "../prices/refresh";
import { renderTable } from "./table";

/** How the price list differs from the price book, for people. */
export function renderRefresh({ changes, same, kept }: Refresh, colors: Colors): string {
    return [
        `${colors.bold("Prices")} in USD: ${changes.length} differ from AWS's price list, ${same} are the same`,
        ...(changes.length === 0
            ? []
            : [
                  renderTable(
                      [
                          { title: "price", value: ({ key }) => key },
                          { title: "region", value: ({ region }) => region },
                          { title: "book", align: "right", value: ({ before }) => shown(before) },
                          { title: "list", align: "right", value: ({ after }) => shown(after) },
                          { title: "change", align: "right", value: ({ before, after }) => percent(before, after) },
                      ],
                      changes,
                      colors,
                  ),
              ]),
        ...kept.map(({ key, reason }) => `Left as it is: ${key}, ${reason}`),
    ].join("\n");
}

function shown(usd: number): string {
    return String(Number(usd.toFixed(6)));
}

function percent(before: number, after: number): string {
    const change = (100 * (after - before)) / before;
    return `${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(1)} %`;
}
