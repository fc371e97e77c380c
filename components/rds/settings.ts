import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { DEFAULT_MAINTENANCE_WINDOW } from "./args";
import { CERTIFICATE_AUTHORITY, RELEASES } from "./catalogue";
import { identifierOf, type ServerContext } from "./variant";

/** Settings that every database instance has, whatever the engine. */

/** Days of Performance Insights: what costs nothing. */
const INSIGHTS_DAYS = 7;

/** Seconds between the measurements of Enhanced Monitoring. */
const MONITORING_INTERVAL = 15;

/** Days that logs are kept; without a group of ours RDS makes one that keeps them for ever. */
const LOG_DAYS = 30;

/** What an instance runs, and how it is watched and changed. */
export function instanceSettings({ args, monitoring }: ServerContext) {
    const { engine, version } = RELEASES[args.engine.kind];
    return {
        engine,
        engineVersion: version,
        instanceClass: args.instanceClass,
        caCertIdentifier: CERTIFICATE_AUTHORITY,
        publiclyAccessible: false,
        // The catalogue says which release runs; nothing may change it behind the program's back.
        autoMinorVersionUpgrade: false,
        applyImmediately: false,
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: args.kmsKeyArn,
        performanceInsightsRetentionPeriod: INSIGHTS_DAYS,
        monitoringInterval: MONITORING_INTERVAL,
        monitoringRoleArn: monitoring.roleArn,
    };
}

/** How the data of a server is kept from being lost. */
export function safetySettings(context: ServerContext, serverName: string) {
    const { args } = context;
    return {
        storageEncrypted: true,
        kmsKeyId: args.kmsKeyArn,
        backupRetentionPeriod: args.backup.retentionDays,
        // Point-in-time restore must outlive the deletion that it is needed for.
        deleteAutomatedBackups: false,
        deletionProtection: args.allowDeletion !== true,
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: `${identifierOf(context, serverName)}-final`,
    };
}

/** A restore or a replica reads the whole database before it is there; the provider's own patience ends after 40 minutes. */
export const PATIENCE = { create: "6h" };

/** Options of what holds data. */
export function protectedOptions({ args, opts }: ServerContext) {
    return { ...opts, protect: args.allowDeletion !== true, customTimeouts: PATIENCE };
}

export function maintenanceWindowOf({ args }: ServerContext): string {
    return args.maintenanceWindow ?? DEFAULT_MAINTENANCE_WINDOW;
}

/** Log groups under the names that RDS writes to: they must be there before it does. */
export function createLogGroups(
    { opts }: ServerContext,
    logicalName: string,
    kind: "instance" | "cluster",
    identifier: string,
    logs: readonly string[],
): LogGroup[] {
    return logs.map(
        (log) =>
            new LogGroup(
                `${logicalName}-log-${log}`,
                {
                    name: `/aws/rds/${kind}/${identifier}/${log}`,
                    retentionInDays: LOG_DAYS,
                    tags: { Name: `${logicalName}-${log}` },
                },
                opts,
            ),
    );
}
