import type { CustomSeriesRenderItem, EChartsOption } from "echarts";
import { BAR, FONT_SIZE, INK, MUTED, RULE, type Chart } from "./draw";

/** Bars from the left, one below the other; the figures stand in a column of their own at the right. */

export interface Bar {
    readonly name: string;
    readonly value: number;
    /** The figure as it is written. */
    readonly text: string;
    /** From where to where the value may be; drawn as a line with its ends marked. */
    readonly between?: readonly [number, number];
}

const ROW = 26;
const AXIS = 36;
const TOP = 4;

/** Roughly how wide a character is, pixels. */
const CHARACTER = 0.58 * FONT_SIZE;

/** Share of a narrow drawing that names may take. */
const MOST_FOR_NAMES = 0.6;

/** `unit` stands at the axis. */
export function barChart(name: string, label: string, unit: string, bars: readonly Bar[]): Chart {
    const left = widthOf(bars.map((bar) => bar.name));
    const right = widthOf(bars.map(({ text }) => text)) + 8;
    return {
        name,
        label,
        height: TOP + bars.length * ROW + AXIS,
        option: (width) => ({
            grid: { left: Math.min(MOST_FOR_NAMES * width, left + 12), right, top: TOP, bottom: AXIS },
            xAxis: valueAxis(unit, width < 500 ? 3 : 6),
            yAxis: [
                { ...nameAxis(bars.map((bar) => bar.name)), axisLine: { lineStyle: { color: MUTED } } },
                {
                    ...nameAxis(bars.map(({ text }) => text)),
                    position: "right",
                    axisLine: { show: false },
                    axisLabel: { color: INK, fontSize: FONT_SIZE, interval: 0, align: "right", margin: right },
                },
            ],
            series: [
                {
                    type: "bar",
                    silent: true,
                    barWidth: 12,
                    itemStyle: { color: BAR },
                    data: bars.map(({ value }) => value),
                },
                {
                    type: "custom",
                    silent: true,
                    data: bars.flatMap(({ between }, index) => (between === undefined ? [] : [[...between, index]])),
                    encode: { x: [0, 1], y: 2 },
                    renderItem: drawRange,
                },
                // The axis of the figures is drawn where something has it.
                { type: "bar", silent: true, yAxisIndex: 1, data: bars.map(() => 0) },
            ],
        }),
    };
}

function widthOf(texts: readonly string[]): number {
    return Math.ceil(Math.max(0, ...texts.map((text) => text.length)) * CHARACTER);
}

function valueAxis(unit: string, ticks: number): EChartsOption["xAxis"] {
    return {
        type: "value",
        splitNumber: ticks,
        name: unit,
        nameLocation: "middle",
        nameGap: 20,
        nameTextStyle: { color: MUTED, fontSize: FONT_SIZE },
        axisLabel: { color: MUTED, fontSize: FONT_SIZE, margin: 5, hideOverlap: true },
        splitLine: { lineStyle: { color: RULE } },
    };
}

function nameAxis(names: readonly string[]) {
    return {
        type: "category" as const,
        inverse: true,
        data: [...names],
        axisTick: { show: false },
        axisLabel: { color: INK, fontSize: FONT_SIZE, interval: 0 },
    };
}

/** A line from the least to the most with its ends marked. */
const drawRange: CustomSeriesRenderItem = (_, api) => {
    const index = Number(api.value(2));
    const [from, y] = api.coord([api.value(0), index]) as [number, number];
    const [to] = api.coord([api.value(1), index]) as [number, number];
    const line = (x1: number, y1: number, x2: number, y2: number) => ({
        type: "line" as const,
        shape: { x1, y1, x2, y2 },
        style: { stroke: INK, lineWidth: 1.25 },
    });
    return {
        type: "group",
        children: [line(from, y, to, y), line(from, y - 4, from, y + 4), line(to, y - 4, to, y + 4)],
    };
};
