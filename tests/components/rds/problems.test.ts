import type { RdsServerArgs } from "../../../components/rds/args";
import { rdsProblems } from "../../../components/rds/problems";
import { networkHandle, SERVER_ARGS } from "./serverArgs";

const problems = (change: Partial<RdsServerArgs>) =>
    rdsProblems({ ...SERVER_ARGS, ...change }).map(({ path, message }) => `${path} ${message}`);

const { backup } = SERVER_ARGS;
const REPLICA = { kind: "replicaOf", masterSecretArn: "m", sourceArn: "s" } as const;

test("nothing is wrong with what production has, nor with its smallest sibling", () => {
    expect(problems({})).toEqual([]);
    expect(
        problems({ network: networkHandle(2), multiAz: false, readReplicas: 0, instanceClass: "db.t4g.medium" }),
    ).toEqual([]);
    expect(problems({ engine: { kind: "aurora" } })).toEqual([]);
    expect(problems({ from: { ...REPLICA, promoted: true }, restore: { as: "postgres-2" } })).toEqual([]);
    expect(problems({ restore: { as: "b".repeat(39), snapshot: "rds:nightly" } })).toEqual([]);
});

test.each<[string, Partial<RdsServerArgs>, string]>([
    ["a prefix with capitals", { identifierPrefix: "Dify" }, "identifierPrefix must be lower-case letters"],
    ["a prefix with two hyphens", { identifierPrefix: "a--b" }, "identifierPrefix must be lower-case letters"],
    ["a prefix of 41 characters", { identifierPrefix: "a".repeat(41) }, "identifierPrefix must be lower-case letters"],
    ["an unknown class", { instanceClass: "db.t2.micro" }, "instanceClass must be one of db.t4g.medium, db.t4g.large,"],
    [
        "more connections than the class has memory for",
        { instanceClass: "db.t4g.medium", maxConnections: 406 },
        "maxConnections must be a whole number from 1 to 405, for which db.t4g.medium has memory;",
    ],
    ["no connections", { maxConnections: 0 }, "maxConnections must be a whole number from 1 to 1622,"],
    ["one zone", { network: networkHandle(1) }, "zones must be at least two"],
    ["16 replicas", { readReplicas: 16 }, "readReplicas must be a whole number from 0 to 15"],
    [
        "no backups",
        { backup: { ...backup, retentionDays: 0 } },
        "backup.retentionDays must be a whole number from 1 to 35",
    ],
    [
        "36 days",
        { backup: { ...backup, retentionDays: 36 } },
        "backup.retentionDays must be a whole number from 1 to 35",
    ],
    [
        "a short window",
        { backup: { ...backup, window: "02:00-02:29" } },
        "backup.window must be a window of at least 30",
    ],
    [
        "a window that is none",
        { backup: { ...backup, window: "2am" } },
        "backup.window must be a window of at least 30",
    ],
    [
        "maintenance every day",
        { maintenanceWindow: "03:00-04:00" },
        "maintenanceWindow must be a window of at least 30",
    ],
    [
        "maintenance during backups",
        { maintenanceWindow: "sun:02:00-sun:03:00" },
        "maintenanceWindow must not overlap the backup window 02:00-02:30",
    ],
    [
        "a disk that is too small",
        { engine: { kind: "rds", storageGiB: 10, maxStorageGiB: 100 } },
        "storage must be at least 20",
    ],
    [
        "a disk without room to grow",
        { engine: { kind: "rds", storageGiB: 100, maxStorageGiB: 109 } },
        "maxStorage must be at least 110",
    ],
    [
        "Aurora's backups in another region",
        { engine: { kind: "aurora" }, backup: { ...backup, crossRegion: { region: "eu-west-1" } } },
        "backup.crossRegion must be absent with engine aurora",
    ],
    [
        "Aurora from another region",
        { engine: { kind: "aurora" }, from: { ...REPLICA, promoted: false } },
        "from must be absent with engine aurora",
    ],
    [
        "a restore of what is still a replica",
        { from: { ...REPLICA, promoted: false }, restore: { as: "postgres-2" } },
        "restoreFrom.as must be absent while the server is a replica",
    ],
    ...["1b", "b--c", "b-", "Postgres"].map((as): [string, Partial<RdsServerArgs>, string] => [
        `a restored server named ${as}`,
        { restore: { as } },
        "restoreFrom.as must be letters, digits and single hyphens, a letter first, and short enough",
    ]),
    [
        "a restored server with a name that is too long for its replicas",
        { restore: { as: "b".repeat(40) } },
        `restoreFrom.as must be letters, digits and single hyphens, a letter first, and short enough: RDS takes 63 characters for dify-ha-test-${"b".repeat(40)}-replica-15`,
    ],
    [
        "a restored server with the name of a replica",
        { restore: { as: "postgres-replica-1" } },
        "restoreFrom.as must not end like the name of a read replica",
    ],
    [
        "two points to restore",
        { restore: { as: "postgres-b", time: "2026-11-25T02:00:00Z", snapshot: "rds:nightly" } },
        "restoreFrom.backup excludes a time",
    ],
])("%s is refused", (_, change, message) => {
    expect(problems(change)).toEqual([expect.stringContaining(`postgres.${message}`)]);
});

test("everything is named at once, with the values", () => {
    const found = rdsProblems({
        ...SERVER_ARGS,
        instanceClass: "db.none",
        readReplicas: -1,
        network: networkHandle(1),
    });
    expect(found.map(({ path, value }) => [path, value])).toEqual([
        ["postgres.instanceClass", "db.none"],
        ["postgres.zones", ["a"]],
        ["postgres.readReplicas", -1],
    ]);
});
