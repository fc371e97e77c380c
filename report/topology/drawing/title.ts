import type { Topology } from "../model";
import type { Canvas } from "./canvas";
import type { Columns, Measures } from "./measures";
import { linesOf } from "./measures";

/** Name of the stack and what it is; returns where the rest of the picture begins. */
export function paintTitle(canvas: Canvas, m: Measures, { width }: Columns, topology: Topology): number {
    const baseline = m.margin + m.title;
    canvas.text(m.margin, baseline, topology.stack, { size: m.title, bold: true });
    const { lines, height } = linesOf(subtitleOf(topology), m.small, width - 2 * m.margin);
    lines.forEach((line, index) =>
        canvas.text(m.margin, baseline + m.small * 1.6 + index * m.small * 1.35, line, { size: m.small, color: "muted" }),
    );
    return baseline + height + m.small * 1.6;
}

function subtitleOf({ region, zones, otherRegions, takesOver }: Topology): string {
    const where = region ?? "one cluster";
    const zoneCount = zones.length === 1 ? "one zone" : `${zones.length} zones`;
    const copies = otherRegions.length === 0 ? [] : [`copies in ${otherRegions.map(({ name }) => name).join(", ")}`];
    const part =
        takesOver === undefined
            ? []
            : [
                  takesOver.active
                      ? `has taken over from ${takesOver.from}`
                      : `a pilot light that takes over from ${takesOver.from}, with a database from ${takesOver.database}`,
              ];
    return [`${where}, ${zoneCount}`, ...copies, ...part].join(" · ");
}
