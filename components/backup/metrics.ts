import { stringify } from "yaml";

/** How backups went, as metrics of the PostgreSQL server: CloudNativePG's format of `customQueriesConfigMap`. */

/** Key of the ConfigMap. */
export const METRICS_KEY = "queries";

/** Name of the ConfigMap, for `spec.monitoring.customQueriesConfigMap` of the server's Cluster. */
export function metricsConfigMapName(backupName: string): string {
    return `${backupName}-metrics`;
}

/** Start of the metrics' names; the exporter adds `cnpg_` before and a column's name behind it. */
const METRIC = "dify_ha_backup";

/** Before the first run there is no table to read. */
const PREDICATE = "SELECT pg_catalog.to_regclass('dify_ha.backup_outcome') IS NOT NULL";

interface Column {
    readonly name: string;
    readonly usage: "LABEL" | "GAUGE";
    readonly sql: string;
    readonly description: string;
}

/** Seconds since 1970, 0 for never, so that an alert on the age fires from the first day. */
const timestamp = (column: string) => `coalesce(extract(epoch FROM ${column}), 0)::float8`;

const COLUMNS: readonly Column[] = [
    { name: "operation", usage: "LABEL", sql: "operation", description: "backup, retention or restore_check" },
    {
        name: "last_attempt_timestamp_seconds",
        usage: "GAUGE",
        sql: timestamp("last_attempt_at"),
        description: "When it was last started. Later than the last success: it runs, failed or was killed",
    },
    {
        name: "last_success_timestamp_seconds",
        usage: "GAUGE",
        sql: timestamp("last_success_at"),
        description: "When it last ended well; 0 for never",
    },
    {
        name: "last_failure_timestamp_seconds",
        usage: "GAUGE",
        sql: timestamp("last_failure_at"),
        description: "When it last ended badly; 0 for never",
    },
    {
        name: "failures_since_success",
        usage: "GAUGE",
        sql: "failures_since_success::float8",
        description: "Runs that ended badly since the last success",
    },
    {
        name: "last_success_duration_seconds",
        usage: "GAUGE",
        sql: "coalesce(duration_seconds, 0)",
        description: "Seconds that the last success took",
    },
    {
        name: "last_success_size_bytes",
        usage: "GAUGE",
        sql: "coalesce(size_bytes, 0)::float8",
        description: "Bytes of the backup that the last success was about",
    },
    {
        name: "last_success_backup_timestamp_seconds",
        usage: "GAUGE",
        sql: timestamp("backup_taken_at"),
        description: "When the backup that the last success was about had been started",
    },
];

/** The SQL statements behind the metrics. */
export function metricsQuery(): { readonly predicate: string; readonly query: string } {
    const columns = COLUMNS.map(({ name, sql }) => `${sql} AS ${name}`).join(", ");
    return { predicate: PREDICATE, query: `SELECT ${columns} FROM dify_ha.backup_outcome` };
}

/** Text of the queries file. `database`: the one that outcomes are recorded in. */
export function metricsFile(database: string): string {
    const { predicate, query } = metricsQuery();
    return stringify({
        [METRIC]: {
            // The standbys would report the same once more.
            primary: true,
            target_databases: [database],
            predicate_query: predicate,
            query,
            metrics: COLUMNS.map(({ name, usage, description }) => ({ [name]: { usage, description } })),
        },
    });
}
