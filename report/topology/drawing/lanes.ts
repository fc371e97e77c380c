import type { Copy, Link } from "../model";
import { thingOf, type Row } from "./rows";

/**
 * Links beside the rows, drawn as in a circuit diagram: a vertical line for everything that is asked, ending in an arrow there, and a
 * dot on it for everyone who asks. Pure.
 */
export interface Lane {
    /** Index of the row that is asked, or copied to. */
    readonly target: number;
    /** Indexes of rows that ask, ascending. */
    readonly callers: readonly number[];
    readonly kind: "link" | "copy";
    /** Whether it ends at what stands before the application. */
    readonly isWayIn: boolean;
    /** What it stands for, a line each. */
    readonly links: readonly string[];
    /** How far from the rows, 0 being next to them. */
    readonly column: number;
}

export function lanesOf(rows: readonly Row[], links: readonly Link[], copies: readonly Copy[]): Lane[] {
    const rowOf = new Map(
        rows.flatMap(({ id, things }, index) => [id, ...things.map((thing) => thing.id)].map((name) => [name, index])),
    );
    const wires = [
        ...links.map(({ from, to }) => ({ from, to, kind: "link" as const, text: `${from} talks to ${to}` })),
        ...copies.flatMap(({ from, to, what }) => {
            const [source, target] = [thingOf(from), thingOf(to)];
            return source === undefined || target === undefined
                ? []
                : [
                      {
                          from: source,
                          to: target,
                          kind: "copy" as const,
                          text: `${source} is copied to ${target}: ${what}`,
                      },
                  ];
        }),
    ].flatMap(({ from, to, kind, text }) => {
        const [caller, target] = [rowOf.get(from), rowOf.get(to)];
        const isDrawn = caller !== undefined && target !== undefined && caller !== target;
        return isDrawn && rows[caller]?.kind !== "counted" && rows[target]?.kind !== "counted"
            ? [{ caller, target, kind, text }]
            : [];
    });
    const keys = [...new Set(wires.map(({ target, kind }) => `${kind} ${target}`))];
    return packed(
        keys.flatMap((key) => {
            const own = wires.filter(({ target, kind }) => `${kind} ${target}` === key);
            const [first] = own;
            return first === undefined
                ? []
                : [
                      {
                          target: first.target,
                          kind: first.kind,
                          isWayIn: rows[first.target]?.layer === "entry",
                          callers: [...new Set(own.map(({ caller }) => caller))].sort((a, b) => a - b),
                          links: own.map(({ text }) => text),
                      },
                  ];
        }),
    );
}

/** Short lanes next to the rows, long ones outside; lanes that share a row never share a column. */
function packed(lanes: readonly Omit<Lane, "column">[]): Lane[] {
    const taken: [first: number, last: number][][] = [];
    return [...lanes]
        .sort((a, b) => span(a)[1] - span(a)[0] - (span(b)[1] - span(b)[0]) || a.target - b.target)
        .map((lane) => {
            if (isStep(lane)) {
                return { ...lane, column: 0 };
            }
            const [first, last] = span(lane);
            const isFree = (column: readonly [number, number][]) =>
                column.every(([begin, end]) => last < begin || end < first);
            const free = taken.findIndex(isFree);
            const column = free < 0 ? taken.length : free;
            (taken[column] ??= []).push([first, last]);
            return { ...lane, column };
        });
}

/** First and last row of a lane. */
export function span({ target, callers }: Pick<Lane, "target" | "callers">): [first: number, last: number] {
    return [Math.min(target, ...callers), Math.max(target, ...callers)];
}

/** Whether a lane is no more than a step from a row to the next, on the way in. */
export function isStep({ target, callers, kind, isWayIn }: Omit<Lane, "column">): boolean {
    return isWayIn && kind === "link" && callers.length === 1 && callers[0] === target - 1;
}
