import type { Topology } from "../model";
import type { Canvas } from "./canvas";
import type { Columns, Measures } from "./measures";
import { color } from "./palette";
import { COPY_DASH } from "./paintLanes";
import { paintCylinder } from "./paintRows";
import { textWidth } from "./textWidth";

interface Entry {
    readonly text: string;
    readonly width: number;
    readonly paint: (canvas: Canvas, m: Measures, x: number, y: number) => void;
}

const ENTRIES: readonly Entry[] = [
    {
        text: "a member, surely in this zone",
        width: 16,
        paint: (canvas, m, x, y) =>
            canvas.rect({ x, y: y - m.tile / 2, width: m.tile, height: m.tile }, { fill: color("application"), radius: 4 }),
    },
    {
        text: "may be here: the scheduler chooses the zone, and restarts it elsewhere",
        width: 16,
        paint: (canvas, m, x, y) =>
            canvas.rect(
                { x, y: y - m.tile / 2, width: m.tile, height: m.tile },
                { fill: color("box"), stroke: color("application"), strokeWidth: 1.5, dash: "3 2", radius: 4 },
            ),
    },
    { text: "keeps data", width: 12, paint: (canvas, _, x, y) => paintCylinder(canvas, x, y, "data") },
    {
        text: "talks to: from every dot to the arrow",
        width: 34,
        paint: (canvas, _, x, y) => {
            canvas.circle(x + 3, y, 2.6, color("application"));
            canvas.path([[x + 3, y], [x + 32, y]], { stroke: color("application") });
            canvas.arrowHead(x + 34, y, "right", color("application"));
        },
    },
    {
        text: "copied to",
        width: 34,
        paint: (canvas, _, x, y) => {
            canvas.path([[x, y], [x + 32, y]], { stroke: color("copy"), dash: COPY_DASH });
            canvas.arrowHead(x + 34, y, "right", color("copy"));
        },
    },
];

const GAP = { sign: 7, entry: 22, line: 22 };

/** What signs and lines mean; returns where it ends. */
export function paintLegend(canvas: Canvas, m: Measures, { width }: Columns, top: number, _: Topology): number {
    let [x, y] = [m.margin, top + 24];
    for (const { text, width: sign, paint } of ENTRIES) {
        const own = sign + GAP.sign + textWidth(text, m.small);
        if (x > m.margin && x + own > width - m.margin) {
            [x, y] = [m.margin, y + GAP.line];
        }
        paint(canvas, m, x, y);
        canvas.text(x + sign + GAP.sign, y + m.small * 0.36, text, { size: m.small, color: "muted" });
        x += own + GAP.entry;
    }
    return y + m.small * 0.5;
}
