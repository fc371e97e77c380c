import type { Thing } from "../model";
import { flowOf, type Columns, type Flow, type Measures, type PlacedRow } from "./measures";
import { paintCylinder, SIGN } from "./members";
import { color } from "./palette";
import type { Row } from "./rows";
import type { Sheet } from "./sheet";
import { textWidth } from "./textWidth";

/** Small boxes with names, side by side: what is in no zone, or what is less important in which. */

const CHIP = { height: 22, gap: 5, inset: 8 };

/** Around all of them. */
export const CHIP_PAD = 6;

export function chipsHeight(m: Measures, columns: Columns, row: Row): number {
    return chipsOf(m, columns, row).height;
}

function chipsOf(m: Measures, columns: Columns, row: Row): Flow {
    const x = (row.kind === "regional" && m.labels === "beside" ? columns.seats : columns.left) + CHIP.inset;
    const widths = row.things.map((thing) => signOf(thing) + textWidth(textOf(thing), m.small) + 2 * CHIP.inset);
    return flowOf(widths, { x, width: columns.right - CHIP.inset - x, height: CHIP.height, gap: CHIP.gap });
}

function signOf({ shape }: Thing): number {
    return shape === "store" ? SIGN : 0;
}

/** One is not counted: it is there. */
function textOf({ label, members: { min } }: Thing): string {
    return min === 1 ? label : `${label} ×${min}`;
}

export function paintChips(
    { canvas, m, columns }: Sheet,
    { row, content }: PlacedRow,
    titleOf: (thing: Thing) => string,
): void {
    const { boxes } = chipsOf(m, columns, row);
    row.things.forEach((thing, index) => {
        const box = boxes[index];
        if (box === undefined) {
            return;
        }
        const y = content + CHIP_PAD + box.y;
        const middle = y + box.height / 2;
        const sign = signOf(thing);
        canvas.group([titleOf(thing)], () => {
            canvas.rect({ ...box, y }, { fill: color("box"), stroke: color(thing.layer), radius: 5 });
            if (sign > 0) {
                paintCylinder(canvas, box.x + CHIP.inset, middle, thing.layer);
            }
            canvas.text(box.x + (box.width + sign) / 2, middle + m.small * 0.36, textOf(thing), {
                size: m.small,
                anchor: "middle",
            });
        });
    });
}
