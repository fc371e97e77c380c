import type { Topology } from "../model";
import { headerOf, type Measures, type PlacedRows } from "./measures";
import { color } from "./palette";
import { isInRegion } from "./rows";
import type { Sheet } from "./sheet";
import { textWidth } from "./textWidth";

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
        canvas.text(x + width / 2, frameTop + header.zones, nameIn(zone, width, m, topology.region), {
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

/** What a zone has beside the name of its region, where the whole name is too wide. */
function nameIn(zone: string, width: number, m: Measures, region: string | undefined): string {
    const isTooWide = textWidth(zone, m.label, true) > width - 4;
    return isTooWide && region !== undefined && zone.startsWith(region) ? `zone ${zone.slice(region.length)}` : zone;
}
