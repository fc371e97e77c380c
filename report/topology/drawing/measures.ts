import type { Box } from "./canvas";
import { isInRegion, type Row } from "./rows";
import { textWidth, wrapped } from "./textWidth";

/** Sizes of the picture in pixels, for a page and for a phone. */
export interface Measures {
    readonly width: number;
    readonly margin: number;
    /** Inside of frames. */
    readonly pad: number;
    /** From one vertical line of the links to the next. */
    readonly lane: number;
    /** Labels stand beside the zones, so wide; undefined: above them. */
    readonly labelWidth?: number;
    /** Another region stands beside this one, so wide; undefined: below it. */
    readonly otherWidth?: number;
    /** Between this region and the other one. */
    readonly regionGap: number;
    readonly zoneGap: number;
    /** The most that a zone takes. */
    readonly zoneWidth: number;
    readonly title: number;
    readonly label: number;
    readonly small: number;
    /** Members of a workload. */
    readonly tile: number;
    readonly card: { readonly width: number; readonly height: number };
    readonly rowGap: number;
}

export const MEASURES: Readonly<Record<"wide" | "narrow", Measures>> = {
    wide: {
        width: 1200,
        margin: 20,
        pad: 14,
        lane: 12,
        labelWidth: 196,
        otherWidth: 196,
        regionGap: 52,
        zoneGap: 10,
        zoneWidth: 280,
        title: 20,
        label: 14,
        small: 12,
        tile: 16,
        card: { width: 116, height: 26 },
        rowGap: 5,
    },
    narrow: {
        width: 390,
        margin: 8,
        pad: 6,
        lane: 7,
        regionGap: 34,
        zoneGap: 5,
        zoneWidth: 200,
        title: 17,
        label: 13,
        small: 11,
        tile: 13,
        card: { width: 92, height: 24 },
        rowGap: 5,
    },
};

/** A zone's part of the picture, from left to right. */
export interface Column {
    readonly zone: string;
    readonly x: number;
    readonly width: number;
}

/** Where things are from left to right. */
export interface Columns {
    /** Left edge of rows, right of the links. */
    readonly left: number;
    readonly right: number;
    /** Left edge of what is in zones. */
    readonly seats: number;
    readonly zones: readonly Column[];
    /** Frame of the region. */
    readonly frame: { readonly x: number; readonly width: number };
    /** The other region, where it stands beside. */
    readonly other?: { readonly x: number; readonly width: number };
    /** Of the whole picture. */
    readonly width: number;
}

export function columnsOf(m: Measures, zones: readonly string[], lanes: number, hasOther: boolean): Columns {
    const { margin, pad, labelWidth = 0, zoneGap } = m;
    const other = hasOther && m.otherWidth !== undefined ? m.otherWidth : 0;
    const left = margin + pad + lanes * m.lane + ROOM_OF_HEADS;
    const seats = left + labelWidth + (labelWidth > 0 ? 0 : INSET);
    const room = m.width - margin - pad - (other > 0 ? other + m.regionGap : 0) - INSET - seats;
    const width = Math.floor(Math.min(m.zoneWidth, (room - zoneGap * (zones.length - 1)) / zones.length));
    const columns = zones.map((zone, index) => ({ zone, x: seats + index * (width + zoneGap), width }));
    const right = seats + zones.length * (width + zoneGap) - zoneGap + INSET;
    const frame = { x: margin, width: right + pad - margin };
    const otherX = frame.x + frame.width + m.regionGap;
    return {
        left,
        right,
        seats,
        zones: columns,
        frame,
        ...(other > 0 ? { other: { x: otherX, width: other } } : {}),
        width: (other > 0 ? otherX + other : frame.x + frame.width) + margin,
    };
}

/** Between the links and the rows: heads of arrows. */
const ROOM_OF_HEADS = 14;

/** Between the edge of a row and what is in it. */
const INSET = 8;

/** A row with its place from top to bottom. */
export interface PlacedRow {
    readonly row: Row;
    readonly y: number;
    readonly height: number;
    /** Middle of what stands for the row as a whole, where links begin and end. */
    readonly hook: number;
    /** Top of what is in zones. */
    readonly content: number;
    /** Heading over the row, where its layer begins. */
    readonly heading?: number;
}

/** Boxes of a row that flow from left to right, and into the next line. */
export interface Flow {
    readonly boxes: readonly Box[];
    readonly height: number;
}

export function flowOf(
    texts: readonly string[],
    { x, width, size, height, gap, inset }: { x: number; width: number; size: number; height: number; gap: number; inset: number },
): Flow {
    const boxes: Box[] = [];
    let [left, top] = [x, 0];
    for (const text of texts) {
        const own = textWidth(text, size) + 2 * inset;
        if (left > x && left + own > x + width) {
            [left, top] = [x, top + height + gap];
        }
        boxes.push({ x: left, y: top, width: own, height });
        left += own + gap;
    }
    return { boxes, height: texts.length === 0 ? 0 : top + height };
}

/** Levels above the members of a row on which copies go from zone to zone: one for each way of copying. */
export function modesOf({ copies }: Row): Row["copies"][number]["mode"][] {
    return [...new Set(copies.map(({ mode }) => mode))];
}

/** Height of such a level: a line and the word above it. */
export const LEVEL = 15;

/** Where rows are from top to bottom, beginning at `top`. */
export function placedRows(
    m: Measures,
    rows: readonly Row[],
    top: number,
    contentHeight: (row: Row) => number,
): { readonly rows: readonly PlacedRow[]; readonly frameTop: number; readonly bottom: number } {
    const placed: PlacedRow[] = [];
    let y = top;
    let frameTop = top;
    const labelHeight = m.labelWidth === undefined ? m.label + 9 : 0;
    rows.forEach((row, index) => {
        const before = rows[index - 1];
        if (isInRegion(row) && (before === undefined || !isInRegion(before))) {
            frameTop = y + FRAME_GAP;
            y = frameTop + FRAME_HEADER;
        }
        const begins = isInRegion(row) && (before === undefined || before.layer !== row.layer || !isInRegion(before));
        const heading = begins ? y + HEADING : undefined;
        y += begins ? HEADING + 5 : 0;
        const inner = contentHeight(row);
        const height = labelHeight + inner + (labelHeight > 0 && inner === 0 ? 5 : 0);
        placed.push({
            row,
            y,
            height,
            hook: labelHeight > 0 ? y + labelHeight / 2 + 2 : y + height / 2,
            content: y + labelHeight,
            ...(heading === undefined ? {} : { heading }),
        });
        y += height + m.rowGap;
    });
    return { rows: placed, frameTop, bottom: y - m.rowGap };
}

/** Between the rows outside of the region and its frame. */
const FRAME_GAP = 12;

/** Names of region and zones. */
export const FRAME_HEADER = 34;

/** Name of a layer. */
const HEADING = 15;

/** Lines of a text in a column, and their height. */
export function linesOf(text: string, size: number, width: number): { readonly lines: readonly string[]; readonly height: number } {
    const lines = wrapped(text, size, width);
    return { lines, height: lines.length * size * 1.35 };
}
