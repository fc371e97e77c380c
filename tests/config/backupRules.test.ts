import type { RawConfig } from "../../config/merge";
import { linesWith } from "./minimal";

/** Rules about backups and restoring. */

const restoring = (restoreFrom: RawConfig): RawConfig => ({ postgres: { restoreFrom } });

test.each<[string, RawConfig, string[]]>([
    ["a moment", restoring({ as: "postgres-b", time: "2026-11-23T01:59:00Z" }), []],
    ["a moment with an offset", restoring({ as: "postgres-b", time: "2026-11-23T01:59:00+02:00" }), []],
    ["a base backup", restoring({ as: "postgres-b", backup: "20261123T020000" }), []],
    ["the newest state", restoring({ as: "postgres-b" }), []],
    [
        "no name",
        restoring({ time: "2026-11-23T01:59:00Z" }),
        [
            "postgres.restoreFrom.as: missing; must be a server name: at most 63 lower-case letters, digits and inner dashes",
        ],
    ],
    [
        "the first server's name",
        restoring({ as: "postgres" }),
        [
            'postgres.restoreFrom.as = "postgres": must be another name than that of the first server, such as postgres-restored',
        ],
    ],
    [
        "two restore points",
        restoring({ as: "postgres-b", time: "2026-11-23T01:59:00Z", backup: "x" }),
        [
            'postgres.restoreFrom.backup = "x": excludes postgres.restoreFrom.time; give one, or neither for the newest state',
        ],
    ],
    [
        "a day instead of a moment",
        restoring({ as: "postgres-b", time: "2026-11-23" }),
        ['postgres.restoreFrom.time = "2026-11-23": must be a moment such as 2026-11-23T01:59:00Z'],
    ],
    [
        "backups off in production",
        { postgres: { backup: { enabled: false } } },
        ["postgres.backup.enabled = false: must be true in production: nothing else survives a mistake"],
    ],
    ["backups off elsewhere", { environment: "development", postgres: { backup: { enabled: false } } }, []],
    [
        "restoring without an archive",
        { environment: "development", postgres: { backup: { enabled: false }, restoreFrom: { as: "postgres-b" } } },
        ["postgres.backup.enabled = false: must be true to restore: the archive is read through it"],
    ],
    [
        "an unknown time zone",
        { postgres: { backup: { timeZone: "Europe/Atlantis" } } },
        ['postgres.backup.timeZone = "Europe/Atlantis": must be an IANA time zone such as Europe/Berlin'],
    ],
    [
        "no time of day",
        { postgres: { backup: { at: "2am" } } },
        ['postgres.backup.at = "2am": must be a time of day such as 02:00'],
    ],
    [
        "no retention",
        { postgres: { backup: { retentionDays: 0 } } },
        ["postgres.backup.retentionDays = 0: must be at least 1"],
    ],
])("%s", (_, change, lines) => {
    expect(linesWith(change)).toEqual(lines);
});
