import type { MonitoringTargets, PostgresTarget } from "../../../contracts/monitoring";
import { AT_ONCE } from "../timing";
import type { Selectors } from "./series";
import type { AlertDefinition, Area, RecordingRule } from "./types";

/** Whether writes have a home, whether a standby could take over, and whether connections run out. */

type Cnpg = Extract<PostgresTarget, { kind: "cloudnativepg" }>;
type Rds = Extract<PostgresTarget, { kind: "rds" }>;

/** Seconds that a standby may be behind. */
export const LAG_SECONDS = 0.1;

/** Share of `max_connections` at which a rollout, which needs both old and new pods' connections, begins to fail. */
export const CONNECTIONS_RATIO = 0.8;

export function postgresArea(targets: MonitoringTargets, selectors: Selectors): Area {
    const { postgres } = targets;
    return {
        name: "dify-postgres",
        runbook: "postgres",
        rules:
            postgres.kind === "cloudnativepg"
                ? inCluster(postgres, targets, selectors)
                : onRds(postgres, targets, selectors),
    };
}

type Rules = (AlertDefinition | RecordingRule)[];

const LAG = "dify:postgres_replication_lag_seconds:max";

function lag(expr: string, of: string): Rules {
    return [
        { record: LAG, expr },
        {
            alert: "PostgresReplicationLag",
            expr: `${LAG} > ${LAG_SECONDS}`,
            for: "2m",
            severity: "warning",
            tier: "data",
            summary: `${of} is {{ $value | humanizeDuration }} behind the primary`,
        },
    ];
}

const CONNECTIONS = "dify:postgres_connections:sum";

function connections(expr: string, of: string, maxConnections: number): Rules {
    return [
        { record: CONNECTIONS, expr },
        {
            alert: "PostgresConnectionsHigh",
            expr: `${CONNECTIONS} > ${CONNECTIONS_RATIO} * ${maxConnections}`,
            for: "5m",
            severity: "warning",
            tier: "data",
            summary: `${of} has {{ $value }} of ${maxConnections} connections`,
        },
    ];
}

function inCluster({ instances, maxConnections }: Cnpg, { backups }: MonitoringTargets, { select }: Selectors): Rules {
    const replicas = instances - 1;
    const withReplicas = (streaming = `max(${select("streamingReplicas")})`): Rules => [
        ...lag(`max by (application_name) (${select("replayLag")})`, "{{ $labels.application_name }}"),
        {
            alert: "PostgresReplicaBroken",
            expr: `${select("inRecovery")} > ${select("walReceiverUp")}`,
            for: "2m",
            severity: "warning",
            tier: "data",
            summary: "{{ $labels.pod }} is a standby that receives nothing from the primary",
        },
        {
            alert: "PostgresReplicaMissing",
            expr: `${streaming} < ${replicas}`,
            for: "10m",
            severity: "warning",
            tier: "data",
            summary: `{{ $value }} of ${replicas} standbys follow the primary`,
        },
        {
            alert: "PostgresNoStandby",
            expr: `${streaming} == 0`,
            // Where commits wait for a standby, nothing is written until one is back.
            for: AT_ONCE,
            severity: "critical",
            tier: "data",
            summary: `{{ $value }} of ${replicas} standbys follow the primary: its loss would be an outage`,
        },
    ];
    return [
        {
            alert: "PostgresNoPrimary",
            expr: `min(${select("inRecovery")}) == 1`,
            for: "2m",
            severity: "critical",
            tier: "data",
            summary: "All instances are standbys (pg_is_in_recovery is {{ $value }} everywhere): nobody takes writes",
        },
        ...(replicas > 0 ? withReplicas() : []),
        ...connections(`sum by (pod) (${select("backends")})`, "{{ $labels.pod }}", maxConnections),
        ...(backups
            ? [
                  {
                      alert: "PostgresArchivingFails",
                      expr: `${select("lastArchiveFailure")} > ${select("lastArchived")}`,
                      for: "15m",
                      severity: "warning",
                      tier: "data",
                      summary:
                          "{{ $labels.pod }} has archived no write-ahead log since {{ $value | humanizeTimestamp }}, when it failed",
                  } satisfies AlertDefinition,
              ]
            : []),
    ];
}

function onRds(postgres: Rds, { cloudWatch }: MonitoringTargets, selectors: Selectors): Rules {
    const { select } = selectors;
    const { readReplicas, maxConnections, aurora = false } = postgres;
    return [
        {
            alert: "PostgresDown",
            expr: `max(${select("postgresUp", `server="primary"`)}) == 0`,
            // A failover of a Multi-AZ instance takes 60 to 120 s by AWS' documentation.
            for: "3m",
            severity: "critical",
            tier: "data",
            summary: "The server for writes does not answer (pg_up is {{ $value }})",
        },
        ...(readReplicas > 0 ? replicasOnRds(postgres, cloudWatch, selectors) : []),
        ...connections(
            `max by (server) (sum by (server, instance) (${select("numBackends")}))`,
            "The {{ $labels.server }}",
            maxConnections,
        ),
        ...(cloudWatch && !aurora
            ? [
                  {
                      alert: "PostgresStorageFilling",
                      expr: `predict_linear(${select("rdsFreeStorage")}[6h], 24 * 3600) < 0`,
                      for: "30m",
                      severity: "warning",
                      tier: "data",
                      summary:
                          "{{ $labels.dimension_DBInstanceIdentifier }} is full within a day: {{ $value | humanize1024 }}B free by then at this rate",
                  } satisfies AlertDefinition,
              ]
            : []),
    ];
}

function replicasOnRds({ readReplicas, aurora = false }: Rds, cloudWatch: boolean, { select }: Selectors): Rules {
    const down: AlertDefinition = {
        alert: "PostgresReplicaDown",
        expr: `min(${select("postgresUp", `server="replica"`)}) == 0`,
        for: "5m",
        severity: "warning",
        tier: "data",
        summary: "A server for reading does not answer (pg_up is {{ $value }})",
    };
    if (aurora) {
        // CloudWatch has milliseconds.
        return cloudWatch ? [down, ...lag(`max(${select("auroraReplicaLag")}) / 1000`, "The slowest reader")] : [down];
    }
    const senders = `count by (application_name, client_addr) (${select("walSenders", `state="streaming"`)})`;
    return [
        down,
        ...lag(`max(${select("replicationLag")})`, "The read replica"),
        {
            alert: "PostgresReplicaBroken",
            // The standby of a Multi-AZ instance is none of these: AWS copies its disk.
            expr: `((count(${senders}) or vector(0)) < ${readReplicas}) and on () max(${select("postgresUp", `server="primary"`)}) == 1`,
            for: AT_ONCE,
            severity: "critical",
            tier: "data",
            summary: `{{ $value }} of ${readReplicas} read replicas follow the primary`,
        },
    ];
}
