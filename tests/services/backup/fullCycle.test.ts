import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Comparison, TrialSettings } from "../../../rehearsal/services/backup/program";
import type { RunResult } from "../../../rehearsal/process/run";
import { completeBackups, describeOnStage, expectSuccess, outcomeOf, type Stage } from "./stage";

const MEBIBYTE = 1024 ** 2;

describeOnStage("a backup of a database like Dify's", { messages: 20_000, segmentMegabytes: 200 }, (stage) => {
    let settings: TrialSettings;
    let backup: RunResult;
    let check: RunResult & { readonly comparisons: Comparison[] };
    let rowsAtCheck: Map<string, number>;
    beforeAll(async () => {
        settings = await stage().inNewBucket();
        const writer = startWriting(stage());
        backup = await stage().program.backup(settings).result;
        await writer.stop();
        check = await stage().program.restoreCheck(settings);
        rowsAtCheck = await rowsNow(stage());
    }, 120_000);

    test("is made while the database is written to, and restores to what was dumped", () => {
        expectSuccess(backup, settings);
        expectSuccess(check, settings);
        expect(check.stdout).toMatch(/restores to what was dumped/);
    });

    test("has a 200 MB table, large objects and text of many scripts", async () => {
        const [size] = await stage().postgres.sql("dify", "SELECT pg_total_relation_size('document_segments')");
        expect(Number(size)).toBeGreaterThan(200 * MEBIBYTE);
        const [text] = await stage().postgres.sql(
            "dify",
            "SELECT count(*) FROM messages WHERE query ~ '知识库|🚀|مرحبا'",
        );
        expect(Number(text)).toBeGreaterThan(1000);
        expect(check.comparisons).toContainEqual(comparison("dify", "large objects", 9));
    });

    test("compares every table of both databases, whatever it is called, and nothing of our own", () => {
        expect(check.comparisons.map(({ database, subject }) => `${database} ${subject}`)).toEqual([
            'dify public."Odd ""name"" ü"',
            "dify public.apps",
            "dify public.document_segments",
            "dify public.empty_table",
            "dify public.logs",
            "dify public.logs_new",
            "dify public.logs_old",
            "dify public.messages",
            "dify public.tenants",
            "dify public.written_to",
            "dify large objects",
            "dify_plugin public.plugins",
            "dify_plugin large objects",
        ]);
    });

    test("restores as many rows as the server counts in the tables that nobody wrote to", () => {
        const quiet = check.comparisons.filter(({ subject }) => !/written_to|large objects/.test(subject));
        expect(quiet).toEqual(
            quiet.map(({ database, subject }) =>
                comparison(database, subject, rowsAtCheck.get(`${database} ${subject}`) ?? -1),
            ),
        );
    });

    test("restores the rows of one moment in the table that was written to", () => {
        const [written] = check.comparisons.filter(({ subject }) => subject === "public.written_to");
        expect(written).toEqual(comparison("dify", "public.written_to", written?.expected ?? -1));
        expect(written?.expected).toBeGreaterThan(0);
        expect(written?.expected).toBeLessThan(rowsAtCheck.get("dify public.written_to") ?? 0);
    });

    test("leaves one complete backup, and no file behind", async () => {
        expect(await completeBackups(stage(), settings)).toHaveLength(1);
        expect(await stage().store.unfinishedUploads(settings.bucket)).toBe(0);
        expect(fs.readdirSync(stage().program.workFolder)).toEqual([]);
    });

    test.each(["backup", "retention", "restore_check"])("records the success of %s", async (operation) => {
        const { failures, failed, succeeded, attempted } = await outcomeOf(stage(), operation);
        expect({ failures, failed }).toEqual({ failures: 0, failed: null });
        expect(Date.parse(succeeded ?? "")).toBeGreaterThanOrEqual(Date.parse(attempted));
    });
});

function comparison(database: string, subject: string, count: number): Comparison {
    return { database, subject, expected: count, restored: count, sameContent: true };
}

/** Writes to a table of its own until it is told to stop. */
function startWriting({ postgres }: Stage): { stop: () => Promise<void> } {
    let goesOn = true;
    const write = async () => {
        await postgres.sql("dify", "SET ROLE dify; CREATE TABLE written_to (id bigserial PRIMARY KEY, line text)");
        while (goesOn) {
            await postgres.sql(
                "dify",
                "INSERT INTO written_to (line) SELECT md5(random()::text) FROM generate_series(1, 10)",
            );
            await sleep(20);
        }
    };
    const ended = write();
    return {
        stop: async () => {
            goesOn = false;
            await ended;
        },
    };
}

/** Rows of every table, by `database schema.table`. */
async function rowsNow({ postgres }: Stage): Promise<Map<string, number>> {
    const counted = await Promise.all(
        ["dify", "dify_plugin"].map(async (database) => {
            const names = await postgres.sql(
                database,
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public'",
            );
            const counts = await postgres.sql(
                database,
                names.map((name) => `SELECT count(*) FROM ONLY ${name};`).join("\n"),
            );
            return names.map((name, index) => [`${database} ${name}`, Number(counts[index])] as const);
        }),
    );
    return new Map(counted.flat());
}
