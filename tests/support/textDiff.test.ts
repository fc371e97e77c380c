import { textDiff } from "./textDiff";

const lines = (...numbers: (number | string)[]) => numbers.join("\n");

test.each([
    ["nothing", lines(1, 2, 3), lines(1, 2, 3), ""],
    ["a changed line", lines(1, 2, 3), lines(1, "x", 3), " 1\n-2\n+x\n 3"],
    ["a new line", lines(1, 3), lines(1, 2, 3), " 1\n+2\n 3"],
    ["a line less", lines(1, 2, 3), lines(1, 3), " 1\n-2\n 3"],
    ["everything", "", "a", "-\n+a"],
    [
        "two far apart",
        lines("a", 2, 3, 4, 5, 6, 7, 8, 9, 10, "b"),
        lines("x", 2, 3, 4, 5, 6, 7, 8, 9, 10, "y"),
        "-a\n+x\n 2\n 3\n 4\n@@\n 8\n 9\n 10\n-b\n+y",
    ],
])("%s", (_, before, now, expected) => {
    expect(textDiff(before, now)).toBe(expected);
});
