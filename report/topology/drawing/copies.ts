import type { Copy } from "../model";
import type { Point } from "./canvas";
import { modesOf, type Column } from "./measures";
import { color, COPY_DASH } from "./palette";
import { thingOf, type Row } from "./rows";
import type { Sheet } from "./sheet";

const WORDS: Readonly<Record<Copy["mode"], string>> = {
    synchronous: "synchronous",
    asynchronous: "asynchronous",
    quorum: "by majority",
    backup: "backup",
};

/** From one level's line to the next, sideways. */
const STAGGER = 7;

/**
 * Copies from zone to zone: a line for each way of copying, above the members, with an arrow down to each copy. `top` is the upper edge
 * of the members.
 */
export function paintCopies(
    { canvas, columns }: Sheet,
    row: Row,
    top: number,
    level: number,
    center: (column: Column) => number,
): void {
    const xOf = (place: Copy["from"]) =>
        columns.zones.filter((column) => "zone" in place && column.zone === place.zone).map(center);
    modesOf(row).forEach((mode, index) => {
        const copies = row.copies.filter((copy) => copy.mode === mode);
        const [from] = copies.flatMap((copy) => xOf(copy.from));
        const targets = copies.flatMap((copy) => xOf(copy.to));
        const [nearest] = targets;
        if (from === undefined || nearest === undefined) {
            return;
        }
        const y = top - 5 - index * level;
        const start = from - index * STAGGER;
        const style = { stroke: color("copy"), dash: COPY_DASH };
        const ends = targets.map((x) => x + index * STAGGER);
        const drop = (x: number): Point[] => [
            [x, y],
            [x, top],
        ];
        canvas.group([...new Set(copies.map(titleOf))], () => {
            canvas.path(
                [
                    [start, y],
                    [Math.max(...ends), y],
                ],
                style,
            );
            ends.forEach((x) => canvas.arrow(drop(x), style));
            // Where most decide, everyone copies from everyone.
            return mode === "quorum" ? canvas.arrow(drop(start), style) : canvas.path(drop(start), style);
        });
        const before = Math.max(...columns.zones.map(center).filter((x) => x < nearest));
        canvas.text((before + nearest) / 2, y - 3, WORDS[mode], { size: 11, anchor: "middle", color: "copies" });
    });
}

function titleOf({ from, to, mode, what }: Copy): string {
    return `${thingOf(from) ?? ""} to ${thingOf(to) ?? ""}, ${WORDS[mode]}: ${what}`;
}
