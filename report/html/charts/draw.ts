import * as echarts from "echarts";
import { html, Markup } from "../markup";

/** Charts as SVG that follows the page: colours are variables of its style sheet, and a narrow screen has a drawing of its own. */

export const INK = "var(--ink)";
export const MUTED = "var(--muted)";
export const RULE = "var(--rule)";
export const BAR = "var(--bar)";
export const BAR_LIGHT = "var(--bar-light)";
export const REDUCED = "var(--reduced)";
export const BAD = "var(--bad)";

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** Size of what is written in charts, pixels: they are never shrunk. */
export const FONT_SIZE = 12;

export interface Chart {
    /** Unique on the page: ids within the drawing begin with it. */
    readonly name: string;
    /** What it shows, in a sentence: the text alternative. A table beside it has the figures. */
    readonly label: string;
    /** Pixels. */
    readonly height: number;
    /** `width`, pixels: what there is room for. */
    readonly option: (width: number) => echarts.EChartsOption;
}

/** Pixels of a drawing for a phone, and of one for everything else; the style sheet knows them, too. */
const WIDTHS = { narrow: 340, wide: 720 };

/** A chart in both widths, of which the style sheet shows one. */
export function figure(chart: Chart): Markup {
    return html`<figure>
        ${Object.entries(WIDTHS).map(
            ([width, pixels]) =>
                html`<div class="chart ${width}" role="img" aria-label="${chart.label}">
                    ${Markup.finished(drawn(chart, pixels, `${chart.name}-${width}`))}
                </div>`,
        )}
    </figure>`;
}

function drawn({ height, option }: Chart, width: number, prefix: string): string {
    const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
    try {
        chart.setOption({
            animation: false,
            textStyle: { fontFamily: FONT, fontSize: FONT_SIZE, color: INK },
            ...option(width),
        });
        return tidied(chart.renderToSVGString({ useViewBox: true }), prefix);
    } finally {
        chart.dispose();
    }
}

/** Without what is there for a browser that runs ECharts; ids are the chart's own, and the same in every run. */
function tidied(svg: string, prefix: string): string {
    return svg
        .replaceAll(/<style[^>]*>[\s\S]*?<\/style>/g, "")
        .replaceAll(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, "")
        .replaceAll(/\bzr\d+-/g, `${prefix}-`)
        .replaceAll(/\n\s*/g, "");
}
