import type { Topology } from "../model";
import { Canvas, type TextBox } from "./canvas";
import { paintFrames } from "./frames";
import { isStep, lanesOf } from "./lanes";
import { paintLegend } from "./legend";
import { columnsOf, MEASURES, placedRows } from "./measures";
import { paintOtherRegion } from "./otherRegions";
import { paintLanes } from "./paintLanes";
import { contentHeight, labelWidth, paintRow } from "./paintRows";
import { isInRegion, rowsOf, type Row } from "./rows";
import { paintTitle } from "./title";

/** So wide are names at least: the arrows of the way in are under them. */
const LEAST_LABEL = 180;

/** A painted picture, before it is written down. */
export interface Painting {
    readonly width: number;
    readonly height: number;
    readonly elements: readonly string[];
    readonly texts: readonly TextBox[];
}

export function paintTopology(topology: Topology, width: keyof typeof MEASURES): Painting {
    const canvas = new Canvas();
    const m = MEASURES[width];
    const rows = rowsOf(topology);
    const lanes = lanesOf(rows, topology.links, topology.copies);
    const steps = new Set(lanes.filter(isStep).map(({ target }) => target));
    const widthOf = (row: Row) => labelWidth(m, row);
    const columns = columnsOf(m, topology.zones, {
        lanes: Math.max(0, ...lanes.filter((lane) => !isStep(lane)).map(({ column }) => column + 1)),
        labelWidth: Math.max(LEAST_LABEL, ...rows.filter(isInRegion).map(widthOf)),
        outsideWidth: Math.max(...rows.filter((row) => !isInRegion(row)).map(widthOf), 0),
        hasOther: topology.otherRegions.length > 0,
    });
    const sheet = { canvas, m, columns };

    const paintBackground = canvas.reserve();
    const top = paintTitle(sheet, topology);
    const placed = placedRows(m, rows, top, (row) => contentHeight(m, columns, row), steps);
    const frameBottom = paintFrames(sheet, placed, topology);
    paintLanes(sheet, placed.rows, lanes);
    placed.rows.forEach((row) => paintRow(sheet, row));
    const bottom = paintOtherRegion(sheet, placed, frameBottom, topology);
    const height = Math.ceil(paintLegend(sheet, bottom, topology) + m.margin);
    paintBackground({ x: 0, y: 0, width: columns.width, height });

    return { width: columns.width, height, elements: canvas.elements, texts: canvas.texts };
}
