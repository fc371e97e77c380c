import * as echarts from "echarts";
import type { Definition, PanelDefinition } from "./definition";
import { queryRange, type Line, type Range } from "./prometheus";
import { formatValue } from "./units";

/** A dashboard as an SVG file, drawn by ECharts from what a Prometheus has: Grafana's places, units and thresholds, not its looks. */

const WIDTH = 1200;
const COLUMN = WIDTH / 24;
const ROW = 34;
const GAP = 8;
const HEADER = 44;

const FONT = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";

const INK = "#24292f";
const MUTED = "#6e7781";
const FRAME = "#d0d7de";

const COLORS: Readonly<Record<string, string>> = { green: "#2da44e", orange: "#d4760a", red: "#cf222e" };
const PALETTE = ["#3274d9", "#e0752d", "#8f3bb8", "#299c46", "#c4162a", "#1b9aaa", "#b877d9", "#806eb7"];

/** A line with its name. */
interface NamedLine {
    readonly name: string;
    readonly points: Line["points"];
}

/** @param url address of the Prometheus. @param note stands below the title. */
export async function drawDashboard(definition: Definition, url: string, range: Range, note: string): Promise<string> {
    const drawn = await Promise.all(
        definition.panels.map(async (panel) =>
            placed(panel, drawPanel(panel, await linesOf(panel, url, range), range)),
        ),
    );
    const bottom = Math.max(...definition.panels.map(({ position: { y, h } }) => y + h));
    const height = HEADER + bottom * ROW + GAP;
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="${FONT}">`,
        `<rect width="100%" height="100%" fill="#f6f8fa"/>`,
        `<text x="${GAP}" y="22" font-size="17" font-weight="600" fill="${INK}">${escaped(definition.title)}</text>`,
        `<text x="${GAP}" y="38" font-size="12" fill="${MUTED}">${escaped(note)}</text>`,
        ...drawn,
        "</svg>",
        "",
    ].join("\n");
}

async function linesOf({ queries }: PanelDefinition, url: string, range: Range): Promise<NamedLine[]> {
    const found = await Promise.all(
        queries.map(async ({ expr, legend }) =>
            (await queryRange(url, expr, range)).map(({ labels, points }) => ({
                name: legend.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? ""),
                points,
            })),
        ),
    );
    return found.flat().sort((one, other) => one.name.localeCompare(other.name, "en"));
}

/** Moves the drawing of a panel to where it belongs. */
function placed({ position: { x, y } }: PanelDefinition, svg: string): string {
    return `<g transform="translate(${x * COLUMN + GAP / 2} ${HEADER + y * ROW})">${svg}</g>`;
}

function drawPanel(panel: PanelDefinition, lines: readonly NamedLine[], range: Range): string {
    const { w, h } = panel.position;
    const chart = echarts.init(null, null, {
        renderer: "svg",
        ssr: true,
        width: w * COLUMN - GAP,
        height: h * ROW - GAP,
    });
    try {
        chart.setOption({
            animation: false,
            backgroundColor: "#ffffff",
            textStyle: { fontFamily: FONT },
            color: PALETTE,
            title: { text: panel.title, left: 10, top: 8, textStyle: { fontSize: 13, fontWeight: 600, color: INK } },
            ...(panel.kind === "figure" ? figure(panel, lines, range) : graph(panel, lines, range)),
        });
        return framed(chart.renderToSVGString(), w * COLUMN - GAP, h * ROW - GAP);
    } finally {
        chart.dispose();
    }
}

function framed(svg: string, width: number, height: number): string {
    return `${svg}<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="3" fill="none" stroke="${FRAME}"/>`;
}

/** The last value, in the color of the threshold that it has passed, its course behind it. */
function figure(panel: PanelDefinition, lines: readonly NamedLine[], range: Range): echarts.EChartsOption {
    const [line] = lines;
    const last = line?.points.at(-1)?.[1];
    const color = last === undefined ? MUTED : colorOf(last, panel);
    return {
        graphic: {
            type: "text",
            left: "center",
            top: 42,
            style: {
                text: last === undefined ? "No data" : formatValue(last, panel.unit),
                font: `600 34px ${FONT}`,
                fill: color,
            },
        },
        grid: { left: 0, right: 0, top: "62%", bottom: 0 },
        xAxis: { show: false, type: "value", min: 0, max: range.to - range.from },
        yAxis: { show: false, type: "value", scale: true },
        series: line === undefined ? [] : [{ ...course(line, range), color, areaStyle: { opacity: 0.15 } }],
    };
}

function graph(panel: PanelDefinition, lines: readonly NamedLine[], range: Range): echarts.EChartsOption {
    const isSwitch = panel.unit === "bool_yes_no";
    return {
        ...(lines.length === 0 ? { graphic: noData } : {}),
        legend: {
            bottom: 6,
            left: 10,
            itemWidth: 14,
            itemHeight: 8,
            icon: "rect",
            textStyle: { fontSize: 11, color: MUTED },
            data: lines.map(({ name }) => name),
        },
        grid: { left: 84, right: 18, top: 40, bottom: 52 },
        xAxis: {
            type: "value",
            min: 0,
            max: range.to - range.from,
            interval: tickOf(range),
            axisLabel: { fontSize: 11, color: MUTED, formatter: clock },
            splitLine: { lineStyle: { color: "#eaeef2" } },
        },
        yAxis: {
            type: "value",
            minInterval: isSwitch || isCount(panel, lines) ? 1 : 0,
            ...(isSwitch ? { min: 0, max: 1 } : {}),
            axisLabel: { fontSize: 11, color: MUTED, formatter: (value: number) => formatValue(value, panel.unit) },
            splitLine: { lineStyle: { color: "#eaeef2" } },
        },
        series: lines.map((line, index) => ({
            ...course(line, range),
            areaStyle: { opacity: 0.08 },
            ...(index === 0 ? { markLine: thresholdLines(panel) } : {}),
        })),
    };
}

const noData = {
    type: "text" as const,
    left: "center",
    top: "middle",
    style: { text: "No data", font: `600 20px ${FONT}`, fill: MUTED },
};

function isCount({ unit }: PanelDefinition, lines: readonly NamedLine[]): boolean {
    return unit === "short" && lines.every(({ points }) => points.every(([, value]) => Number.isInteger(value)));
}

/** A line that breaks where Prometheus has nothing. */
function course({ name, points }: NamedLine, { from, to, step }: Range) {
    const byTime = new Map(points.map(([time, value]) => [Math.round((time - from) / step), value]));
    const data = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => [
        index * step,
        byTime.get(index) ?? "-",
    ]);
    return { type: "line" as const, name, data, showSymbol: false, lineStyle: { width: 1.5 } };
}

function thresholdLines({ thresholds }: PanelDefinition) {
    return {
        silent: true,
        symbol: "none",
        label: { show: false },
        data: thresholds.flatMap(({ value }, index) =>
            value === null
                ? []
                : [
                      {
                          yAxis: value,
                          lineStyle: { type: "dashed" as const, width: 1, color: worse(thresholds, index) },
                      },
                  ],
        ),
    };
}

/** The color on the bad side of a threshold. */
function worse(thresholds: PanelDefinition["thresholds"], index: number): string {
    const sides = [thresholds[index - 1]?.color, thresholds[index]?.color];
    return COLORS[sides.find((color) => color !== "green") ?? "green"] ?? MUTED;
}

function colorOf(value: number, { thresholds }: PanelDefinition): string {
    const passed = thresholds.filter((threshold) => threshold.value === null || value >= threshold.value);
    return COLORS[passed.at(-1)?.color ?? "green"] ?? MUTED;
}

const TICKS = [15, 30, 60, 120, 300, 600, 1800, 3600, 10_800, 43_200, 86_400];
const MOST_TICKS = 8;

/** Seconds between two marks of the time axis. */
function tickOf({ from, to }: Range): number {
    return TICKS.find((tick) => (to - from) / tick <= MOST_TICKS) ?? to - from;
}

/** Minutes and seconds since the beginning. */
function clock(seconds: number): string {
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function escaped(text: string): string {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
