import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { fillDifyDatabase, fillPluginDatabase } from "../../rehearsal/services/backup/difyTables";
import { resolveInstallation } from "../../rehearsal/services/backup/installation";
import { startObjectStore } from "../../rehearsal/services/backup/objectStore";
import { startPostgres } from "../../rehearsal/services/backup/postgresServer";
import { layOutProgram, type Comparison } from "../../rehearsal/services/backup/program";
import { onProcessEnd } from "../../rehearsal/process/end";
import type { RunResult } from "../../rehearsal/process/run";
import type { Progress } from "../../rehearsal/progress";
import { UserError } from "../../rehearsal/userError";
import { renderTable, type Column } from "../render/table";
import { terminalProgress } from "../terminal";

interface RestoreCheckOptions {
    readonly megabytes: number;
}

const BUCKET = "backups";

/** `restore-check`: the scripts of the nightly backup and the weekly restore check, on real servers on this machine. */
export function restoreCheckCommand(): Command {
    return new Command("restore-check")
        .description(
            "back up and restore a database like Dify's with the scripts of the CronJobs: real PostgreSQL, real S3 API",
        )
        .option("--megabytes <n>", "size of the largest table", positive, 50)
        .action(run);
}

async function run({ megabytes }: RestoreCheckOptions): Promise<void> {
    const progress = terminalProgress();
    const installation = await resolveInstallation({ progress });
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-restore-check-"));
    const forget = onProcessEnd(() => fs.rmSync(folder, { recursive: true, force: true }));
    const cleanups: (() => Promise<void>)[] = [];
    try {
        fs.chmodSync(folder, 0o755);
        const postgres = await step(progress, "Starting PostgreSQL 15", () =>
            startPostgres(installation.postgresFolder, folder),
        );
        cleanups.push(() => postgres.stop());
        const store = await step(progress, "Starting moto's S3 server", () => startObjectStore(installation.python));
        cleanups.push(() => store.stop());
        await store.createBucket(BUCKET);
        const databases = await step(
            progress,
            `Filling tables like Dify's, the largest with ${megabytes} MB`,
            async () => {
                const dify = await postgres.createDatabase("dify");
                const plugins = await postgres.createDatabase("dify_plugin");
                await fillDifyDatabase(postgres, dify.database, { messages: 20_000, segmentMegabytes: megabytes });
                await fillPluginDatabase(postgres, plugins.database);
                return [dify, plugins];
            },
        );
        const program = layOutProgram(installation, folder);
        const settings = { databases, storeUrl: store.url, bucket: BUCKET };
        await step(progress, "Backing up", async () => succeeded(await program.backup(settings).result));
        const { comparisons } = await step(progress, "Restoring and comparing", async () => {
            const result = await program.restoreCheck(settings);
            process.stdout.write(result.comparisons.length > 0 ? `\n${renderComparisons(result.comparisons)}\n\n` : "");
            return succeeded(result);
        });
        const rows = comparisons.reduce((sum, { expected }) => sum + expected, 0);
        process.stdout.write(
            `All ${comparisons.length} counts and checksums are those of the backup (${rows} rows and objects).\n`,
        );
    } finally {
        await Promise.all(cleanups.map((end) => end()));
        fs.rmSync(folder, { recursive: true, force: true });
        forget();
    }
}

async function step<T>(progress: Progress, title: string, work: () => Promise<T>): Promise<T> {
    const shown = progress.step(title);
    try {
        const result = await work();
        shown.done();
        return result;
    } catch (error) {
        shown.fail();
        throw error;
    }
}

/** The result of a run that ended well; a UserError with what the program said of any other. */
function succeeded<Result extends RunResult>(result: Result): Result {
    if (result.code !== 0) {
        throw new UserError(`The backup program failed: ${result.stderr.trim()}`);
    }
    return result;
}

function renderComparisons(comparisons: readonly Comparison[]): string {
    const columns: Column<Comparison>[] = [
        { title: "Database", value: ({ database }) => database },
        { title: "Table", value: ({ subject }) => subject },
        { title: "In the backup", value: ({ expected }) => String(expected), align: "right" },
        { title: "Restored", value: ({ restored }) => String(restored ?? "missing"), align: "right" },
        { title: "Content", value: ({ sameContent }) => (sameContent ? pc.green("the same") : pc.red("different")) },
    ];
    return renderTable(columns, comparisons, pc);
}

function positive(text: string): number {
    const value = Number(text);
    if (!(value > 0)) {
        throw new InvalidArgumentError("must be a number above 0");
    }
    return value;
}
