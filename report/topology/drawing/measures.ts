import type { Box } from "./canvas";
import { isInRegion, type Row } from "./rows";
import { wrapped } from "./textWidth";

/** Sizes of the picture in pixels, for a page and for a phone. */
export interface Measures {
    readonly width: number;
    readonly margin: number;
    /** Inside of frames. */
    readonly pad: number;
    /** From one vertical line of the links to the next. */
    readonly lane: number;
    /** Where labels stand, seen from the zones. */
    readonly labels: "beside" | "above";
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
    readonly card: { readonly width: number; readonly height: number; readonly text: number };
    readonly rowGap: number;
}

export const MEASURES: Readonly<Record<"wide" | "narrow", Measures>> = {
    wide: {
        width: 1200,
        margin: 20,
        pad: 14,
        lane: 12,
        labels: "beside",
        otherWidth: 212,
        regionGap: 44,
        zoneGap: 10,
        zoneWidth: 280,
        title: 20,
        label: 13.5,
        small: 12,
        tile: 17,
        card: { width: 116, height: 26, text: 12 },
        rowGap: 5,
    },
    narrow: {
        width: 390,
        margin: 6,
        pad: 5,
        lane: 6,
        labels: "above",
        regionGap: 34,
        zoneGap: 5,
        zoneWidth: 300,
        title: 17,
        label: 13,
        small: 11,
        tile: 13,
        card: { width: 92, height: 24, text: 10 },
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
    /** Right edge of rows outside of the region. */
    readonly outside: number;
    /** Frame of the region. */
    readonly frame: { readonly x: number; readonly width: number };
    /** The other region, where it stands beside. */
    readonly other?: { readonly x: number; readonly width: number };
    /** Of the whole picture. */
    readonly width: number;
}

/** What the content of a picture asks for. */
export interface Widths {
    /** Vertical lines of links side by side. */
    readonly lanes: number;
    readonly labelWidth: number;
    /** Of what is outside of the region. */
    readonly outsideWidth: number;
    readonly hasOther: boolean;
}

export function columnsOf(
    m: Measures,
    zones: readonly string[],
    { lanes, labelWidth, outsideWidth, hasOther }: Widths,
): Columns {
    const { margin, pad, zoneGap } = m;
    const other = hasOther && m.otherWidth !== undefined ? m.otherWidth : 0;
    const left = margin + pad + lanes * m.lane + ROOM_OF_HEADS;
    const seats = left + (m.labels === "beside" ? labelWidth : INSET);
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
        outside: m.labels === "beside" ? Math.max(seats, Math.min(right, left + outsideWidth)) : right,
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

/** Boxes of these widths in a room that begins at `x`; their `y` begins at 0. */
export function flowOf(
    widths: readonly number[],
    room: { readonly x: number; readonly width: number; readonly height: number; readonly gap: number },
): Flow {
    const { x, height, gap } = room;
    const boxes: Box[] = [];
    let [left, top] = [x, 0];
    for (const width of widths) {
        if (left > x && left + width > x + room.width) {
            [left, top] = [x, top + height + gap];
        }
        boxes.push({ x: left, y: top, width, height });
        left += width + gap;
    }
    return { boxes, height: widths.length === 0 ? 0 : top + height };
}

/** Ways in which members of a row copy from zone to zone. */
export function modesOf({ copies }: Row): Row["copies"][number]["mode"][] {
    return [...new Set(copies.map(({ mode }) => mode))];
}

/** All rows, and the frame of the region around most of them. */
export interface PlacedRows {
    readonly rows: readonly PlacedRow[];
    readonly frameTop: number;
    /** End of the last row. */
    readonly bottom: number;
}

/** Where rows are from top to bottom, beginning at `top`; `steps`: indexes of rows that an arrow from the row before leads to. */
export function placedRows(
    m: Measures,
    rows: readonly Row[],
    top: number,
    contentHeight: (row: Row) => number,
    steps: ReadonlySet<number>,
): PlacedRows {
    const placed: PlacedRow[] = [];
    let y = top;
    let frameTop = top;
    rows.forEach((row, index) => {
        const before = rows[index - 1];
        if (isInRegion(row) && (before === undefined || !isInRegion(before))) {
            frameTop = y + FRAME_GAP;
            y = frameTop + headerOf(m).height;
        }
        const begins = isInRegion(row) && (before === undefined || before.layer !== row.layer || !isInRegion(before));
        const heading = begins ? y + HEADING : undefined;
        y += begins ? HEADING + 5 : 0;
        const labelHeight = m.labels === "above" && row.kind !== "counted" ? m.label + 9 : 0;
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
        y += height + (steps.has(index + 1) ? STEP_GAP : m.rowGap);
    });
    return { rows: placed, frameTop, bottom: y - m.rowGap };
}

/** Room for an arrow from a row to the next. */
const STEP_GAP = 14;

/** Between the rows outside of the region and its frame. */
const FRAME_GAP = 2;

/** Names of region and zones: side by side or, where that is too narrow, below each other. */
export function headerOf({ labels }: Measures): {
    readonly height: number;
    readonly region: number;
    readonly zones: number;
} {
    return labels === "beside" ? { height: 34, region: 23, zones: 23 } : { height: 50, region: 20, zones: 40 };
}

/** Name of a layer. */
const HEADING = 15;

/** A text in a column. */
export interface Lines {
    readonly lines: readonly string[];
    readonly height: number;
    /** From one line to the next. */
    readonly step: number;
}

export function linesOf(text: string, size: number, width: number): Lines {
    const lines = wrapped(text, size, width);
    const step = size * 1.35;
    return { lines, height: lines.length * step, step };
}
