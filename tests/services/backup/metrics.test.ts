import { parse } from "yaml";
import { metricsFile } from "../../../components/backup/metrics";
import { completeBackups, describeOnStage, expectSuccess, SMALL } from "./stage";

interface Query {
    readonly primary: boolean;
    readonly target_databases: string[];
    readonly predicate_query: string;
    readonly query: string;
    readonly metrics: Record<string, { usage: string; description: string }>[];
}

const QUERIES = parse(metricsFile("dify")) as Record<string, Query>;

describeOnStage("the exporter's queries", SMALL, (stage) => {
    const query = (): Query => {
        const { dify_ha_backup: found } = QUERIES;
        if (found === undefined) {
            throw new Error("no query dify_ha_backup");
        }
        return found;
    };
    /** As CloudNativePG runs them: read-only, with the rights of pg_monitor and this search path. */
    const asExporter = (sql: string) =>
        stage().postgres.sql(
            "dify",
            `BEGIN READ ONLY; SET LOCAL ROLE pg_monitor; SET LOCAL search_path = pg_catalog, public, pg_temp; ${sql};`,
        );

    test("run on the primary, against the database that outcomes are recorded in", () => {
        expect(Object.keys(QUERIES)).toEqual(["dify_ha_backup"]);
        expect([query().primary, query().target_databases]).toEqual([true, ["dify"]]);
    });

    test("are not asked before the first run", async () => {
        expect(await asExporter(query().predicate_query)).toEqual(["f"]);
    });

    test("give a column for every metric, with numbers that an alert can use", async () => {
        const settings = await stage().inNewBucket();
        const started = Date.now() / 1000;
        expectSuccess(await stage().program.backup(settings).result, settings);
        expect(await asExporter(query().predicate_query)).toEqual(["t"]);
        const rows = (await asExporter(`SELECT row_to_json(found) FROM (${query().query}) found`)).map(
            (line) => JSON.parse(line) as Record<string, unknown>,
        );
        const columns = query().metrics.flatMap((metric) => Object.keys(metric));
        expect(rows.map((row) => Object.keys(row))).toEqual([columns, columns]);
        const [backup] = rows.filter(({ operation }) => operation === "backup");
        expect(backup).toMatchObject({ failures_since_success: 0, last_failure_timestamp_seconds: 0 });
        expect(backup?.["last_success_timestamp_seconds"]).toBeGreaterThan(started - 1);
        expect(backup?.["last_success_size_bytes"]).toBeGreaterThan(1000);
        expect(backup?.["last_success_duration_seconds"]).toBeGreaterThan(0);
        expect(await completeBackups(stage(), settings)).toHaveLength(1);
    });

    test("give 0, not nothing, for what never ended well", async () => {
        const wrong = await stage().inNewBucket();
        await stage().program.restoreCheck(wrong);
        const [line] = await asExporter(`SELECT * FROM (${query().query}) q WHERE operation = 'restore_check'`);
        const values = (line ?? "").split("|");
        expect([values[0], values[2], values[4], values[5]]).toEqual(["restore_check", "0", "1", "0"]);
    });
});
