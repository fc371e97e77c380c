import type { MonitoringTargets, PostgresTarget } from "../../../../contracts/monitoring";
import { BACKUP_HOURS } from "../../rules/backups";
import { CONNECTIONS_RATIO, LAG_SECONDS } from "../../rules/postgres";
import type { Selectors, SeriesName } from "../../rules/series";
import { IN_ZONE, type PageBuilder, type Panel } from "../types";

/** Whether writes have a home, whether a standby could take over, and what the servers do. */

type Cnpg = Extract<PostgresTarget, { kind: "cloudnativepg" }>;
type Rds = Extract<PostgresTarget, { kind: "rds" }>;

export const postgresPage: PageBuilder = (targets, _slo, selectors) => ({
    name: "postgres",
    title: "PostgreSQL",
    panels:
        targets.postgres.kind === "cloudnativepg"
            ? inCluster(targets.postgres, targets, selectors)
            : onRds(targets.postgres, targets, selectors),
});

function lag(legend: string): Panel {
    return {
        title: "Replication lag",
        kind: "graph",
        description:
            "How far behind the primary: what a failover to that server would lose, or what a reader does not see.",
        unit: "s",
        queries: [{ expr: "dify:postgres_replication_lag_seconds:max", legend }],
        alerts: ["PostgresReplicationLag"],
        limits: [{ value: LAG_SECONDS, severity: "warning" }],
    };
}

function connections(maxConnections: number, legend: string): Panel {
    return {
        title: "Connections",
        kind: "graph",
        description: `Of ${maxConnections}; a rollout needs those of old and new pods.`,
        unit: "short",
        queries: [{ expr: "dify:postgres_connections:sum", legend }],
        alerts: ["PostgresConnectionsHigh"],
        limits: [{ value: CONNECTIONS_RATIO * maxConnections, severity: "warning" }],
    };
}

interface Work {
    readonly commits: SeriesName;
    readonly size: SeriesName;
    readonly longest: SeriesName;
    /** Label of a server. */
    readonly by: string;
    /** Matchers further to those of the table. */
    readonly among: readonly string[];
}

function work({ commits, size, longest, by, among }: Work, { select }: Selectors): Panel[] {
    return [
        {
            title: "Commits",
            kind: "graph",
            description: "Transactions each second; readers commit too.",
            unit: "ops",
            queries: [{ expr: `sum by (${by}) (rate(${select(commits, ...among)}[5m]))`, legend: `{{${by}}}` }],
        },
        {
            title: "Longest transaction",
            kind: "graph",
            description: "It keeps dead rows from being cleared away.",
            unit: "s",
            queries: [{ expr: `max by (${by}) (${select(longest, ...among)})`, legend: `{{${by}}}` }],
        },
        {
            title: "Size of databases",
            kind: "graph",
            description: "On disk.",
            unit: "bytes",
            queries: [{ expr: `max by (datname) (${select(size)})`, legend: "{{datname}}" }],
        },
    ];
}

function inCluster({ instances, maxConnections }: Cnpg, { backups }: MonitoringTargets, selectors: Selectors): Panel[] {
    const { select } = selectors;
    const replicas = instances - 1;
    return [
        {
            title: "Primaries",
            kind: "figure",
            description: "Instances that take writes: one.",
            unit: "short",
            queries: [{ expr: `sum(${select("inRecovery")} == bool 0)`, legend: "primaries" }],
            alerts: ["PostgresNoPrimary"],
            limits: [{ value: 1, severity: "critical" }],
            bad: "below",
        },
        ...(replicas > 0 ? standbys(replicas, selectors) : []),
        ...(backups ? [baseBackupAge] : []),
        ...(replicas > 0 ? [lag("{{application_name}}")] : []),
        connections(maxConnections, "{{pod}}"),
        {
            title: "Role",
            kind: "graph",
            description: "1: a standby, 0: the primary. A failover swaps two lines.",
            unit: "short",
            queries: [{ expr: select("inRecovery", IN_ZONE), legend: "{{pod}}" }],
            alerts: ["PostgresNoPrimary"],
        },
        ...work(
            {
                commits: "databaseCommits",
                size: "databaseSize",
                longest: "longestTransaction",
                by: "pod",
                among: [IN_ZONE],
            },
            selectors,
        ),
        ...(backups ? [archiving(selectors)] : []),
    ];
}

function standbys(replicas: number, { select }: Selectors): Panel[] {
    return [
        {
            title: "Standbys that follow",
            kind: "figure",
            description: `Of ${replicas}.`,
            unit: "short",
            queries: [{ expr: `max(${select("streamingReplicas")})`, legend: "standbys" }],
            alerts: ["PostgresReplicaMissing", "PostgresNoStandby"],
            limits: [
                { value: replicas, severity: "warning" },
                { value: 1, severity: "critical" },
            ],
            bad: "below",
        },
        {
            title: "Standbys that receive nothing",
            kind: "figure",
            description: "They are in recovery without a connection to the primary.",
            unit: "short",
            queries: [
                {
                    expr: `sum(${select("inRecovery")} > bool ${select("walReceiverUp")})`,
                    legend: "broken",
                },
            ],
            alerts: ["PostgresReplicaBroken"],
            limits: [{ value: 1, severity: "warning" }],
        },
    ];
}

const baseBackupAge: Panel = {
    title: "Age of the base backup",
    kind: "figure",
    description: "Write-ahead logs since then are replayed upon a restore.",
    unit: "s",
    queries: [{ expr: "dify:base_backup_age_seconds:min", legend: "age" }],
    alerts: ["BaseBackupTooOld"],
    limits: [{ value: BACKUP_HOURS * 3600, severity: "critical" }],
};

function archiving({ select }: Selectors): Panel {
    return {
        title: "Time since a write-ahead log was archived",
        kind: "graph",
        description: "What a loss of all volumes would cost.",
        unit: "s",
        queries: [{ expr: `time() - max(${select("lastArchived")} > 0)`, legend: "since" }],
        alerts: ["PostgresArchivingFails"],
    };
}

function onRds(postgres: Rds, { cloudWatch }: MonitoringTargets, selectors: Selectors): Panel[] {
    const { select } = selectors;
    const { maxConnections, readReplicas, aurora = false } = postgres;
    return [
        {
            title: "Primary answers",
            kind: "figure",
            description: "The server for writes.",
            unit: "bool_yes_no",
            queries: [{ expr: `max(${select("postgresUp", `server="primary"`)})`, legend: "primary" }],
            alerts: ["PostgresDown"],
            limits: [{ value: 1, severity: "critical" }],
            bad: "below",
        },
        ...(readReplicas > 0 ? readers(postgres, selectors) : []),
        ...(readReplicas > 0 && (!aurora || cloudWatch) ? [lag(aurora ? "slowest reader" : "read replica")] : []),
        connections(maxConnections, "{{server}}"),
        {
            title: "Servers that answer",
            kind: "graph",
            description: "A failover is a gap of one or two minutes.",
            unit: "bool_yes_no",
            queries: [{ expr: `max by (server) (${select("postgresUp")})`, legend: "{{server}}" }],
            alerts: ["PostgresDown", "PostgresReplicaDown"],
        },
        ...work(
            {
                commits: "commitsOnServer",
                size: "databaseSizeOnServer",
                longest: "longestTransactionOnServer",
                by: "server",
                among: [],
            },
            selectors,
        ),
        ...(cloudWatch && !aurora
            ? [
                  {
                      title: "Free storage",
                      kind: "graph",
                      description: "The alert is on whether it ends within a day at the present rate.",
                      unit: "bytes",
                      queries: [{ expr: select("rdsFreeStorage"), legend: "{{dimension_DBInstanceIdentifier}}" }],
                      alerts: ["PostgresStorageFilling"],
                  } satisfies Panel,
              ]
            : []),
    ];
}

function readers({ readReplicas, aurora = false }: Rds, { select }: Selectors): Panel[] {
    const answers: Panel = {
        title: "Readers answer",
        kind: "figure",
        description: "The server for reading.",
        unit: "bool_yes_no",
        queries: [{ expr: `min(${select("postgresUp", `server="replica"`)})`, legend: "replica" }],
        alerts: ["PostgresReplicaDown"],
        limits: [{ value: 1, severity: "warning" }],
        bad: "below",
    };
    const senders = `count by (application_name, client_addr) (${select("walSenders", `state="streaming"`)})`;
    return aurora
        ? [answers]
        : [
              answers,
              {
                  title: "Read replicas that follow",
                  kind: "figure",
                  description: `Of ${readReplicas}; the standby of a Multi-AZ instance is none of them.`,
                  unit: "short",
                  queries: [
                      {
                          expr: `(count(${senders}) or vector(0)) and on () max(${select("postgresUp", `server="primary"`)}) > 0`,
                          legend: "replicas",
                      },
                  ],
                  alerts: ["PostgresReplicaBroken"],
                  limits: [{ value: readReplicas, severity: "critical" }],
                  bad: "below",
              },
          ];
}
