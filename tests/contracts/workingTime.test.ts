import {
    beginning,
    cronOf,
    daysOf,
    end,
    minuteOf,
    schedulerExpressionOf,
    shifted,
    type WorkingTime,
} from "../../contracts";

const WEEKDAYS: WorkingTime = {
    timeZone: "Europe/Berlin",
    days: ["mon", "tue", "wed", "thu", "fri"],
    from: "08:00",
    until: "20:30",
};

test.each([
    ["00:00", 0],
    ["08:05", 485],
    ["23:59", 1439],
])("%s is minute %i", (time, minute) => {
    expect(minuteOf(time)).toBe(minute);
});

test("a working time begins and ends on its days, in the notation of each scheduler", () => {
    expect(cronOf(beginning(WEEKDAYS))).toBe("0 8 * * 1,2,3,4,5");
    expect(cronOf(end(WEEKDAYS))).toBe("30 20 * * 1,2,3,4,5");
    expect(schedulerExpressionOf(beginning(WEEKDAYS))).toBe("cron(0 8 ? * MON,TUE,WED,THU,FRI *)");
    expect(schedulerExpressionOf(end(WEEKDAYS))).toBe("cron(30 20 ? * MON,TUE,WED,THU,FRI *)");
});

test.each<[title: string, minutes: number, cron: string]>([
    ["a quarter of an hour earlier", -15, "55 23 * * 0,5"],
    ["an hour later", 60, "10 1 * * 1,6"],
    ["a day later", 24 * 60, "10 0 * * 0,2"],
])("%s, days change along past midnight", (_, minutes, cron) => {
    expect(cronOf(shifted({ minute: 10, days: ["sat", "mon"] }, minutes))).toBe(cron);
});

test("days are in the order of the week, Sunday first", () => {
    expect(daysOf(["sat", "sun", "wed"])).toBe("0,3,6");
    expect(schedulerExpressionOf({ minute: 0, days: ["sat", "sun"] })).toBe("cron(0 0 ? * SUN,SAT *)");
});
