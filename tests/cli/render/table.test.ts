import pc from "picocolors";
import { renderTable, type Column } from "../../../cli/render/table";

const COLUMNS: Column<{ name: string; count: number }>[] = [
    { title: "name", value: ({ name }) => name },
    { title: "count", align: "right", value: ({ count }) => `${count}` },
    { title: "note", value: ({ count }) => (count > 9 ? "many" : "") },
];

const ROWS = [
    { name: "a", count: 7 },
    { name: "longer", count: 1234567 },
];

test("columns are as wide as their widest cell, numbers end in one line, nothing trails", () => {
    expect(renderTable(COLUMNS, ROWS, pc.createColors(false))).toBe(
        ["name      count  note", "a             7", "longer  1234567  many"].join("\n"),
    );
});

test("without rows there is the header", () => {
    expect(renderTable(COLUMNS, [], pc.createColors(false))).toBe("name  count  note");
});

test("colours take no room", () => {
    const plain = renderTable(COLUMNS, ROWS, pc.createColors(true)).replaceAll(/\u001b\[\d+m/g, "");
    expect(plain.split("\n").map((line) => line.trimEnd())).toEqual(
        renderTable(COLUMNS, ROWS, pc.createColors(false)).split("\n"),
    );
});
