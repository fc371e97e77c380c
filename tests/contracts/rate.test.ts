import { parseRate } from "../../contracts";

test.each([
    ["100/second", { amount: 100, per: "second" }],
    ["1/minute", { amount: 1, per: "minute" }],
    ["6000/hour", { amount: 6000, per: "hour" }],
    ["1000000/day", { amount: 1000000, per: "day" }],
])("%s", (text, rate) => {
    expect(parseRate(text)).toEqual(rate);
});

test.each(["100", "100 QPS", "100/s", "100/min", "0/second", "1.5/second", "-1/day", "100/seconds", "/second", ""])(
    "%j is no rate",
    (text) => {
        expect(() => parseRate(text)).toThrow(new RangeError(`not a rate: ${text}`));
    },
);
