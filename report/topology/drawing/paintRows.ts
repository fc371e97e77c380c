import type { Thing } from "../model";
import type { Box } from "./canvas";
import { CHIP_PAD, chipsHeight, paintChips } from "./chips";
import { paintCopies } from "./copies";
import { modesOf, type Columns, type Measures, type PlacedRow } from "./measures";
import { center, paintMembers } from "./members";
import { color } from "./palette";
import type { Row } from "./rows";
import type { Sheet } from "./sheet";
import { fitted, textWidth } from "./textWidth";

/** Between the members and the edges of their row. */
const PAD = 6;

/** Height of a level of copies above the members: a line and the word above it. */
const LEVEL = 15;

/** Height of what a row holds, without a label above it. */
export function contentHeight(m: Measures, columns: Columns, row: Row): number {
    switch (row.kind) {
        case "outside":
            return m.labels === "above" ? 0 : m.tile + 2 * PAD;
        case "placed":
            return isStore(row) ? levelsOf(row) + m.card.height + 2 * PAD : m.tile + 2 * PAD;
        case "regional":
        case "counted":
            return chipsHeight(m, columns, row) + 2 * CHIP_PAD;
    }
}

function isStore({ things }: Row): boolean {
    return things.some(({ shape }) => shape === "store");
}

/** Height of all copies above the members. The first begins within the distance to the edge. */
function levelsOf(row: Row): number {
    return Math.max(0, modesOf(row).length * LEVEL - 2);
}

export function paintRow(sheet: Sheet, placed: PlacedRow): void {
    const { canvas, m, columns } = sheet;
    const { row, y, height, heading } = placed;
    if (heading !== undefined) {
        canvas.text(columns.left, heading, HEADINGS[row.layer], { size: 11, bold: true, color: `in-${row.layer}` });
    }
    canvas.group(titlesOf(row), () => {
        const box = {
            x: columns.left,
            y,
            width: (row.kind === "outside" ? columns.outside : columns.right) - columns.left,
            height,
        };
        if (row.kind !== "counted") {
            canvas.rect(labelBox(m, columns, row, box), { fill: color(row.layer), opacity: 0.12, radius: 7 });
        }
        canvas.rect(box, { fill: "none", stroke: color(row.layer), strokeOpacity: 0.55, radius: 7, className: "row" });
        if (row.kind !== "counted") {
            paintLabel(sheet, placed);
        }
        paintContent(sheet, placed);
    });
}

const HEADINGS: Readonly<Record<Row["layer"], string>> = {
    entry: "WAY IN AND OUT",
    application: "DIFY",
    data: "DATA",
    machines: "MACHINES",
    operations: "OPERATIONS",
    storage: "STORAGE",
};

/** The part of a row that has its name. */
function labelBox(m: Measures, { seats, left }: Columns, { kind }: Row, box: Box): Box {
    return m.labels === "above" || kind === "outside" ? box : { ...box, width: seats - left };
}

function titlesOf({ label, things }: Row): string[] {
    return things.length === 0 ? [label] : things.map(titleOf);
}

/** What a thing says when pointed at. */
export function titleOf({ id, members, detail, sources }: Thing): string {
    return `${id} ×${countOf(members)}${detail === undefined ? "" : `, ${detail}`}: ${sources.join(", ")}`;
}

export function countOf({ min, max }: Thing["members"]): string {
    return max > min ? `${min}–${max}` : `${min}`;
}

function paintLabel({ canvas, m, columns }: Sheet, { row, hook }: PlacedRow): void {
    const isBeside = m.labels === "beside";
    const detail = isBeside ? detailOf(row) : undefined;
    const baseline = hook + m.label * 0.36 - (detail === undefined ? 0 : m.small * 0.65);
    const x = columns.left + LABEL_PAD;
    const end = (isBeside && row.kind !== "outside" ? columns.seats : columns.outside) - LABEL_PAD;
    const count = row.kind === "placed" ? textWidth(countsOf(row), m.label) + LABEL_PAD : 0;
    canvas.text(x, baseline, fitted(row.label, m.label, end - x - count, true), { size: m.label, bold: true });
    if (detail !== undefined) {
        canvas.text(x, baseline + m.small * 1.35, detail, { size: m.small, color: "muted" });
    }
    if (row.kind === "placed") {
        canvas.text(end, baseline, countsOf(row), { size: m.label, anchor: "end" });
    }
}

const LABEL_PAD = 10;

function detailOf({ kind, things }: Row): string | undefined {
    const [thing] = things;
    return kind === "placed" && thing?.shape === "store" ? thing.detail : undefined;
}

/** How many members the things of a row have, one by one. */
function countsOf({ things }: Row): string {
    return `×${things.map(({ members }) => countOf(members)).join(" + ")}`;
}

/** Width of the name of a row, with what stands beside and under it. */
export function labelWidth(m: Measures, row: Row): number {
    const count = row.kind === "placed" ? LABEL_PAD + textWidth(countsOf(row), m.label) : 0;
    const widths = [textWidth(row.label, m.label, true) + count, textWidth(detailOf(row) ?? "", m.small)];
    return row.kind === "counted" ? 0 : 2 * LABEL_PAD + Math.max(...widths);
}

function paintContent(sheet: Sheet, placed: PlacedRow): void {
    const { row, y, height, content } = placed;
    const { card } = sheet.m;
    switch (row.kind) {
        case "outside":
            return;
        case "placed": {
            const bottom = y + height;
            const middle = isStore(row) ? bottom - PAD - card.height / 2 : (content + bottom) / 2;
            row.things.forEach((thing) => paintMembers(sheet, thing, middle));
            paintCopies(sheet, row, middle - card.height / 2, LEVEL, center);
            return;
        }
        case "regional":
        case "counted":
            paintChips(sheet, placed, titleOf);
    }
}
