import { formatValue } from "../../../cli/dashboards/units";

test.each([
    [0.05, "percentunit", "5%"],
    [0.0001234, "percentunit", "0.0123%"],
    [82, "percent", "82%"],
    [1234, "short", "1.23 K"],
    [0, "short", "0"],
    [3, "short", "3"],
    [-2.5, "short", "-2.5"],
    [0.5, "reqps", "0.5 req/s"],
    [12_345, "ops", "12.3 K ops/s"],
    [480, "ms", "480 ms"],
    [1500, "ms", "1.5 s"],
    [0.012, "s", "12 ms"],
    [0, "s", "0 s"],
    [93_600, "s", "1.08 d"],
    [7200, "s", "2 h"],
    [90, "s", "1.5 min"],
    [1_610_612_736, "bytes", "1.5 GiB"],
    [1, "bool_yes_no", "Yes"],
    [0, "bool_yes_no", "No"],
])("%d in %s is %s", (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
});
