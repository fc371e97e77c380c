import type { Topology } from "../model";
import type { Canvas } from "./canvas";
import { paintCylinder, paintMachine, paintTile } from "./members";
import { color, COPY_DASH } from "./palette";
import type { Sheet } from "./sheet";
import { textWidth } from "./textWidth";

interface Entry {
    readonly text: string;
    /** Whether the picture has it. */
    readonly isUsed: (topology: Topology) => boolean;
    readonly width: number;
    /** `x` is the left edge of the sign, `y` its middle. */
    readonly paint: (canvas: Canvas, x: number, y: number) => void;
}

const TILE = 15;
const LINE = 34;

const ENTRIES: readonly Entry[] = [
    {
        text: "a member",
        isUsed: ({ things }) => things.some(({ seats }) => seats.some(({ members }) => members > 0)),
        width: TILE,
        paint: (canvas, x, y) => paintTile(canvas, x, y, TILE, "application", false),
    },
    {
        text: "may be here: the scheduler chooses the zone",
        isUsed: ({ things }) => things.some(({ anywhere, layer }) => anywhere > 0 && layer !== "operations"),
        width: TILE,
        paint: (canvas, x, y) => paintTile(canvas, x, y, TILE, "application", true),
    },
    {
        text: "a machine",
        isUsed: ({ things }) => things.some(({ shape }) => shape === "machine"),
        width: TILE,
        paint: (canvas, x, y) => paintMachine(canvas, x, y, TILE, "machines"),
    },
    {
        text: "keeps data",
        isUsed: ({ things }) => things.some(({ shape }) => shape === "store"),
        width: 11,
        paint: (canvas, x, y) => paintCylinder(canvas, x, y, "data"),
    },
    {
        text: "talks to: from each dot to the arrow",
        isUsed: ({ things }) => things.some(({ layer }) => layer === "application"),
        width: LINE,
        paint: (canvas, x, y) => {
            canvas.circle(x + 3, y, 2.6, color("application"));
            canvas.arrow(
                [
                    [x + 3, y],
                    [x + LINE, y],
                ],
                { stroke: color("application") },
            );
        },
    },
    {
        text: "is copied to",
        isUsed: ({ copies }) => copies.length > 0,
        width: LINE,
        paint: (canvas, x, y) =>
            canvas.arrow(
                [
                    [x, y],
                    [x + LINE, y],
                ],
                { stroke: color("copy"), dash: COPY_DASH },
            ),
    },
];

const GAP = { sign: 7, entry: 22, line: 22, above: 24 };

/** What signs and lines mean; returns where it ends. */
export function paintLegend({ canvas, m, columns }: Sheet, top: number, topology: Topology): number {
    let [x, y] = [m.margin, top + GAP.above];
    for (const { text, width, paint } of ENTRIES.filter(({ isUsed }) => isUsed(topology))) {
        const own = width + GAP.sign + textWidth(text, m.small);
        if (x > m.margin && x + own > columns.width - m.margin) {
            [x, y] = [m.margin, y + GAP.line];
        }
        paint(canvas, x, y);
        canvas.text(x + width + GAP.sign, y + m.small * 0.36, text, { size: m.small, color: "muted" });
        x += own + GAP.entry;
    }
    return y + m.small * 0.5;
}
