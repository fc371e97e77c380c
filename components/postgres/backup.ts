import * as pulumi from "@pulumi/pulumi";
import type { ObjectStoreEndpoint } from "../../contracts";
import { accessKeys } from "../shared/cloudAccess";

/** Physical backups by the Barman Cloud plugin, as plain data: base backups at night, write-ahead log all the time. */

export const BARMAN_API = "barmancloud.cnpg.io/v1";

/** Name under which the operator knows the plugin. */
export const BARMAN_PLUGIN = "barman-cloud.cloudnative-pg.io";

export interface BackupArgs {
    readonly objectStore: ObjectStoreEndpoint;
    /** Time of day of the base backup, `HH:MM` in UTC. */
    readonly at: string;
    /** Every moment of so many days back can be restored. */
    readonly retentionDays: number;
}

/** Where a restored server comes from. Neither `time` nor `backup`: the newest state there is. */
export interface RestorePoint {
    /** A moment, ISO 8601 with time zone. */
    readonly time?: string;
    /** Id of a base backup, such as `20261123T020000`. */
    readonly backup?: string;
}

/** The plugin's `ObjectStore`: all servers of a stack share it, each under its own name. */
export function objectStoreSpec({ objectStore, retentionDays }: BackupArgs) {
    const keys = accessKeys(objectStore.access.backups);
    return {
        configuration: {
            destinationPath: pulumi.interpolate`s3://${objectStore.buckets.backups}/postgres`,
            endpointURL: objectStore.url,
            s3Credentials:
                keys === undefined
                    ? { inheritFromIAMRole: true }
                    : {
                          accessKeyId: { name: keys.accessKeyId.name, key: keys.accessKeyId.key },
                          secretAccessKey: { name: keys.secretAccessKey.name, key: keys.secretAccessKey.key },
                      },
            wal: { compression: "gzip", maxParallel: 4 },
            data: { compression: "gzip", jobs: 2 },
        },
        retentionPolicy: `${retentionDays}d`,
        instanceSidecarConfiguration: {
            env: [{ name: "AWS_DEFAULT_REGION", value: objectStore.region }],
            resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { cpu: "1", memory: "512Mi" } },
        },
    };
}

/** A `ScheduledBackup`. The schedule has six fields, seconds first; five would mean something else. */
export function scheduledBackupSpec(server: string, at: string) {
    const [hours, minutes] = at.split(":").map(Number);
    return {
        schedule: `0 ${minutes} ${hours} * * *`,
        cluster: { name: server },
        method: "plugin",
        pluginConfiguration: { name: BARMAN_PLUGIN },
        // Reading a whole database is work that a standby can do.
        target: "prefer-standby",
        // The first one right away: a server without a base backup cannot be restored.
        immediate: true,
        backupOwnerReference: "self",
    };
}

/** The entry of a Cluster's `plugins` that archives its write-ahead log. */
export function archiver(storeName: string, server: string) {
    return {
        name: BARMAN_PLUGIN,
        isWALArchiver: true,
        parameters: { barmanObjectName: storeName, serverName: server },
    };
}

/** Name of the source of a restored server among its `externalClusters`. */
const ORIGIN = "origin";

/** The fields of a Cluster that begins as a copy of what another server archived. */
export function recoveryFields(
    storeName: string,
    origin: string,
    { time, backup }: RestorePoint,
    database: { readonly name: string; readonly ownerSecret: string },
) {
    const target = {
        ...(time === undefined ? {} : { targetTime: time }),
        ...(backup === undefined ? {} : { backupID: backup, targetImmediate: true }),
    };
    return {
        bootstrap: {
            recovery: {
                source: ORIGIN,
                database: database.name,
                owner: database.name,
                secret: { name: database.ownerSecret },
                ...(Object.keys(target).length === 0 ? {} : { recoveryTarget: target }),
            },
        },
        externalClusters: [
            {
                name: ORIGIN,
                plugin: { name: BARMAN_PLUGIN, parameters: { barmanObjectName: storeName, serverName: origin } },
            },
        ],
    };
}
