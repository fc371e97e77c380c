import { describeTopology } from "./describe";
import { escaped } from "./drawing/canvas";
import { paintTopology } from "./drawing/paint";
import { PREFIX, styleSheet } from "./drawing/palette";
import type { Topology } from "./model";

export interface PictureOptions {
    /** `wide` for a page, `narrow` for a phone. Default: `wide`. */
    readonly width?: "wide" | "narrow";
}

/** The picture as an `<svg>` element without ids, scripts, or anything from elsewhere. The same topology gives the same bytes. */
export function drawTopology(topology: Topology, { width: layout = "wide" }: PictureOptions = {}): string {
    const { width, height, elements } = paintTopology(topology, layout);
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" class="${PREFIX}" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
        `<title>${escaped(titleOf(topology))}</title>`,
        `<desc>${escaped(describeTopology(topology).join("\n"))}</desc>`,
        `<style>\n${styleSheet()}\n</style>`,
        ...elements,
        "</svg>",
        "",
    ].join("\n");
}

function titleOf({ stack, region, zones }: Topology): string {
    return `Topology of ${stack}${region === undefined ? "" : ` in ${region}`}: zones ${zones.join(", ")}`;
}
