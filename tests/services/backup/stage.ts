import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findInstallation, type Installation } from "../../../rehearsal/services/backup/installation";
import { startObjectStore, type ObjectStore } from "../../../rehearsal/services/backup/objectStore";
import {
    startPostgres,
    type PostgresServer,
    type TrialDatabase,
} from "../../../rehearsal/services/backup/postgresServer";
import {
    layOutProgram,
    TRIAL_KEYS,
    TRIAL_PREFIX,
    type BackupProgram,
    type TrialSettings,
} from "../../../rehearsal/services/backup/program";
import { fillDifyDatabase, fillPluginDatabase, type Sizes } from "../../../rehearsal/services/backup/difyTables";
import type { RunResult } from "../../../rehearsal/process/run";
import { UserError } from "../../../rehearsal/userError";
import { describeUnless } from "../../support/programs";

/** Real servers on a busy machine take longer than Jest's five seconds. */
jest.setTimeout(60_000);

/** A real PostgreSQL 15, a real S3 API, and the very scripts that the ConfigMap carries. */
export interface Stage {
    readonly postgres: PostgresServer;
    readonly store: ObjectStore;
    readonly program: BackupProgram;
    readonly dify: TrialDatabase;
    readonly plugins: TrialDatabase;
    /** Settings for a bucket of its own, which is made. */
    inNewBucket(change?: Partial<TrialSettings>): Promise<TrialSettings>;
}

export const SMALL: Sizes = { messages: 200, segmentMegabytes: 0.1 };

/**
 * `describe` for tests that need a stage, which is built once for all of them. Where something is not installed they fail if nobody
 * would read a notice (`CI` is set), and are skipped with a notice that says how to install it everywhere else.
 */
export function describeOnStage(title: string, sizes: Sizes, body: (stage: () => Stage) => void): void {
    const installation = installationOrNotice();
    if (typeof installation === "string") {
        describeUnless([installation], title, () => body(neverBuilt));
        return;
    }
    describe(title, () => {
        let stage: Stage | undefined;
        let end = (): Promise<void> => Promise.resolve();
        beforeAll(async () => {
            const built = await build(installation, sizes);
            stage = built.stage;
            end = built.end;
        });
        afterAll(() => end());
        body(() => stage ?? neverBuilt());
    });
}

function installationOrNotice(): Installation | string {
    try {
        return findInstallation();
    } catch (error) {
        if (error instanceof UserError) {
            return error.message;
        }
        throw error;
    }
}

function neverBuilt(): never {
    throw new Error("the stage was not built");
}

async function build(installation: Installation, sizes: Sizes): Promise<{ stage: Stage; end: () => Promise<void> }> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-backup-"));
    fs.chmodSync(folder, 0o755);
    const [postgres, store] = await Promise.all([
        startPostgres(installation.postgresFolder, folder),
        startObjectStore(installation.python),
    ]);
    const dify = await postgres.createDatabase("dify");
    const plugins = await postgres.createDatabase("dify_plugin");
    await fillDifyDatabase(postgres, dify.database, sizes);
    await fillPluginDatabase(postgres, plugins.database);
    let buckets = 0;
    const stage: Stage = {
        postgres,
        store,
        program: layOutProgram(installation, folder),
        dify,
        plugins,
        inNewBucket: async (change = {}) => {
            const bucket = `backups-${++buckets}`;
            await store.createBucket(bucket);
            return { databases: [dify, plugins], storeUrl: store.url, bucket, attempts: 2, ...change };
        },
    };
    const end = async () => {
        await Promise.all([postgres.stop(), store.stop()]);
        fs.rmSync(folder, { recursive: true, force: true });
    };
    return { stage, end };
}

/** Expects a run to have ended well, and to have told nobody a secret. */
export function expectSuccess(result: RunResult, { databases }: TrialSettings): void {
    expect([result.code, result.stderr]).toEqual([0, ""]);
    expectNoSecrets(result, databases);
}

/** Expects a run to have failed with exactly one error, and to have told nobody a secret. */
export function expectFailure(result: RunResult, { databases }: TrialSettings, error: RegExp, code = 1): void {
    const errors = result.stderr.split("\n").filter((line) => line !== "" && !line.includes(" WARNING: "));
    expect(errors).toEqual([expect.stringMatching(/^\S+ ERROR: /)]);
    expect(errors[0]).toMatch(error);
    expect(result.code).toBe(code);
    expectNoSecrets(result, databases);
}

function expectNoSecrets({ stdout, stderr }: RunResult, databases: readonly TrialDatabase[]): void {
    const secrets = [...Object.values(TRIAL_KEYS), ...databases.map(({ password }) => password)];
    expect(secrets.filter((secret) => `${stdout}${stderr}`.includes(secret))).toEqual([]);
}

/** Ids of the backups in a bucket, oldest first, with the names of their objects. */
export async function backupsIn({ store }: Stage, { bucket }: TrialSettings): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (const key of await store.keys(bucket)) {
        const [prefix, id = "", file = ""] = key.split("/");
        if (prefix === TRIAL_PREFIX) {
            found.set(id, [...(found.get(id) ?? []), file]);
        }
    }
    return found;
}

/** Ids of the backups that have a manifest, oldest first. */
export async function completeBackups(stage: Stage, settings: TrialSettings): Promise<string[]> {
    return [...(await backupsIn(stage, settings))]
        .filter(([, files]) => files.includes("manifest.json"))
        .map(([id]) => id);
}

const MILLISECONDS_A_DAY = 86_400_000;

/** Id of a backup that was made so many days ago. */
export function idDaysAgo(days: number): string {
    const time = new Date(Date.now() - days * MILLISECONDS_A_DAY).toISOString();
    return `${time.slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

/** Waits until the next backup has another id than this one. */
export async function afterSecondOf(id: string): Promise<void> {
    while (idDaysAgo(0) <= id) {
        await sleep(50);
    }
}

/** Copies a backup, as if it had been made so many days ago; without its manifest when `complete` is false. Returns its id. */
export async function copyBackup(
    { store }: Stage,
    { bucket }: TrialSettings,
    source: string,
    days: number,
    complete = true,
): Promise<string> {
    const id = idDaysAgo(days);
    for (const key of await store.keys(bucket)) {
        const [prefix, folder, file = ""] = key.split("/");
        if (prefix === TRIAL_PREFIX && folder === source && (complete || file !== "manifest.json")) {
            const body = await store.get(bucket, key);
            const text = file === "manifest.json" ? body.toString().replaceAll(source, id) : body;
            await store.put(bucket, `${TRIAL_PREFIX}/${id}/${file}`, text);
        }
    }
    return id;
}

/** What is recorded of an operation. */
export async function outcomeOf({ postgres }: Stage, operation: string) {
    const [line = ""] = await postgres.sql(
        "dify",
        `SELECT jsonb_build_object('failures', failures_since_success, 'succeeded', last_success_at,
            'failed', last_failure_at, 'attempted', last_attempt_at) FROM dify_ha.backup_outcome WHERE operation = '${operation}'`,
    );
    return JSON.parse(line) as {
        failures: number;
        succeeded: string | null;
        failed: string | null;
        attempted: string;
    };
}
