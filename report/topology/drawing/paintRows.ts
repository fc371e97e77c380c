import type { Seat, Thing } from "../model";
import type { Box, Canvas } from "./canvas";
import { flowOf, LEVEL, modesOf, type Column, type Columns, type Flow, type Measures, type PlacedRow } from "./measures";
import { color } from "./palette";
import { COPY_DASH } from "./paintLanes";
import { SEAT_WORDS, thingOf, type Row } from "./rows";
import { textWidth } from "./textWidth";

const PAD = 7;
const CHIP = { height: 22, gap: 5, inset: 8 };

/** Height of what a row holds, without a label above it. */
export function contentHeight(m: Measures, columns: Columns, row: Row): number {
    switch (row.kind) {
        case "outside":
            return m.labelWidth === undefined ? 0 : m.tile + 2 * PAD;
        case "placed":
            return isStore(row)
                ? modesOf(row).length * LEVEL + m.card.height + 2 * PAD - (modesOf(row).length > 0 ? 2 : 0)
                : m.tile + 2 * PAD;
        case "regional":
        case "counted":
            return chipsOf(m, columns, row).height + 2 * PAD;
    }
}

function isStore({ things }: Row): boolean {
    return things.some(({ shape }) => shape === "store");
}

export function paintRow(canvas: Canvas, m: Measures, columns: Columns, placed: PlacedRow): void {
    const { row, y, height, heading } = placed;
    const { left, right } = columns;
    if (heading !== undefined) {
        canvas.text(left, heading, HEADINGS[row.layer], { size: 11, bold: true, color: `in-${row.layer}` });
    }
    canvas.group(titleOf(row), () => {
        canvas.rect(
            { x: left, y, width: rightOf(m, columns, row) - left, height },
            { fill: color(row.layer), opacity: 0.07, stroke: color(row.layer), radius: 7, className: "row" },
        );
        paintLabel(canvas, m, columns, placed);
        PAINTERS[row.kind](canvas, m, columns, placed, right);
    });
}

const HEADINGS: Readonly<Record<Row["layer"], string>> = {
    entry: "WAY IN AND OUT",
    application: "DIFY",
    data: "DATA",
    operations: "OPERATIONS",
    storage: "OF THE REGION AS A WHOLE",
};

/** What is outside of the region is as wide as its text. */
function rightOf(m: Measures, columns: Columns, row: Row): number {
    return row.kind === "outside"
        ? Math.min(columns.right, columns.left + Math.max(m.labelWidth ?? 0, textWidth(row.label, m.label) + 22))
        : columns.right;
}

function titleOf({ label, things }: Row): string[] {
    return things.length === 0
        ? [label]
        : things.map(({ id, members, sources }) => `${id} ×${countOf(members)}: ${sources.join(", ")}`);
}

export function countOf({ min, max }: Thing["members"]): string {
    return max > min ? `${min} to ${max}` : `${min}`;
}

function paintLabel(canvas: Canvas, m: Measures, columns: Columns, { row, hook }: PlacedRow): void {
    const { left, seats } = columns;
    const [thing] = row.things;
    const isBeside = m.labelWidth !== undefined;
    const detail = row.kind === "placed" && thing?.shape === "store" ? thing.detail : undefined;
    const hasTwoLines = isBeside && detail !== undefined;
    const baseline = hook + m.label * 0.36 - (hasTwoLines ? m.small * 0.65 : 0);
    canvas.text(left + 10, baseline, row.label, { size: m.label, bold: true });
    if (hasTwoLines) {
        canvas.text(left + 10, baseline + m.small * 1.35, detail, { size: m.small, color: "muted" });
    }
    if (row.kind === "placed") {
        const counts = row.things.map(({ members }) => `×${countOf(members)}`).join(" + ");
        const x = (isBeside ? seats : columns.right) - 10;
        canvas.text(x, baseline, counts, { size: m.label, anchor: "end" });
    }
}

type Painter = (canvas: Canvas, m: Measures, columns: Columns, placed: PlacedRow, right: number) => void;

const PAINTERS: Readonly<Record<Row["kind"], Painter>> = {
    outside: () => undefined,
    placed: paintPlaced,
    regional: paintChips,
    counted: paintChips,
};

function paintPlaced(canvas: Canvas, m: Measures, columns: Columns, placed: PlacedRow): void {
    const { row, content, y, height } = placed;
    const middle = isStore(row) ? y + height - PAD - m.card.height / 2 : content + (y + height - content) / 2;
    for (const thing of row.things) {
        paintAnywhere(canvas, m, columns, thing, middle);
        for (const seat of thing.seats) {
            const column = columns.zones.find(({ zone }) => zone === seat.zone);
            if (column !== undefined) {
                paintSeat(canvas, m, thing, seat, column, middle);
            }
        }
    }
    paintCopies(canvas, m, columns, row, middle - m.card.height / 2);
}

function center({ x, width }: Column): number {
    return x + width / 2;
}

/** A dotted line between the zones among which the scheduler chooses. */
function paintAnywhere(canvas: Canvas, m: Measures, { zones }: Columns, thing: Thing, y: number): void {
    const centers = zones.filter(({ zone }) => thing.seats.some((seat) => seat.zone === zone)).map(center);
    if (thing.anywhere > 0 && thing.shape !== "store" && centers.length > 1) {
        canvas.path([[Math.min(...centers), y], [Math.max(...centers), y]], {
            stroke: color(thing.layer),
            width: 1,
            dash: "1 4",
        });
    }
}

function paintSeat(canvas: Canvas, m: Measures, thing: Thing, seat: Seat, column: Column, y: number): void {
    switch (thing.shape) {
        case "pod":
            return paintTiles(canvas, m, thing, seat, column, y);
        case "service":
            return paintPill(canvas, m, thing, column, y);
        case "store":
            return paintCard(canvas, m, thing, seat, column, y);
    }
}

const TILE_GAP = 5;

function paintTiles(canvas: Canvas, m: Measures, thing: Thing, seat: Seat, column: Column, y: number): void {
    const most = Math.floor((column.width - 8 + TILE_GAP) / (m.tile + TILE_GAP));
    const open = thing.anywhere > 0 ? 1 : 0;
    const isCounted = seat.members + open > most;
    const solid = isCounted ? 1 : seat.members;
    const words = isCounted ? `×${seat.members}` : "";
    const width = (solid + open) * (m.tile + TILE_GAP) - TILE_GAP + (isCounted ? TILE_GAP + textWidth(words, m.small) : 0);
    let x = center(column) - width / 2;
    const tile = (dash: boolean) => {
        canvas.rect(
            { x, y: y - m.tile / 2, width: m.tile, height: m.tile },
            dash
                ? { fill: color("box"), stroke: color(thing.layer), strokeWidth: 1.5, dash: "3 2", radius: 4 }
                : { fill: color(thing.layer), radius: 4 },
        );
        x += m.tile + TILE_GAP;
    };
    Array.from({ length: solid }).forEach(() => tile(false));
    if (isCounted) {
        canvas.text(x, y + m.small * 0.36, words, { size: m.small });
        x += textWidth(words, m.small) + TILE_GAP;
    }
    Array.from({ length: open }).forEach(() => tile(true));
}

function paintPill(canvas: Canvas, m: Measures, thing: Thing, column: Column, y: number): void {
    const text = SEAT_WORDS[thing.id] ?? thing.label;
    const box = boxAt(column, y, textWidth(text, m.small) + 20, m.tile + 6);
    canvas.rect(box, { fill: color("box"), stroke: color(thing.layer), radius: box.height / 2 });
    canvas.text(center(column), y + m.small * 0.36, text, { size: m.small, anchor: "middle" });
}

function paintCard(canvas: Canvas, m: Measures, thing: Thing, seat: Seat, column: Column, y: number): void {
    const isOpen = seat.members === 0;
    if (isOpen && thing.anywhere === 0) {
        return;
    }
    const many = seat.members > 1 ? ` ×${seat.members}` : "";
    const text = `${seat.role ?? "data"}${many}${!isOpen && thing.anywhere > 0 ? " +" : ""}`;
    const box = boxAt(column, y, Math.min(column.width - 4, m.card.width), m.card.height);
    const dash = isOpen ? { dash: "3 2" } : {};
    canvas.rect(box, { fill: color("box"), stroke: color(thing.layer), strokeWidth: 1.5, radius: 5, ...dash });
    const inner = CYLINDER.width + 6 + textWidth(text, m.small);
    const x = center(column) - inner / 2;
    paintCylinder(canvas, x, y, thing.layer);
    canvas.text(x + CYLINDER.width + 6, y + m.small * 0.36, text, { size: m.small });
}

function boxAt(column: Column, y: number, width: number, height: number): Box {
    return { x: center(column) - width / 2, y: y - height / 2, width, height };
}

const CYLINDER = { width: 11, height: 14, curve: 2.5 };

export function paintCylinder(canvas: Canvas, x: number, y: number, layer: Thing["layer"]): void {
    const { width, height, curve } = CYLINDER;
    const [top, bottom] = [y - height / 2 + curve, y + height / 2 - curve];
    const arc = `a${width / 2} ${curve} 0 0`;
    canvas.outline(
        `M${x} ${top}${arc} 1 ${width} 0${arc} 1 ${-width} 0V${bottom}${arc} 0 ${width} 0V${top}`,
        { fill: "none", stroke: color(layer) },
    );
}

const MODE_WORDS: Readonly<Record<string, string>> = {
    synchronous: "synchronous",
    asynchronous: "asynchronous",
    quorum: "by majority",
    backup: "backup",
};

/** One line above the members for each way of copying, with an arrow down to each copy. */
function paintCopies(canvas: Canvas, m: Measures, columns: Columns, row: Row, cardTop: number): void {
    const xOf = (zone: string) => columns.zones.filter((column) => column.zone === zone).map(center)[0] ?? columns.seats;
    modesOf(row).forEach((mode, index) => {
        const copies = row.copies.filter((copy) => copy.mode === mode);
        const y = cardTop - 5 - index * LEVEL;
        const from = copies.flatMap((copy) => ("zone" in copy.from ? xOf(copy.from.zone) : []))[0];
        const targets = copies.flatMap((copy) => ("zone" in copy.to ? xOf(copy.to.zone) : []));
        const nearest = targets[0];
        if (from === undefined || nearest === undefined) {
            return;
        }
        const start = from - index * 7;
        const ends = targets.map((x) => x + (index === 0 ? 0 : 7));
        const style = { stroke: color("copy"), dash: COPY_DASH };
        const titles = copies.map(
            ({ from: source, to, what }) => `${thingOf(source) ?? ""} to ${thingOf(to) ?? ""}, ${mode}: ${what}`,
        );
        canvas.group([...new Set(titles)], () => {
            canvas.path([[start, cardTop], [start, y], [Math.max(...ends), y]], style);
            for (const x of ends) {
                canvas.path([[x, y], [x, cardTop - 2]], style);
                canvas.arrowHead(x, cardTop, "down", color("copy"));
            }
            if (mode === "quorum") {
                canvas.arrowHead(start, cardTop, "down", color("copy"));
            }
            const left = Math.max(...columns.zones.map(center).filter((x) => x < nearest));
            canvas.text((left + nearest) / 2, y - 3, MODE_WORDS[mode] ?? mode, {
                size: 11,
                anchor: "middle",
                color: "copies",
            });
        });
    });
}

function chipsOf(m: Measures, columns: Columns, row: Row): Flow {
    const x = columns.seats;
    return flowOf(row.things.map((thing) => chipText(row, thing)), {
        x,
        width: columns.right - 8 - x,
        size: m.small,
        height: CHIP.height,
        gap: CHIP.gap,
        inset: CHIP.inset,
    });
}

function chipText({ kind }: Row, { label, members, shape }: Thing): string {
    return `${shape === "store" ? "    " : ""}${label}${kind === "counted" ? ` ×${countOf(members)}` : ""}`;
}

function paintChips(canvas: Canvas, m: Measures, columns: Columns, placed: PlacedRow): void {
    const { row, content } = placed;
    const { boxes } = chipsOf(m, columns, row);
    row.things.forEach((thing, index) => {
        const box = boxes[index];
        if (box === undefined) {
            return;
        }
        const at = { ...box, y: content + PAD + box.y };
        canvas.group(titleOf({ ...row, things: [thing] }), () => {
            canvas.rect(at, { fill: color("box"), stroke: color(thing.layer), radius: 5 });
            const isStored = thing.shape === "store";
            if (isStored) {
                paintCylinder(canvas, at.x + CHIP.inset, at.y + at.height / 2, thing.layer);
            }
            canvas.text(
                at.x + at.width - CHIP.inset,
                at.y + at.height / 2 + m.small * 0.36,
                chipText(row, thing).trimStart(),
                { size: m.small, anchor: "end" },
            );
        });
    });
}
