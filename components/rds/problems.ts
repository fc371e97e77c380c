import type { Problem } from "../../contracts";
import { DEFAULT_MAINTENANCE_WINDOW, type Engine, type RdsServerArgs } from "./args";
import { INSTANCE_CLASSES } from "./instanceClasses";
import { connectionLimit } from "./parameters";
import { parseDailyWindow, parseWeeklyWindow, SHORTEST_WINDOW_MINUTES, windowsOverlap } from "./windows";

/** What is wrong with the arguments of a server, by the keys that a person would write. Pure. */

const MOST_READ_REPLICAS = 15;
const RETENTION = { min: 1, max: 35 };
const LEAST_STORAGE_GIB = 20;

/** RDS wants the ceiling of storage autoscaling a tenth above the start (AWS, "Managing capacity automatically"). */
const STORAGE_STEPS = 10;

/** RDS: a letter first, letters, digits and single hyphens, 63 characters; the longest ending is `-postgres-replica-15`. */
const IDENTIFIER_PREFIX = /^[a-z]([a-z0-9]|-(?=[a-z0-9])){0,39}$/;

/** The same, of any length. */
const IDENTIFIER = /^[a-z]([a-z0-9]|-(?=[a-z0-9]))*$/;

const LONGEST_IDENTIFIER = 63;

/** What read replicas add to the name of their server. */
const LONGEST_ENDING = `-replica-${MOST_READ_REPLICAS}`;
const REPLICA_ENDING = /-replica-\d+$/;

type Check = (args: RdsServerArgs) => Problem[];

const problem = (holds: boolean, path: string, value: unknown, message: string): Problem[] =>
    holds ? [{ path: `postgres.${path}`, value, message }] : [];

const checkIdentifier: Check = ({ identifierPrefix }) =>
    problem(
        !IDENTIFIER_PREFIX.test(identifierPrefix),
        "identifierPrefix",
        identifierPrefix,
        "must be lower-case letters, digits and single hyphens, a letter first, at most 40 characters: RDS names servers with it",
    );

const checkClass: Check = ({ instanceClass, maxConnections }) => {
    if (INSTANCE_CLASSES[instanceClass] === undefined) {
        return problem(
            true,
            "instanceClass",
            instanceClass,
            `must be one of ${Object.keys(INSTANCE_CLASSES).join(", ")}`,
        );
    }
    const limit = connectionLimit(instanceClass);
    return problem(
        !Number.isInteger(maxConnections) || maxConnections < 1 || maxConnections > limit,
        "maxConnections",
        maxConnections,
        `must be a whole number from 1 to ${limit}, for which ${instanceClass} has memory; take a larger class or fewer connections`,
    );
};

const checkZones: Check = ({ network, readReplicas }) => [
    ...problem(
        network.zones.length < 2,
        "zones",
        network.zones.map(({ name }) => name),
        "must be at least two: RDS takes no subnet group with fewer",
    ),
    ...problem(
        !Number.isInteger(readReplicas) || readReplicas < 0 || readReplicas > MOST_READ_REPLICAS,
        "readReplicas",
        readReplicas,
        `must be a whole number from 0 to ${MOST_READ_REPLICAS}`,
    ),
];

const checkBackup: Check = ({ backup: { retentionDays } }) =>
    problem(
        !Number.isInteger(retentionDays) || retentionDays < RETENTION.min || retentionDays > RETENTION.max,
        "backup.retentionDays",
        retentionDays,
        `must be a whole number from ${RETENTION.min} to ${RETENTION.max}: without backups nothing can be restored or replicated`,
    );

const checkWindows: Check = ({ backup, maintenanceWindow = DEFAULT_MAINTENANCE_WINDOW }) => {
    const daily = parseDailyWindow(backup.window);
    const weekly = parseWeeklyWindow(maintenanceWindow);
    const long = `of at least ${SHORTEST_WINDOW_MINUTES} minutes in UTC`;
    return [
        ...problem(
            daily === undefined || daily.length < SHORTEST_WINDOW_MINUTES,
            "backup.window",
            backup.window,
            `must be a window ${long}, such as 02:00-02:30`,
        ),
        ...problem(
            weekly === undefined || weekly.length < SHORTEST_WINDOW_MINUTES,
            "maintenanceWindow",
            maintenanceWindow,
            `must be a window ${long}, such as ${DEFAULT_MAINTENANCE_WINDOW}`,
        ),
        ...problem(
            daily !== undefined && weekly !== undefined && windowsOverlap(daily, weekly),
            "maintenanceWindow",
            maintenanceWindow,
            `must not overlap the backup window ${backup.window}: RDS refuses it`,
        ),
    ];
};

function checkStorage({ storageGiB, maxStorageGiB }: Extract<Engine, { kind: "rds" }>): Problem[] {
    const least = storageGiB + Math.ceil(storageGiB / STORAGE_STEPS);
    return [
        ...problem(
            storageGiB < LEAST_STORAGE_GIB,
            "storage",
            storageGiB,
            `must be at least ${LEAST_STORAGE_GIB}: the smallest gp3 volume of RDS`,
        ),
        ...problem(
            maxStorageGiB < least,
            "maxStorage",
            maxStorageGiB,
            `must be at least ${least}, a tenth more than storage (GiB): RDS grows storage in such steps`,
        ),
    ];
}

const checkEngine: Check = ({ engine, backup, from }) =>
    engine.kind === "rds"
        ? checkStorage(engine)
        : [
              ...problem(
                  backup.crossRegion !== undefined,
                  "backup.crossRegion",
                  backup.crossRegion?.region,
                  "must be absent with engine aurora: AWS replicates automated backups of RDS instances only; use engine rds",
              ),
              ...problem(
                  from !== undefined,
                  "from",
                  from?.kind,
                  "must be absent with engine aurora: it comes neither from another region's backups nor as a replica; use engine rds",
              ),
          ];

const checkRestore: Check = ({ restore, from, identifierPrefix }) => {
    if (restore === undefined) {
        return [];
    }
    const { as, time, snapshot } = restore;
    return [
        ...problem(
            from?.kind === "replicaOf" && !from.promoted,
            "restoreFrom.as",
            as,
            "must be absent while the server is a replica of another region: promote it first",
        ),
        ...problem(
            !IDENTIFIER.test(as) || `${identifierPrefix}-${as}${LONGEST_ENDING}`.length > LONGEST_IDENTIFIER,
            "restoreFrom.as",
            as,
            "must be letters, digits and single hyphens, a letter first, and short enough: RDS takes 63 characters for " +
                `${identifierPrefix}-${as}${LONGEST_ENDING}`,
        ),
        ...problem(
            REPLICA_ENDING.test(as),
            "restoreFrom.as",
            as,
            "must not end like the name of a read replica: RDS has one namespace for all of them",
        ),
        ...problem(
            time !== undefined && snapshot !== undefined,
            "restoreFrom.backup",
            snapshot,
            "excludes a time; give one, or neither for the newest state",
        ),
    ];
};

const CHECKS: readonly Check[] = [
    checkIdentifier,
    checkClass,
    checkZones,
    checkBackup,
    checkWindows,
    checkEngine,
    checkRestore,
];

/** Everything that is wrong; empty when nothing is. */
export function rdsProblems(args: RdsServerArgs): Problem[] {
    return CHECKS.flatMap((check) => check(args));
}
