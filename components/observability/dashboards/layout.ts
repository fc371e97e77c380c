import type { Panel } from "./types";

/** Where panels stand in Grafana's grid of 24 columns: pure arithmetic. */

export const COLUMNS = 24;

const PER_ROW = { figure: 4, graph: 2 } as const;
const HEIGHT = { figure: 4, graph: 8 } as const;

export interface Position {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
}

/** Positions of panels in their order: as many in a row as its kind allows, rows of even length, each filled. */
export function positionsOf(panels: readonly Pick<Panel, "kind">[]): Position[] {
    let y = 0;
    return rowsOf(panels).flatMap(({ kind, length }) => {
        const h = HEIGHT[kind];
        const w = COLUMNS / length;
        const row = Array.from({ length }, (_, column) => ({ x: column * w, y, w, h }));
        y += h;
        return row;
    });
}

interface Row {
    readonly kind: Panel["kind"];
    readonly length: number;
}

function rowsOf(panels: readonly Pick<Panel, "kind">[]): Row[] {
    return runsOf(panels).flatMap(({ kind, length }) => {
        const rows = Math.ceil(length / PER_ROW[kind]);
        return Array.from({ length: rows }, (_, row) => ({
            kind,
            length: Math.floor(length / rows) + (row < length % rows ? 1 : 0),
        }));
    });
}

/** Panels of one kind that follow each other. */
function runsOf(panels: readonly Pick<Panel, "kind">[]): Row[] {
    return panels.reduce<Row[]>((runs, { kind }) => {
        const last = runs.at(-1);
        return last?.kind === kind
            ? [...runs.slice(0, -1), { kind, length: last.length + 1 }]
            : [...runs, { kind, length: 1 }];
    }, []);
}
