import type { Topology } from "../model";
import { headerOf, type Measures, type PlacedRows } from "./measures";
import { color } from "./palette";
import { isInRegion } from "./rows";
import type { Sheet } from "./sheet";
import { fitted, textWidth } from "./textWidth";

/** From the baseline of a zone's name up to its edge. */
const OVER_NAME = 17;

/** Frame of the region, columns of the zones; returns where the frame ends. */
export function paintFrames({ canvas, m, columns }: Sheet, placed: PlacedRows, topology: Topology): number {
    const { frameTop, bottom } = placed;
    const { frame } = columns;
    const end = bottom + m.pad;
    const header = headerOf(m);
    canvas.rect(
        { ...frame, y: frameTop, height: end - frameTop },
        { fill: "none", stroke: color("frame"), radius: 10 },
    );
    canvas.text(frame.x + m.pad, frameTop + header.region, topology.region ?? "cluster", { size: m.label, bold: true });
    const top = frameTop + header.zones - OVER_NAME;
    for (const { zone, x, width } of columns.zones) {
        canvas.rect(
            { x, y: top, width, height: zonesEnd(placed, m) - top },
            { fill: color("zone"), stroke: color("line"), radius: 6 },
        );
        canvas.text(x + width / 2, frameTop + header.zones, nameIn(zone, width, m, topology.zones), {
            size: m.label,
            bold: true,
            anchor: "middle",
        });
    }
    return end;
}

/** Zones reach as far as there is something in them. */
function zonesEnd({ rows, bottom }: PlacedRows, m: Measures): number {
    const last = rows.filter(({ row }) => isInRegion(row) && row.kind !== "regional").at(-1);
    return last === undefined ? bottom : last.y + last.height + m.rowGap;
}

/** Where the names of zones are too wide, what they have in common is left out. */
function nameIn(zone: string, width: number, { label }: Measures, zones: readonly string[]): string {
    const room = width - 4;
    const shared = sharedStart(zones);
    return textWidth(zone, label, true) <= room || shared === zone.length
        ? fitted(zone, label, room, true)
        : fitted(`…${zone.slice(shared)}`, label, room, true);
}

/** How many characters all names begin with. */
function sharedStart(names: readonly string[]): number {
    const [first = ""] = names;
    const differs = [...first].findIndex((character, index) => names.some((name) => name[index] !== character));
    return differs < 0 ? first.length : differs;
}
