import { idleReplicas } from "../../config";
import type { RawConfig } from "../../config/merge";
import { mergeConfig } from "../../config/merge";
import { isTimeZone } from "../../config/timeZone";
import { configWith, linesWith } from "./minimal";

/** Rules about the time in which nobody works. */

const OFF_HOURS = { timeZone: "Europe/Berlin", from: "08:00", until: "20:00" };

const linesOf = (offHours: RawConfig, more: RawConfig = {}) =>
    linesWith(mergeConfig({ profile: "medium", offHours: { ...OFF_HOURS, ...offHours } }, more));

const ON_AWS: RawConfig = {
    environment: "staging",
    cluster: { kind: "eks" },
    aws: { region: "eu-central-1" },
    zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    domain: { tlsSecret: "dify-tls" },
    storage: { kind: "s3", endpoint: undefined, credentialsSecret: undefined },
};

/** All that stopping a database asks for. */
const STOPPABLE: RawConfig = mergeConfig(ON_AWS, {
    postgres: {
        engine: "rds",
        readReplicas: 0,
        backup: { window: "10:00-10:30", at: "12:00", timeZone: "Europe/Berlin" },
    },
});

const ALWAYS = { stopDatabase: true };

test("a working time is accepted, and so is none", () => {
    expect(linesOf({})).toEqual([]);
    expect(linesWith({})).toEqual([]);
});

test.each<[change: RawConfig, line: string]>([
    [
        { timeZone: "Europe/Nowhere" },
        'offHours.timeZone = "Europe/Nowhere": must be an IANA time zone such as Europe/Berlin',
    ],
    [
        { timeZone: "europe/berlin" },
        'offHours.timeZone = "europe/berlin": must be an IANA time zone such as Europe/Berlin',
    ],
    [{ from: "8" }, 'offHours.from = "8": must be a time of day such as 08:00'],
    [{ until: "24:00" }, 'offHours.until = "24:00": must be a time of day such as 20:00'],
    [{ days: [] }, "offHours.days = []: must not be empty"],
    [{ days: ["mon", "mon"] }, 'offHours.days = ["mon","mon"]: must name each day once'],
    [{ until: "08:00" }, 'offHours.until = "08:00": must be later than offHours.from: nobody would ever work'],
    [
        { from: "22:00", until: "06:00" },
        'offHours.until = "06:00": must be later than offHours.from, which is 22:00: a working time past midnight belongs to two days, and ' +
            "its days could be read either way",
    ],
    [
        { replicas: 2 },
        "offHours.replicas = 2: must be at least 3 in production, one in each zone: a zone is lost by night as well",
    ],
    [
        { replicas: 50 },
        "offHours.replicas = 50: changes nothing: no service has more than 50 replicas. Leave offHours out, or raise replicas of a service " +
            "or lower offHours.replicas",
    ],
])("%j is refused", (change, line) => {
    expect(linesOf(change)).toEqual([line]);
});

test("a day that there is not is refused by name", () => {
    expect(linesOf({ days: ["monday"] })[0]).toMatch(/^offHours\.days\.0 = "monday": must be one of sun, mon, tue/);
});

test("what would change nothing is refused: small stacks have one member in each zone already", () => {
    expect(linesOf({}, { profile: "small" })).toEqual([
        "offHours: changes nothing: no service has more than 3 replicas. Leave offHours out, or raise replicas of a service or lower " +
            "offHours.replicas",
    ]);
    expect(linesOf({ replicas: 1 }, { profile: "small", environment: "staging" })).toEqual([]);
    // Two nodes in each zone by day, one by night.
    expect(linesOf({}, mergeConfig(ON_AWS, { profile: "small" }))).toEqual([]);
});

test("a stack that takes over has no hours off", () => {
    const recovery = {
        primary: "prod",
        active: false,
        bucketsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/a",
        database: {
            from: "backups",
            automatedBackupsArn: "arn:aws:rds:eu-central-1:111122223333:auto-backup:ab-1",
            masterSecretArn: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:a",
        },
    };
    expect(linesOf({}, mergeConfig(ON_AWS, { postgres: { engine: "rds" }, recovery }))).toContain(
        "offHours: excludes recovery: the region that this stack takes over from is lost at no time of day in particular",
    );
});

describe("a database", () => {
    test("may be stopped where nothing needs it by night", () => {
        expect(linesOf(ALWAYS, STOPPABLE)).toEqual([]);
        expect(linesOf(ALWAYS, mergeConfig(STOPPABLE, { postgres: { engine: "aurora", readReplicas: 2 } }))).toEqual(
            [],
        );
    });

    test.each<[change: RawConfig, reason: string]>([
        [
            { environment: "production", domain: { host: "a.example.com" } },
            "environment: production: without its database Dify does not work",
        ],
        [
            { postgres: { engine: "cloudnativepg" } },
            "postgres.engine: cloudnativepg: only RDS and Aurora are stopped; its pods are on nodes that stay for Redis and Milvus",
        ],
        [{ postgres: { readReplicas: 1 } }, "postgres.readReplicas: 1: RDS stops no instance that has a read replica"],
        [
            { dr: { region: "eu-west-1" }, secrets: { store: "secretsManager" } },
            "dr.region: eu-west-1: copies for a second region are made by a server that runs",
        ],
        [
            { postgres: { restoreFrom: { as: "again" } } },
            "postgres.restoreFrom: of two servers only one would be stopped: decide on one of them first",
        ],
    ])("%j keeps it running", (change, reason) => {
        expect(linesOf(ALWAYS, mergeConfig(STOPPABLE, change))).toContain(
            `offHours.stopDatabase = true: excludes ${reason}`,
        );
        expect(linesOf({ stopDatabase: false }, mergeConfig(STOPPABLE, change)).join()).not.toContain("stopDatabase");
    });

    test.each<[backup: RawConfig, line: string]>([
        [
            { at: "20:00" },
            'postgres.backup.at = "20:00": must be between offHours.from (08:00) and offHours.until (20:00): the database is stopped at other ' +
                "times, and nothing can be read from it",
        ],
        [
            { timeZone: "Etc/UTC" },
            'postgres.backup.timeZone = "Etc/UTC": must be that of offHours.timeZone, Europe/Berlin, so that dumps are made on working days',
        ],
        // 07:30 in winter, 08:30 in summer.
        [
            { window: "06:30-07:30" },
            'postgres.backup.window = "06:30-07:30": must be, in Europe/Berlin and both in summer and winter, between offHours.from (08:00) ' +
                "and offHours.until (20:00): the database is stopped at other times, and nothing can be read from it. It is in UTC",
        ],
    ])("is backed up while it runs, and not with %j", (backup, line) => {
        expect(linesOf(ALWAYS, mergeConfig(STOPPABLE, { postgres: { backup } }))).toEqual([line]);
    });
});

test.each<[zones: string[], replicas: number | undefined, members: number]>([
    [["a", "b", "c"], undefined, 3],
    [["a"], undefined, 2],
    [["a", "b", "c"], 5, 5],
])("with zones %j and %p asked for there are %i by night", (zones, replicas, members) => {
    expect(idleReplicas({ ...OFF_HOURS, replicas }, zones)).toBe(members);
});

test("idle members come from a validated configuration", () => {
    const { offHours, zones } = configWith({ profile: "medium", offHours: OFF_HOURS });
    expect(offHours && idleReplicas(offHours, zones)).toBe(3);
});

test.each([
    ["Europe/Berlin", true],
    ["Etc/UTC", true],
    ["Asia/Kolkata", true],
    ["Europe/berlin", false],
    ["+02:00", false],
    ["Mars/Olympus", false],
])("%s is a time zone: %p", (name, expected) => {
    expect(isTimeZone(name)).toBe(expected);
});
