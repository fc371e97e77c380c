import * as fs from "node:fs";
import * as path from "node:path";
import type { RunResult } from "../../process/run";
import { backupEnvironment, KEY_VARIABLES, passwordVariable } from "../../../components/backup/environment";
import { backupScripts, PACKAGE } from "../../../components/backup/scripts";
import { start, type Running } from "./childProcess";
import type { Installation } from "./installation";
import type { TrialDatabase } from "./postgresServer";
import { giveTo, unprivileged } from "./user";

export interface TrialSettings {
    readonly databases: readonly TrialDatabase[];
    /** URL of the object store. */
    readonly storeUrl: string;
    readonly bucket: string;
    /** Default 7 days. */
    readonly retentionDays?: number;
    /** Default 3. */
    readonly keepAtLeast?: number;
    /** Attempts of one request to the object store; default 5, as in production. */
    readonly attempts?: number;
}

/** One row of what a restore check compared. */
export interface Comparison {
    readonly database: string;
    /** A table, or `large objects`. */
    readonly subject: string;
    /** Rows or objects in the backup. */
    readonly expected: number;
    /** Rows or objects after the restore; undefined when the table is not there. */
    readonly restored: number | undefined;
    readonly sameContent: boolean;
}

/** The backup program, laid out as the ConfigMap lays it out. */
export interface BackupProgram {
    /** Folder that it works in; empty whenever it does not run. */
    readonly workFolder: string;
    backup(settings: TrialSettings, launcher?: readonly string[]): Running;
    restoreCheck(settings: TrialSettings): Promise<RunResult & { readonly comparisons: Comparison[] }>;
}

export const TRIAL_PREFIX = "dumps";

/** Keys of the object store that are easy to find where they must not be. */
export const TRIAL_KEYS = { accessKeyId: "AKIATRIALTRIALTRIAL1", secretAccessKey: "trial-secret-access-key" };

/** Lays the program out in a new folder below `folder`. */
export function layOutProgram({ python, postgresFolder }: Installation, folder: string): BackupProgram {
    const identity = unprivileged();
    const home = fs.mkdtempSync(path.join(folder, "program-"));
    const sources = path.join(home, PACKAGE);
    const workFolder = path.join(home, "work");
    fs.mkdirSync(sources);
    fs.mkdirSync(workFolder);
    Object.entries(backupScripts()).forEach(([file, text]) => fs.writeFileSync(path.join(sources, file), text));
    fs.chmodSync(home, 0o755);
    giveTo(identity, workFolder);

    const run = (args: readonly string[], settings: TrialSettings, launcher: readonly string[] = []) => {
        const [file = python, ...rest] = [...launcher, python, "-B", "-m", PACKAGE, ...args];
        const as = launcher.length === 0 ? identity : {};
        return start(file, rest, { ...as, cwd: home, env: environment(settings, workFolder, postgresFolder) });
    };
    return {
        workFolder,
        backup: (settings, launcher) => run(["backup"], settings, launcher),
        restoreCheck: async (settings) => {
            const report = path.join(workFolder, "report.json");
            const result = await run(["restore-check", "--report", report], settings).result;
            const comparisons = fs.existsSync(report) ? comparisonsOf(fs.readFileSync(report, "utf8")) : [];
            fs.rmSync(report, { force: true });
            return { ...result, comparisons };
        },
    };
}

function environment(settings: TrialSettings, workFolder: string, postgresFolder: string): Record<string, string> {
    const { databases, storeUrl, bucket, retentionDays = 7, keepAtLeast = 3, attempts = 5 } = settings;
    return {
        ...backupEnvironment({
            databases,
            objectStore: { url: storeUrl, region: "us-east-1", pathStyle: true },
            bucket,
            prefix: TRIAL_PREFIX,
            workFolder,
            retentionDays,
            keepAtLeast,
        }),
        ...Object.fromEntries(databases.map(({ password }, index) => [passwordVariable(index), password])),
        [KEY_VARIABLES.accessKeyId]: TRIAL_KEYS.accessKeyId,
        [KEY_VARIABLES.secretAccessKey]: TRIAL_KEYS.secretAccessKey,
        AWS_MAX_ATTEMPTS: String(attempts),
        PATH: `${postgresFolder}:/usr/bin:/bin`,
        TMPDIR: workFolder,
        HOME: workFolder,
    };
}

interface Content {
    readonly tables: Readonly<Record<string, { readonly rows: number; readonly checksum: string }>>;
    readonly largeObjects: { readonly count: number; readonly checksum: string };
}

interface Report {
    readonly expected: Readonly<Record<string, Content>>;
    readonly restored: Readonly<Record<string, Content>>;
}

function comparisonsOf(report: string): Comparison[] {
    const { expected, restored } = JSON.parse(report) as Report;
    return Object.entries(expected).flatMap(([database, content]) => {
        const now = restored[database];
        const tables = Object.entries(content.tables).map(([table, { rows, checksum }]) => ({
            database,
            subject: table,
            expected: rows,
            restored: now?.tables[table]?.rows,
            sameContent: now?.tables[table]?.checksum === checksum,
        }));
        const objects = {
            database,
            subject: "large objects",
            expected: content.largeObjects.count,
            restored: now?.largeObjects.count,
            sameContent: now?.largeObjects.checksum === content.largeObjects.checksum,
        };
        return [...tables, objects];
    });
}
