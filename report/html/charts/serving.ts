import type { CustomSeriesRenderItem } from "echarts";
import type { DrilledWorkload, Rehearsal } from "../input";
import { BAD, BAR_LIGHT, FONT_SIZE, INK, MUTED, REDUCED, RULE, type Chart } from "./draw";

/** Who could serve while a zone was lost: a row for each workload, time to the right. */

const ROW = 18;
const TOP = 22;
const AXIS = 36;
const CHARACTER = 0.56 * FONT_SIZE;

/** A stretch of time in which a workload had as many members. */
interface Stretch {
    readonly row: number;
    readonly from: number;
    readonly to: number;
    readonly share: number;
    readonly color: string;
}

export function servingChart({ drill }: Rehearsal): Chart {
    const { workloads, events } = drill;
    const end = Math.max(...events.map(({ seconds }) => seconds), 1);
    const stretches = workloads.flatMap((workload, row) => stretchesOf(workload, row, end));
    return {
        name: "serving",
        label:
            `Members of ${workloads.length} workloads that could serve in the ${Math.round(end)} seconds from the loss of ${drill.zone}: ` +
            `${drill.outages.length === 0 ? "none had fewer than its quorum" : `fewer than the quorum had ${drill.outages.join(", ")}`}.`,
        height: TOP + workloads.length * ROW + AXIS,
        option: (width) => ({
            grid: {
                left: Math.min(
                    width / 2,
                    Math.ceil(Math.max(...workloads.map(({ name }) => name.length)) * CHARACTER) + 8,
                ),
                right: 12,
                top: TOP,
                bottom: AXIS,
            },
            xAxis: {
                type: "value",
                min: 0,
                max: Math.ceil(end),
                splitNumber: width < 500 ? 4 : 8,
                name: "seconds from the loss",
                nameLocation: "middle",
                nameGap: 20,
                nameTextStyle: { color: MUTED, fontSize: FONT_SIZE },
                axisLabel: { color: MUTED, fontSize: FONT_SIZE, margin: 5, hideOverlap: true, showMaxLabel: false },
                splitLine: { lineStyle: { color: RULE } },
            },
            yAxis: {
                type: "category",
                inverse: true,
                data: workloads.map(({ name }) => name),
                axisLine: { lineStyle: { color: MUTED } },
                axisTick: { show: false },
                axisLabel: { color: INK, fontSize: 11, interval: 0 },
            },
            series: [
                {
                    type: "custom",
                    silent: true,
                    data: stretches.map(({ from, to, row }) => [from, to, row]),
                    encode: { x: [0, 1], y: 2 },
                    renderItem: rectangleOf(stretches),
                    markLine: {
                        silent: true,
                        symbol: "none",
                        lineStyle: { color: INK, type: "dashed", width: 1, opacity: 0.7 },
                        label: { color: INK, fontSize: FONT_SIZE, position: "start" },
                        data: marksOf(events, end).map(({ seconds, text }) => ({
                            xAxis: seconds,
                            label: { formatter: text },
                        })),
                    },
                },
            ],
        }),
    };
}

function stretchesOf({ members, quorum, serving }: DrilledWorkload, row: number, end: number): Stretch[] {
    return serving.flatMap(([seconds, count], index) => {
        const to = Math.min(serving[index + 1]?.[0] ?? end, end);
        const color = count >= members ? BAR_LIGHT : count < quorum ? BAD : REDUCED;
        return to <= seconds ? [] : [{ row, from: seconds, to, share: Math.min(count / members, 1), color }];
    });
}

/** As high as the share of members that serve; a thin line where none does. */
function rectangleOf(stretches: readonly Stretch[]): CustomSeriesRenderItem {
    return (_, api) => {
        const row = Number(api.value(2));
        const from = Number(api.value(0));
        const [left, y] = api.coord([from, row]) as [number, number];
        const [right] = api.coord([api.value(1), row]) as [number, number];
        const stretch = stretches.find((candidate) => candidate.row === row && candidate.from === from);
        const height = Math.max(2, (ROW - 6) * (stretch?.share ?? 0));
        return {
            type: "rect",
            shape: { x: left, y: y + (ROW - 6) / 2 - height, width: right - left, height },
            style: { fill: stretch?.color ?? BAD },
        };
    };
}

/** Numbers of the events, as the list beside the chart has them; those that would stand on each other share a mark. */
function marksOf(events: Rehearsal["drill"]["events"], end: number): { seconds: number; text: string }[] {
    const marks: { seconds: number; first: number; last: number }[] = [];
    events.forEach(({ seconds }, index) => {
        const before = marks.at(-1);
        if (before !== undefined && seconds - before.seconds < end / 12) {
            before.last = index + 1;
        } else {
            marks.push({ seconds, first: index + 1, last: index + 1 });
        }
    });
    return marks.map(({ seconds, first, last }) => ({
        seconds,
        text: first === last ? `${first}` : `${first}–${last}`,
    }));
}
