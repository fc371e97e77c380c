import Table from "cli-table3";
import type { Colors } from "picocolors/types";

export interface Column<Row> {
    readonly title: string;
    readonly value: (row: Row) => string;
    /** Default `left`. */
    readonly align?: "left" | "right";
}

/** A plain table: a header, a rule, one line a row. */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], colors: Colors): string {
    const nothing = { top: "", "top-mid": "", "top-left": "", "top-right": "" };
    const table = new Table({
        head: columns.map(({ title }) => colors.bold(title)),
        colAligns: columns.map(({ align }) => align ?? "left"),
        style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 2 },
        chars: {
            ...nothing,
            bottom: "",
            "bottom-mid": "",
            "bottom-left": "",
            "bottom-right": "",
            left: "",
            "left-mid": "",
            right: "",
            "right-mid": "",
            middle: "",
            mid: "",
            "mid-mid": "",
        },
    });
    table.push(...rows.map((row) => columns.map(({ value }) => value(row))));
    return table
        .toString()
        .split("\n")
        .map((line) => line.trimEnd())
        .join("\n");
}
