import * as fc from "fast-check";
import { parseDailyWindow, parseWeeklyWindow, windowsOverlap, type Window } from "../../../components/rds/windows";

test.each([
    ["02:00-02:30", { start: 120, length: 30 }],
    ["23:45-00:15", { start: 1425, length: 30 }],
    ["02:00-02:00", { start: 120, length: 0 }],
    ["24:00-24:30", undefined],
    ["2:00-2:30", undefined],
    ["sun:02:00-sun:02:30", undefined],
])("every day %s", (text, expected) => {
    expect(parseDailyWindow(text)).toEqual(expected);
});

test.each([
    ["mon:00:00-mon:01:00", { start: 0, length: 60 }],
    ["sun:23:30-mon:00:30", { start: 6 * 1440 + 1410, length: 60 }],
    ["Sun:03:00-Sun:04:00", undefined],
    ["03:00-04:00", undefined],
])("every week %s", (text, expected) => {
    expect(parseWeeklyWindow(text)).toEqual(expected);
});

test.each([
    ["02:00-02:30", "sun:03:00-sun:04:00", false],
    ["02:00-02:30", "sun:02:30-sun:03:30", false],
    ["02:00-02:30", "sun:02:29-sun:03:30", true],
    ["02:00-02:30", "sun:01:00-sun:02:00", false],
    ["02:00-02:30", "sun:01:00-sun:02:01", true],
    ["23:45-00:15", "mon:00:00-mon:00:30", true],
    ["02:00-02:30", "sun:03:00-mon:03:00", true],
])("%s and %s overlap: %s", (daily, weekly, expected) => {
    expect(windowsOverlap(parseDailyWindow(daily) as Window, parseWeeklyWindow(weekly) as Window)).toBe(expected);
});

test("overlap is what a minute-by-minute comparison says", () => {
    const daily = fc.record({ start: fc.nat(1439), length: fc.integer({ min: 30, max: 300 }) });
    const weekly = fc.record({ start: fc.nat(10079), length: fc.integer({ min: 30, max: 300 }) });
    fc.assert(
        fc.property(daily, weekly, (day, week) => {
            const backup = new Set(
                Array.from({ length: 7 }, (_, index) => index).flatMap((index) =>
                    Array.from({ length: day.length }, (_, minute) => (index * 1440 + day.start + minute) % 10080),
                ),
            );
            const shared = Array.from({ length: week.length }, (_, minute) => (week.start + minute) % 10080);
            expect(windowsOverlap(day, week)).toBe(shared.some((minute) => backup.has(minute)));
        }),
    );
});
