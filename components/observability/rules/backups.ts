import type { MonitoringTargets } from "../../../contracts/monitoring";
import type { Selectors } from "./series";
import type { AlertDefinition, Area, RecordingRule } from "./types";

/** Whether there is a backup from today, and whether it has been restored for proof. */

/** A daily backup, and two hours for it to run and for a retry. */
export const BACKUP_HOURS = 26;

/** A weekly restore check, and a day. */
export const RESTORE_CHECK_DAYS = 8;

const DUMP_AGE = "dify:dump_age_seconds:min";
const RESTORE_CHECK_AGE = "dify:restore_check_age_seconds:min";
const BASE_BACKUP_AGE = "dify:base_backup_age_seconds:min";

export function backupsArea({ postgres }: MonitoringTargets, { select }: Selectors): Area {
    const age = (series: "backupSuccess" | "restoreCheckSuccess") => `time() - max by (operation) (${select(series)})`;
    const failures = (operations: string) =>
        `max by (operation) (${select("backupFailures", `operation=~"${operations}"`)})`;
    return {
        name: "dify-backups",
        runbook: "backups",
        rules: [
            { record: DUMP_AGE, expr: age("backupSuccess") },
            { record: RESTORE_CHECK_AGE, expr: age("restoreCheckSuccess") },
            {
                alert: "BackupTooOld",
                expr: `${DUMP_AGE} > ${BACKUP_HOURS} * 3600`,
                for: "5m",
                severity: "critical",
                tier: "background",
                summary: `The last dump was made {{ $value | humanizeDuration }} ago; ${BACKUP_HOURS} h is the limit`,
            },
            {
                alert: "BackupFails",
                expr: `${failures("backup|retention")} > 0`,
                for: "5m",
                severity: "warning",
                tier: "background",
                summary: "{{ $labels.operation }} has failed {{ $value }} times since it last succeeded",
            },
            {
                alert: "RestoreCheckTooOld",
                expr: `${RESTORE_CHECK_AGE} > ${RESTORE_CHECK_DAYS} * 86400`,
                for: "5m",
                severity: "warning",
                tier: "background",
                summary: `The last restore that proved a dump was {{ $value | humanizeDuration }} ago; ${RESTORE_CHECK_DAYS} days is the limit`,
            },
            {
                alert: "RestoreCheckFails",
                expr: `${failures("restore_check")} > 0`,
                for: "5m",
                severity: "critical",
                tier: "background",
                summary: "{{ $value }} restores in a row did not give back what had been dumped",
            },
            ...(postgres.kind === "cloudnativepg"
                ? [
                      {
                          record: BASE_BACKUP_AGE,
                          expr: `time() - max(${select("baseBackup")})`,
                      } satisfies RecordingRule,
                      {
                          alert: "BaseBackupTooOld",
                          expr: `${BASE_BACKUP_AGE} > ${BACKUP_HOURS} * 3600`,
                          for: "5m",
                          severity: "critical",
                          tier: "background",
                          summary: `The last base backup was made {{ $value | humanizeDuration }} ago; ${BACKUP_HOURS} h is the limit`,
                      } satisfies AlertDefinition,
                  ]
                : []),
        ],
    };
}
