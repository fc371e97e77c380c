import type { Canvas } from "./canvas";
import { isStep, span, type Lane } from "./lanes";
import type { Columns, Measures, PlacedRow } from "./measures";
import { color } from "./palette";

/** Above the middle of a row are those that ask it, below are those that it asks. */
const IN = -4;
const OUT = 4;

/** Long and short pieces of the line of a copy. */
export const COPY_DASH = "5 3";

export function paintLanes(
    canvas: Canvas,
    m: Measures,
    { left }: Columns,
    rows: readonly PlacedRow[],
    lanes: readonly Lane[],
): void {
    // The long ones first, so that dots of short ones are on top.
    for (const lane of [...lanes].sort((a, b) => b.column - a.column)) {
        const target = rows[lane.target];
        if (target !== undefined) {
            canvas.group(lane.links, () =>
                isStep(lane) ? paintStep(canvas, left, rows, lane) : paintLane(canvas, m, left, rows, lane, target),
            );
        }
    }
}

function strokeOf({ kind }: Lane, { row }: PlacedRow): string {
    return color(kind === "copy" ? "copy" : row.layer);
}

/** From a row straight down to the next. */
function paintStep(canvas: Canvas, left: number, rows: readonly PlacedRow[], lane: Lane): void {
    const [from, to] = [rows[lane.target - 1], rows[lane.target]];
    if (from !== undefined && to !== undefined) {
        const x = left + STEP_INSET;
        const stroke = strokeOf(lane, to);
        canvas.path([[x, from.y + from.height], [x, to.y - 2]], { stroke });
        canvas.arrowHead(x, to.y, "down", stroke);
    }
}

const STEP_INSET = 16;

function paintLane(
    canvas: Canvas,
    m: Measures,
    left: number,
    rows: readonly PlacedRow[],
    lane: Lane,
    target: PlacedRow,
): void {
    const x = left - 14 - lane.column * m.lane;
    const stroke = strokeOf(lane, target);
    const dash = lane.kind === "copy" ? { dash: COPY_DASH } : {};
    const into = target.hook + IN;
    const callers = lane.callers.flatMap((index) => rows[index] ?? []).map(({ hook }) => hook + OUT);
    const [first, last] = span(lane);
    const ends = [...callers, into];
    if (first !== last) {
        canvas.path([[x, Math.min(...ends)], [x, Math.max(...ends)]], { stroke, ...dash });
    }
    canvas.path([[x, into], [left - 2, into]], { stroke, ...dash });
    canvas.arrowHead(left, into, "right", stroke);
    for (const y of callers) {
        canvas.path([[x, y], [left, y]], { stroke, ...dash });
        canvas.circle(x, y, 2.6, stroke);
    }
}
