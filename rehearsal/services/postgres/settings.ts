import type { Synchronous } from "./rendered";

/** Configuration that CloudNativePG adds to what a Cluster says: pure, from the sources named at each part. */

/**
 * Parameters that the operator sets where the Cluster does not (cloudnative-pg docs/src/postgresql_conf.md), as far as they bear on
 * replication and connections.
 */
const OPERATOR_DEFAULTS: Readonly<Record<string, string>> = {
    max_worker_processes: "32",
    wal_keep_size: "512MB",
    wal_sender_timeout: "5s",
    wal_receiver_timeout: "5s",
    wal_log_hints: "on",
    full_page_writes: "on",
    ssl: "on",
    ssl_min_protocol_version: "TLSv1.3",
};

/**
 * `synchronous_standby_names` (cloudnative-pg pkg/postgres/replication/explicit.go): with `required` every instance is named, whether
 * it runs or not, and the number stands; with `preferred` only the healthy standbys, and the number is lowered to what there is.
 */
export function synchronousStandbyNames(
    { method, number, dataDurability }: Synchronous,
    all: readonly string[],
    healthyStandbys: readonly string[],
): string {
    const names = dataDurability === "required" ? all : healthyStandbys;
    const count = dataDurability === "required" ? number : Math.min(number, healthyStandbys.length);
    return count === 0 ? "" : `${method.toUpperCase()} ${count} (${names.map((name) => `"${name}"`).join(",")})`;
}

/** Name of the slot that the operator keeps for an instance (docs/src/replication.md: `_cnpg_` and the name with underscores). */
export function slotOf(name: string): string {
    return `_cnpg_${name.replaceAll("-", "_")}`;
}

/** Role that the operator replicates with. */
export const REPLICATION_ROLE = "streaming_replica";

/** Text of postgresql.conf; `own` is what differs from server to server and has the last word. */
export function configurationText(
    parameters: Readonly<Record<string, string>>,
    own: Readonly<Record<string, string>>,
): string {
    return Object.entries({ ...OPERATOR_DEFAULTS, ...parameters, ...own })
        .map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`)
        .join("");
}

/**
 * pg_hba.conf: the operator's fixed rules (docs/src/postgresql_conf.md), with trust for the replication role instead of its client
 * certificate.
 */
export const HOST_BASED_AUTHENTICATION = `local all all trust
local replication all trust
host replication ${REPLICATION_ROLE} all trust
host all all all scram-sha-256
`;
