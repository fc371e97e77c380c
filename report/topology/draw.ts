import { Canvas, escaped, type TextBox } from "./drawing/canvas";
import { paintFrames } from "./drawing/frames";
import { isStep, lanesOf } from "./drawing/lanes";
import { paintLanes } from "./drawing/paintLanes";
import { paintLegend } from "./drawing/legend";
import { columnsOf, MEASURES, placedRows } from "./drawing/measures";
import { paintOtherRegions } from "./drawing/otherRegions";
import { PREFIX, styleSheet } from "./drawing/palette";
import { contentHeight, paintRow } from "./drawing/paintRows";
import { rowsOf } from "./drawing/rows";
import { paintTitle } from "./drawing/title";
import { describeTopology } from "./describe";
import type { Topology } from "./model";

export interface PictureOptions {
    /** `wide` for a page, `narrow` for a phone. Default: `wide`. */
    readonly width?: "wide" | "narrow";
}

/** A painted picture, before it is written down. */
export interface Painting {
    readonly width: number;
    readonly height: number;
    readonly elements: readonly string[];
    readonly texts: readonly TextBox[];
}

/** The picture as an `<svg>` element without ids, scripts, or anything from elsewhere. The same topology gives the same bytes. */
export function drawTopology(topology: Topology, options: PictureOptions = {}): string {
    const { width, height, elements } = paintTopology(topology, options);
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

export function paintTopology(topology: Topology, { width = "wide" }: PictureOptions = {}): Painting {
    const canvas = new Canvas();
    const measures = MEASURES[width];
    const rows = rowsOf(topology);
    const lanes = lanesOf(rows, topology.links, topology.copies);
    const laneColumns = lanes.filter((lane) => !isStep(lane)).map(({ column }) => column + 1);
    const columns = columnsOf(measures, topology.zones, Math.max(0, ...laneColumns), topology.otherRegions.length > 0);
    const background = canvas.reserve();
    const top = paintTitle(canvas, measures, columns, topology);
    const placed = placedRows(measures, rows, top, (row) => contentHeight(measures, columns, row));
    const frameBottom = paintFrames(canvas, measures, columns, placed, topology);
    paintLanes(canvas, measures, columns, placed.rows, lanes);
    placed.rows.forEach((row) => paintRow(canvas, measures, columns, row));
    const bottom = paintOtherRegions(canvas, measures, columns, placed, frameBottom, topology);
    const height = Math.ceil(paintLegend(canvas, measures, columns, bottom, topology) + measures.margin);
    background({ x: 0, y: 0, width: columns.width, height });
    return { width: columns.width, height, elements: canvas.elements, texts: canvas.texts };
}
