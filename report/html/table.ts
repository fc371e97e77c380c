import { html, type Content, type Markup } from "./markup";

/** Columns of words. */
interface WordColumn<Row> {
    readonly title: Content;
    readonly words: (row: Row) => Content;
    /** Whether it names the row. Default `false`. */
    readonly isHeader?: boolean;
}

/** Columns of figures: each says what it is made of. */
interface FigureColumn<Row> {
    readonly title: Content;
    readonly figure: (row: Row) => Content;
    /** Shown when somebody points at the figure: the resources, and how it comes of them. */
    readonly trace: (row: Row) => string;
}

export type Column<Row> = WordColumn<Row> | FigureColumn<Row>;

export interface TableOptions<Row> {
    /** What the table is, for who cannot see the heading above it. */
    readonly label: string;
    /** Rows that sum up those above. */
    readonly isTotal?: (row: Row) => boolean;
}

/** A table that scrolls within itself where it is wider than the screen. */
export function table<Row>(
    columns: readonly Column<Row>[],
    rows: readonly Row[],
    { label, isTotal = () => false }: TableOptions<Row>,
): Markup {
    return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
        <table>
            <thead>
                <tr>
                    ${columns.map(
                        (column) =>
                            html`<th scope="col" class="${"figure" in column ? "figure" : "words"}">
                                ${column.title}
                            </th>`,
                    )}
                </tr>
            </thead>
            <tbody>
                ${rows.map((row) => tableRow(columns, row, isTotal(row)))}
            </tbody>
        </table>
    </div>`;
}

function tableRow<Row>(columns: readonly Column<Row>[], row: Row, isTotal: boolean): Markup {
    const cells = columns.map((column) => cell(column, row));
    return html`<tr${isTotal ? html` class="total"` : undefined}>
        ${cells}
    </tr>`;
}

function cell<Row>(column: Column<Row>, row: Row): Markup {
    if ("figure" in column) {
        return html`<td class="figure" title="${column.trace(row)}">${column.figure(row)}</td>`;
    }
    return column.isHeader === true
        ? html`<th scope="row" class="words">${column.words(row)}</th>`
        : html`<td class="words">${column.words(row)}</td>`;
}
