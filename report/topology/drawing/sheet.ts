import type { Canvas } from "./canvas";
import type { Columns, Measures } from "./measures";

/** What everything is painted on: a canvas, sizes, and where things are from left to right. */
export interface Sheet {
    readonly canvas: Canvas;
    readonly m: Measures;
    readonly columns: Columns;
}
