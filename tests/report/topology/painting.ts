import type { ResourceGraph } from "../../../analysis/graph";
import type { Workload } from "../../../contracts";
import { topologyOf, type Topology } from "../../../report/topology";
import type { Box, TextBox } from "../../../report/topology/drawing/canvas";
import { paintTopology, type Painting } from "../../../report/topology/drawing/paint";
import { graphOf, resource } from "../../support/syntheticGraph";

/** What tests look for in a picture. */

export const WIDTHS = ["wide", "narrow"] as const;

/** The topology of a graph that has one. */
export function topologyIn(graph: ResourceGraph): Topology {
    const topology = topologyOf(graph);
    if (topology === undefined) {
        throw new Error("nothing runs in this graph");
    }
    return topology;
}

export function paintingOf(graph: ResourceGraph, width: (typeof WIDTHS)[number]): Painting {
    return paintTopology(topologyIn(graph), width);
}

/** Pairs of texts that share room. */
export function overlaps({ texts }: Painting): string[] {
    return texts.flatMap((one, index) =>
        texts
            .slice(index + 1)
            .filter((other) => intersect(one, other))
            .map((other) => `${one.text} / ${other.text}`),
    );
}

function intersect(one: Box, other: Box): boolean {
    return (
        one.x < other.x + other.width &&
        other.x < one.x + one.width &&
        one.y < other.y + other.height &&
        other.y < one.y + one.height
    );
}

/** Texts that stick out of the picture. */
export function clipped({ texts, width, height }: Painting): string[] {
    return texts
        .filter((text) => text.x < 0 || text.y < 0 || text.x + text.width > width || text.y + text.height > height)
        .map(({ text }) => text);
}

/** A rectangle as it is written down. */
interface Rect extends Box {
    readonly fill: string;
    readonly isDashed: boolean;
    readonly isRow: boolean;
}

export function rectsOf({ elements }: Painting): Rect[] {
    return elements
        .filter((element) => element.startsWith("<rect "))
        .map((element) => {
            const value = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(element)?.[1] ?? "";
            return {
                x: Number(value("x")),
                y: Number(value("y")),
                width: Number(value("width")),
                height: Number(value("height")),
                fill: value("fill"),
                isDashed: value("stroke-dasharray") !== "",
                isRow: value("class") === "topo-row",
            };
        });
}

/** Pairs of rows that share room, by their upper edges. */
export function overlappingRows(painting: Painting): string[] {
    const rows = rectsOf(painting).filter(({ isRow }) => isRow);
    return rows.flatMap((one, index) =>
        rows
            .slice(index + 1)
            .filter((other) => intersect(one, other))
            .map((other) => `${one.y} / ${other.y}`),
    );
}

/** Texts that are in a box, and stick out of it. */
export function sticking(painting: Painting): string[] {
    const boxes = rectsOf(painting).filter(({ fill }) => fill === "var(--topo-box)");
    return painting.texts
        .filter((text) =>
            boxes.some((box) => isCenterIn(text, box) && (text.x < box.x || text.x + text.width > box.x + box.width)),
        )
        .map(({ text }) => text);
}

function isCenterIn({ x, y, width, height }: TextBox, box: Box): boolean {
    const [middle, center] = [x + width / 2, y + height / 2];
    return middle > box.x && middle < box.x + box.width && center > box.y && center < box.y + box.height;
}

/** A graph with these workloads in one component. */
export function graphWith(...workloads: Partial<Workload>[]): ResourceGraph {
    return graphOf(
        resource("component", {
            type: "dify-ha:index:DifyApp",
            custom: false,
            outputs: { workloads: workloads.map((change) => ({ ...WORKLOAD, ...change })) },
        }),
    );
}

const WORKLOAD: Workload = {
    name: "dify-api",
    tier: "application",
    members: { min: 2, max: 2 },
    quorum: 1,
    zones: ["a", "b", "c"],
    spread: "hard",
    requests: { cpu: 1, memory: 1 },
    recovery: { kind: "endpoint", expectedSeconds: 1, source: "unit" },
    dependsOn: [],
    zoneBound: false,
    pods: { namespace: "dify", matchLabels: { app: "api" } },
};
