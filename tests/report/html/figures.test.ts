import * as figures from "../../../report/html/figures";

test.each([
    [figures.percent(0.999577747), "99.958\u00a0%"],
    [figures.chosenPercent(0.999), "99.9\u00a0%"],
    [figures.wholePercent(0.9417), "94\u00a0%"],
    [figures.wholePercent(0.002), "<\u00a01\u00a0%"],
    [figures.wholePercent(0), "0\u00a0%"],
    [figures.minutes(18.77), "18.8\u00a0min"],
    [figures.duration(55), "55\u00a0s"],
    [figures.duration(120), "2\u00a0min"],
    [figures.duration(130), "130\u00a0s"],
    [figures.duration(14400), "4\u00a0h"],
    [figures.dollars(10255.5), "10,256"],
    [figures.signedDollars(-1200.5), "−1,201"],
    [figures.signedDollars(3), "+3"],
    [figures.cents(1705.184), "1,705.18"],
    [figures.unitPrice(0.1), "0.10"],
    [figures.unitPrice(0.03594), "0.03594"],
    [figures.quantity(2.5), "2.5"],
    [figures.bytes(118.3 * 2 ** 30), "118.3\u00a0GiB"],
    [figures.bytes(64 * 2 ** 20), "64\u00a0MiB"],
    [figures.bytes(0), "0"],
    [figures.count(1, "zone"), "1 zone"],
    [figures.count(1200, "zone"), "1,200 zones"],
])("%s", (written, expected) => {
    expect(written).toBe(expected);
});
