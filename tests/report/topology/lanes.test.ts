import { isStep, lanesOf, span, type Lane } from "../../../report/topology/drawing/lanes";
import { rowsOf, type Row } from "../../../report/topology/drawing/rows";
import { evaluateStack } from "../../support/evaluation";
import { topologyIn } from "./painting";

/** Vertical lines beside the rows. */

function row(id: string, layer: Row["layer"] = "application"): Row {
    return { id, layer, kind: "placed", label: id, things: [], copies: [] };
}

const ROWS = ["a", "b", "c", "d"].map((id) => row(id));

/** `column: callers > target` by their letters. */
function shown(lanes: readonly Lane[]): string[] {
    const letter = (index: number) => ROWS[index]?.id ?? "";
    return lanes.map(({ column, callers, target }) => `${column}: ${callers.map(letter).join("")} > ${letter(target)}`);
}

test("everyone who asks the same thing shares its line", () => {
    const links = [
        { from: "c", to: "d" },
        { from: "a", to: "d" },
    ];
    expect(shown(lanesOf(ROWS, links, []))).toEqual(["0: ac > d"]);
});

test("short lines are next to the rows, and lines that do not meet share a column", () => {
    const links = [
        { from: "a", to: "d" },
        { from: "a", to: "b" },
        { from: "c", to: "d" },
        { from: "d", to: "c" },
    ];
    expect(shown(lanesOf(ROWS, links, []))).toEqual(["0: a > b", "0: d > c", "1: ac > d"]);
});

test("a copy has a line of its own beside the links to the same thing", () => {
    const copy = { from: { thing: "a" }, to: { thing: "d" }, mode: "backup", what: "dumps", sources: [] } as const;
    const lanes = lanesOf(ROWS, [{ from: "b", to: "d" }], [copy]);
    expect(lanes.map(({ kind, links }) => [kind, links])).toEqual([
        ["link", ["b talks to d"]],
        ["copy", ["a is copied to d: dumps"]],
    ]);
});

test("only on the way in is a link to the next row a step", () => {
    const rows = [row("users", "entry"), row("gateway", "entry"), row("web")];
    const links = [
        { from: "users", to: "gateway" },
        { from: "gateway", to: "web" },
    ];
    expect(lanesOf(rows, links, []).map(isStep)).toEqual([true, false]);
});

test("lines of prod that meet are in different columns, and no link between rows is left out", async () => {
    const topology = topologyIn(await evaluateStack("prod"));
    const rows = rowsOf(topology);
    const lanes = lanesOf(rows, topology.links, topology.copies);
    const meeting = lanes.flatMap((one, index) =>
        lanes.slice(index + 1).filter((other) => {
            const [[first, last], [begin, end]] = [span(one), span(other)];
            return !isStep(one) && !isStep(other) && one.column === other.column && first <= end && begin <= last;
        }),
    );
    expect(meeting).toEqual([]);
    const operations = new Set(topology.things.filter(({ layer }) => layer === "operations").map(({ id }) => id));
    const wanted = topology.links
        .filter(({ from, to }) => !operations.has(from) && !operations.has(to))
        .map(({ from, to }) => `${from} talks to ${to}`);
    const drawn = lanes.filter(({ kind }) => kind === "link").flatMap(({ links }) => links);
    expect(drawn.sort()).toEqual(wanted.sort());
    expect(wanted.length).toBeGreaterThan(30);
});
