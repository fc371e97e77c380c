import type { CustomSeriesRenderItem, EChartsOption } from "echarts";
import { BAR, BAR_LIGHT, FONT_SIZE, INK, MUTED, RULE, type Chart } from "./draw";

/** Bars from the left, one below the other, each with its figure at its end. */

export interface Bar {
    readonly name: string;
    readonly value: number;
    /** The figure as it is written. */
    readonly text: string;
    /** From where to where the value may be; drawn as a line with its ends marked. */
    readonly between?: readonly [number, number];
}

const ROW = 26;
const AXIS = 34;

/** Roughly how wide a character is, pixels. */
const CHARACTER = 0.56 * FONT_SIZE;

/** `unit` stands at the axis. */
export function barChart(name: string, label: string, unit: string, bars: readonly Bar[]): Chart {
    const longest = Math.max(...bars.map((bar) => bar.name.length));
    return {
        name,
        label,
        height: bars.length * ROW + AXIS,
        option: (width) => ({
            grid: {
                left: Math.min(width / 2, Math.ceil(longest * CHARACTER) + 12),
                right: Math.ceil(Math.max(...bars.map(({ text }) => text.length)) * CHARACTER) + 16,
                top: 0,
                bottom: AXIS,
            },
            ...axes(
                bars.map((bar) => bar.name),
                unit,
                width < 500 ? 3 : 6,
            ),
            series: [
                {
                    type: "bar",
                    silent: true,
                    barWidth: 12,
                    itemStyle: { color: BAR },
                    data: bars.map(({ value }) => value),
                    ...(bars.some(({ between }) => between !== undefined)
                        ? {}
                        : {
                              label: {
                                  show: true,
                                  color: INK,
                                  fontSize: FONT_SIZE,
                                  formatter: ({ dataIndex }: { readonly dataIndex: number }) =>
                                      bars[dataIndex]?.text ?? "",
                                  // Behind a bar that leads to the left, too.
                                  position: "right",
                              },
                          }),
                },
                {
                    type: "custom",
                    silent: true,
                    clip: false,
                    data: bars.flatMap(({ between }, index) => (between === undefined ? [] : [[...between, index]])),
                    encode: { x: [0, 1], y: 2 },
                    renderItem: rangeOf(bars),
                },
            ],
        }),
    };
}

function axes(names: readonly string[], unit: string, ticks: number): EChartsOption {
    return {
        xAxis: {
            type: "value",
            splitNumber: ticks,
            name: unit,
            nameLocation: "middle",
            nameGap: 20,
            nameTextStyle: { color: MUTED, fontSize: FONT_SIZE },
            axisLabel: { color: MUTED, fontSize: FONT_SIZE, margin: 5, hideOverlap: true },
            splitLine: { lineStyle: { color: RULE } },
        },
        yAxis: {
            type: "category",
            inverse: true,
            data: [...names],
            axisLine: { lineStyle: { color: MUTED } },
            axisTick: { show: false },
            axisLabel: { color: INK, fontSize: FONT_SIZE, interval: 0, overflow: "truncate" },
        },
    };
}

/** A line from the least to the most with its ends marked, and the figure behind it. */
function rangeOf(bars: readonly Bar[]): CustomSeriesRenderItem {
    return (_, api) => {
        const index = Number(api.value(2));
        const [from, y] = api.coord([api.value(0), index]) as [number, number];
        const [to] = api.coord([api.value(1), index]) as [number, number];
        const line = (x1: number, y1: number, x2: number, y2: number) => ({
            type: "line" as const,
            shape: { x1, y1, x2, y2 },
            style: { stroke: BAR_LIGHT, lineWidth: 2 },
        });
        return {
            type: "group",
            children: [
                line(from, y, to, y),
                line(from, y - 5, from, y + 5),
                line(to, y - 5, to, y + 5),
                {
                    type: "text",
                    style: {
                        text: bars[index]?.text ?? "",
                        x: to + 6,
                        y,
                        verticalAlign: "middle",
                        fill: INK,
                        fontSize: FONT_SIZE,
                    },
                },
            ],
        };
    };
}
