import * as fc from "fast-check";
import { lifecycleRule, retentionProblems } from "../../../components/s3/lifecycle";
import { PURPOSES } from "../../../components/s3/names";

const daysOf = (...args: Parameters<typeof lifecycleRule>) =>
    lifecycleRule(...args).noncurrentVersionExpiration.noncurrentDays;

test("the rule removes what is gone, and nothing that is there", () => {
    expect(lifecycleRule("files", {})).toEqual({
        id: "what-is-gone",
        status: "Enabled",
        filter: {},
        noncurrentVersionExpiration: { noncurrentDays: 30 },
        expiration: { expiredObjectDeleteMarker: true },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
    });
});

test.each([
    ["files", {}, 30],
    ["files", { expireNoncurrentDays: 90 }, 90],
    ["plugins", { expireNoncurrentDays: 14 }, 14],
    ["vectors", {}, 3],
    ["vectors", { expireNoncurrentDays: 1 }, 1],
    ["backups", {}, 30],
    ["backups", { objectLock: { days: 45 } }, 45],
    ["backups", { expireNoncurrentDays: 60, objectLock: { days: 45 } }, 60],
    ["files", { objectLock: { days: 45 } }, 30],
] as const)("old versions of %s, with %j, are kept for %d days", (purpose, retention, days) => {
    expect(daysOf(purpose, retention)).toBe(days);
});

test("no version of a backup is to expire while it is locked", () => {
    fc.assert(
        fc.property(
            fc.integer({ min: 1, max: 400 }),
            fc.integer({ min: 1, max: 400 }),
            (expireNoncurrentDays, days) => {
                expect(daysOf("backups", { expireNoncurrentDays, objectLock: { days } })).toBeGreaterThanOrEqual(days);
            },
        ),
    );
});

test("nothing is kept for less than a day", () => {
    PURPOSES.forEach((purpose) => {
        expect(daysOf(purpose, { expireNoncurrentDays: 1 })).toBe(1);
    });
});

test("days that are none are refused together", () => {
    expect(retentionProblems({ expireNoncurrentDays: 0, objectLock: { days: 1.5 } })).toEqual([
        {
            path: "storage.expireNoncurrentDays",
            value: 0,
            message: "must be a whole number of days from 1 to 36500",
        },
        { path: "storage.objectLock.days", value: 1.5, message: "must be a whole number of days from 1 to 36500" },
    ]);
    expect(retentionProblems({ expireNoncurrentDays: 1, objectLock: { days: 36_500 } })).toEqual([]);
    expect(retentionProblems({})).toEqual([]);
});
