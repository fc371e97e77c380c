import * as fs from "node:fs";
import { TRIAL_PREFIX, type TrialSettings } from "../../../rehearsal/services/backup/program";
import { completeBackups, copyBackup, describeOnStage, expectFailure, expectSuccess, outcomeOf, SMALL } from "./stage";

interface Content {
    tables: Record<string, { rows: number; checksum: string }>;
    largeObjects: { count: number; checksum: string };
    structure: Record<string, number>;
}

interface Manifest {
    formatVersion: number;
    databases: Record<string, { content: Content }>;
}

describeOnStage("a restore check", SMALL, (stage) => {
    let settings: TrialSettings;
    let id: string;
    beforeAll(async () => {
        settings = await stage().inNewBucket();
        expectSuccess(await stage().program.backup(settings).result, settings);
        [id = ""] = await completeBackups(stage(), settings);
    });

    afterEach(() => {
        expect(fs.readdirSync(stage().program.workFolder)).toEqual([]);
    });

    const keyOf = (file: string) => `${TRIAL_PREFIX}/${id}/${file}`;

    /** Checks while an object has other content. */
    const checkWith = async (file: string, change: (content: Buffer) => Buffer | string) => {
        const before = await stage().store.get(settings.bucket, keyOf(file));
        await stage().store.put(settings.bucket, keyOf(file), change(Buffer.from(before)));
        try {
            return await stage().program.restoreCheck(settings);
        } finally {
            await stage().store.put(settings.bucket, keyOf(file), before);
        }
    };
    const checkWithManifest = (change: (manifest: Manifest) => void) =>
        checkWith("manifest.json", (content) => {
            const manifest = JSON.parse(content.toString()) as Manifest;
            change(manifest);
            return JSON.stringify(manifest);
        });
    const contentOf = ({ databases }: Manifest): Content => {
        const { dify } = databases;
        if (dify === undefined) {
            throw new Error("no database dify");
        }
        return dify.content;
    };

    test("notices every kind of difference, and names all of them at once", async () => {
        const result = await checkWithManifest((manifest) => {
            const { tables, largeObjects, structure } = contentOf(manifest);
            tables["public.apps"] = { rows: 10, checksum: "0" };
            tables["public.messages"] = { rows: 200, checksum: "1" };
            tables["public.accounts"] = { rows: 0, checksum: "0" };
            delete tables["public.tenants"];
            largeObjects.count = 11;
            structure["indexes"] = 50;
        });
        expectFailure(result, settings, /does not restore to what was dumped: /);
        expect(result.stderr.split("dumped: ")[1]?.trim().split("; ")).toEqual([
            "dify: table public.accounts is missing",
            "dify: table public.tenants was not in the backup",
            "dify: table public.apps has 9 rows instead of 10",
            "dify: table public.messages has the right number of rows (200), but other content",
            "dify: 9 large objects instead of 11",
            expect.stringMatching(/^dify: \d indexes instead of 50$/),
        ]);
        const different = result.comparisons.filter(({ sameContent }) => !sameContent);
        expect(different.map(({ subject, expected, restored }) => [subject, expected, restored])).toEqual([
            ["public.apps", 10, 9],
            ["public.messages", 200, 200],
            ["public.accounts", 0, undefined],
        ]);
    });

    test("notices a large object of other content", async () => {
        const result = await checkWithManifest((manifest) => (contentOf(manifest).largeObjects.checksum = "1"));
        expectFailure(result, settings, /dumped: dify: the right number of large objects \(9\), but other content$/);
    });

    test("notices a dump that changed in the store", async () => {
        const result = await checkWith("dify.dump", (content) => {
            const middle = Math.floor(content.length / 2);
            content.writeUInt8(content.readUInt8(middle) ^ 1, middle);
            return content;
        });
        expectFailure(result, settings, /dify\.dump is corrupt/);
    });

    test("fails on a damaged newest backup although there is an older good one", async () => {
        await copyBackup(stage(), settings, id, 1);
        const result = await checkWith("dify.dump", (content) => content.subarray(0, 100));
        expectFailure(
            result,
            settings,
            new RegExp(`the newest backup, ${id}, is damaged: dify.dump has 100 bytes instead of`),
        );
    });

    test("notices a backup of a database that only a broken index kept going, and quotes nobody's data", async () => {
        const sql = (database: string, text: string) => stage().postgres.sql(database, text);
        await sql(
            "dify_plugin",
            "SET ROLE dify_plugin; CREATE TABLE accounts (email text CONSTRAINT one_account UNIQUE)",
        );
        const setReady = (ready: boolean) =>
            sql("dify_plugin", `UPDATE pg_index SET indisready = ${ready} WHERE indexrelid = 'one_account'::regclass`);
        await setReady(false);
        await sql("dify_plugin", "INSERT INTO accounts VALUES ('jane@example.com'), ('jane@example.com')");
        await setReady(true);
        const broken = await stage().inNewBucket();
        expectSuccess(await stage().program.backup(broken).result, broken);
        const result = await stage().program.restoreCheck(broken);
        await sql("dify_plugin", "DROP TABLE accounts");
        expectFailure(result, broken, /restoring dify_plugin failed: .*could not create unique index "one_account"/);
        expect(result.stderr).not.toContain("jane");
    });

    test("says that it does not know a manifest of another format", async () => {
        const result = await checkWithManifest((manifest) => (manifest.formatVersion = 2));
        expectFailure(result, settings, /is damaged: the manifest has format 2, which this program does not know/);
    });

    test("fails when there is no backup at all", async () => {
        const empty = await stage().inNewBucket();
        expectFailure(await stage().program.restoreCheck(empty), empty, /there is no complete backup/);
    });

    test("is not kept from its work by a production server that is away, and warns that nothing is recorded", async () => {
        const databases = settings.databases.map((database) => ({ ...database, port: 1 }));
        const result = await stage().program.restoreCheck({ ...settings, databases });
        expect(result.code).toBe(0);
        expect(result.stdout).toMatch(/restores to what was dumped/);
        expect(result.stderr).toMatch(/WARNING: the outcome of restore_check is not recorded: .*Connection refused/);
    });

    test("records its failures until it succeeds", async () => {
        const failed = await outcomeOf(stage(), "restore_check");
        expect(failed.failures).toBeGreaterThan(4);
        expectSuccess(await stage().program.restoreCheck(settings), settings);
        expect(await outcomeOf(stage(), "restore_check")).toMatchObject({ failures: 0, failed: failed.failed });
    });
});
