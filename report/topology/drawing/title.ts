import type { Topology } from "../model";
import { linesOf } from "./measures";
import type { Sheet } from "./sheet";

/** Name of the stack and what it is; returns where the rest of the picture begins. */
export function paintTitle({ canvas, m, columns }: Sheet, topology: Topology): number {
    const baseline = m.margin + m.title;
    canvas.text(m.margin, baseline, topology.stack, { size: m.title, bold: true });
    const { lines, height, step } = linesOf(subtitleOf(topology), m.small, columns.width - 2 * m.margin);
    const first = baseline + m.small * 1.6;
    lines.forEach((line, index) =>
        canvas.text(m.margin, first + index * step, line, { size: m.small, color: "muted" }),
    );
    return first + height;
}

function subtitleOf({ region, zones, otherRegions, takesOver }: Topology): string {
    const zoneCount = zones.length === 1 ? "one zone" : `${zones.length} zones`;
    const copies = otherRegions.length === 0 ? [] : [`copies in ${otherRegions.map(({ name }) => name).join(", ")}`];
    const part =
        takesOver === undefined
            ? []
            : takesOver.active
              ? [`has taken over from ${takesOver.from}`]
              : [`a pilot light that takes over from ${takesOver.from}, with a database from ${takesOver.database}`];
    return [`${region ?? "one cluster"}, ${zoneCount}`, ...copies, ...part].join(" · ");
}
