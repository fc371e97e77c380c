import { today } from "../../config";
import { configWith, linesWith } from "./minimal";

/** Rules about waivers: what is waived, why, and until when. */

const waiver = (change: object) => ({ id: "one-beat", reason: "a trial", until: "2999-12-31", ...change });

beforeAll(() => {
    jest.useFakeTimers({ now: new Date("2026-11-25T23:59:59Z") });
});

afterAll(() => {
    jest.useRealTimers();
});

const OVER = "the waiver of one-beat is over: mend what it was for, or decide again and give a later day";

test.each<[title: string, change: object, line: string]>([
    ["a day that is over", { until: "2026-11-24" }, `waivers.0.until = "2026-11-24": ${OVER}`],
    ["no day", { until: "soon" }, 'waivers.0.until = "soon": must be a day such as 2026-12-31'],
    ["a day of no calendar", { until: "2027-02-30" }, 'waivers.0.until = "2027-02-30": must be a day of the calendar'],
    ["no reason", { reason: "" }, 'waivers.0.reason = "": must not be empty'],
    ["more than it has", { why: "x" }, "waivers.0.why: unknown key; valid keys here: id, reason, until"],
])("%s is refused", (_, change, line) => {
    expect(linesWith({ waivers: [waiver(change)] })).toEqual([line]);
});

test("a rule that there is not is refused with those that there are", () => {
    const [line] = linesWith({ waivers: [waiver({ id: "pdb" })] });
    expect(line).toMatch(/^waivers\.0\.id = "pdb": must be one of zones-three, .*, redis-keeps-queues$/);
});

test("a second waiver of a rule is refused", () => {
    expect(linesWith({ waivers: [waiver({}), waiver({ reason: "another" })] })).toEqual([
        'waivers.1.id = "one-beat": must be waived once, with one reason and one day',
    ]);
});

test("the last day counts, in UTC", () => {
    expect(today()).toBe("2026-11-25");
    expect(configWith({ waivers: [waiver({ until: "2026-11-25" })] }).waivers).toEqual([
        { id: "one-beat", reason: "a trial", until: "2026-11-25" },
    ]);
    expect(configWith({}).waivers).toEqual([]);
});
