import type { Topology } from "../model";
import type { Canvas } from "./canvas";
import { FRAME_HEADER, type Columns, type Measures, type placedRows } from "./measures";
import { color } from "./palette";
import { isInRegion } from "./rows";

/** Frame of the region, columns of the zones; returns where the frame ends. */
export function paintFrames(
    canvas: Canvas,
    m: Measures,
    columns: Columns,
    { rows, frameTop, bottom }: ReturnType<typeof placedRows>,
    topology: Topology,
): number {
    const { frame } = columns;
    const end = bottom + m.pad;
    canvas.rect(
        { x: frame.x, y: frameTop, width: frame.width, height: end - frameTop },
        { fill: color("page"), stroke: color("frame"), radius: 10 },
    );
    const inZones = rows.filter(({ row }) => isInRegion(row) && row.kind !== "regional");
    const last = inZones.at(-1);
    const zonesEnd = last === undefined ? end : last.y + last.height + m.rowGap;
    const isBeside = m.labelWidth !== undefined;
    if (isBeside) {
        canvas.text(frame.x + m.pad, frameTop + 23, topology.region ?? "cluster", { size: m.label, bold: true });
    }
    for (const { zone, x, width } of columns.zones) {
        canvas.rect(
            { x, y: frameTop + 6, width, height: zonesEnd - frameTop - 6 },
            { fill: color("zone"), radius: 6 },
        );
        canvas.text(x + width / 2, frameTop + FRAME_HEADER - 11, zone, {
            size: isBeside ? m.label : m.small,
            bold: true,
            anchor: "middle",
        });
    }
    return end;
}
