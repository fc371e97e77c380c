import type { Point } from "./canvas";
import { isStep, type Lane } from "./lanes";
import type { PlacedRow } from "./measures";
import { color, COPY_DASH } from "./palette";
import type { Sheet } from "./sheet";

/** Above the middle of a row are those that ask it, below are those that it asks. */
const IN = -4;
const OUT = 4;

/** From the next line of the links to the rows. */
const REACH = 14;

export function paintLanes(sheet: Sheet, rows: readonly PlacedRow[], lanes: readonly Lane[]): void {
    // The long ones first, so that dots of short ones are on top.
    for (const lane of [...lanes].sort((a, b) => b.column - a.column)) {
        const [before, target] = [rows[lane.target - 1], rows[lane.target]];
        if (target !== undefined) {
            sheet.canvas.group(lane.links, () =>
                isStep(lane) && before !== undefined
                    ? paintStep(sheet, before, target)
                    : paintLane(sheet, rows, lane, target),
            );
        }
    }
}

/** From a row straight down to the next. */
function paintStep(sheet: Sheet, from: PlacedRow, to: PlacedRow): void {
    const x = stepOf(sheet);
    sheet.canvas.arrow(
        [
            [x, from.y + from.height],
            [x, to.y],
        ],
        { stroke: color(to.row.layer) },
    );
}

/** Where an arrow from row to row crosses neither the name of a layer nor that of a zone. */
function stepOf({ m, columns: { left, right, zones } }: Sheet): number {
    const last = zones.at(-1);
    return m.labels === "beside"
        ? left + 150
        : last === undefined || zones.length === 1
          ? right - 20
          : last.x - m.zoneGap / 2;
}

function paintLane(
    { canvas, m, columns: { left } }: Sheet,
    rows: readonly PlacedRow[],
    lane: Lane,
    target: PlacedRow,
): void {
    const x = left - REACH - lane.column * m.lane;
    const style =
        lane.kind === "copy" ? { stroke: color("copy"), dash: COPY_DASH } : { stroke: color(target.row.layer) };
    // Links and copies may end at the same row.
    const into = target.hook + (lane.kind === "copy" ? OUT : IN);
    const callers = lane.callers.flatMap((index) => rows[index] ?? []).map(({ hook }) => hook + OUT);
    const ends = [...callers, into];
    const vertical: Point[] = [
        [x, Math.min(...ends)],
        [x, Math.max(...ends)],
    ];
    canvas.path(vertical, style);
    canvas.arrow(
        [
            [x, into],
            [left, into],
        ],
        style,
    );
    for (const y of callers) {
        canvas.path(
            [
                [x, y],
                [left, y],
            ],
            style,
        );
        canvas.circle(x, y, 2.6, style.stroke);
    }
}
