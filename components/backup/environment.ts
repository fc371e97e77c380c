/** Settings of the backup program as it reads them: `scripts/dify_backup/settings.py`. */

/** A database without its password, which travels in the variable that `passwordVariable` names. */
export interface BackupDatabase<Text> {
    readonly database: string;
    readonly host: Text;
    readonly port: number;
    readonly user: string;
    /** Whether a connection without TLS is refused. */
    readonly tls: boolean;
}

export interface BackupSettings<Text> {
    /** The outcomes are recorded in the first one. */
    readonly databases: readonly BackupDatabase<Text>[];
    readonly objectStore: { readonly url: string; readonly region: string; readonly pathStyle: boolean };
    readonly bucket: Text | string;
    /** Start of every object's key. */
    readonly prefix: string;
    /** Folder with room for dumps and for the restored databases. */
    readonly workFolder: string;
    /** Days. */
    readonly retentionDays: number;
    /** Good backups that are kept whatever their age. */
    readonly keepAtLeast: number;
}

/** Environment variables that are not secret. */
export function backupEnvironment<Text>(settings: BackupSettings<Text>): Record<string, Text | string> {
    const { objectStore } = settings;
    return {
        ...Object.fromEntries(settings.databases.flatMap(databaseEnvironment)),
        S3_ENDPOINT_URL: objectStore.url,
        S3_REGION: objectStore.region,
        S3_PATH_STYLE: String(objectStore.pathStyle),
        S3_BUCKET: settings.bucket,
        S3_PREFIX: settings.prefix,
        WORK_FOLDER: settings.workFolder,
        RETENTION_DAYS: String(settings.retentionDays),
        KEEP_AT_LEAST: String(settings.keepAtLeast),
    };
}

function databaseEnvironment<Text>(endpoint: BackupDatabase<Text>, index: number): [string, Text | string][] {
    const prefix = `DATABASE_${index}`;
    return [
        [`${prefix}_NAME`, endpoint.database],
        [`${prefix}_HOST`, endpoint.host],
        [`${prefix}_PORT`, String(endpoint.port)],
        [`${prefix}_USER`, endpoint.user],
        [`${prefix}_SSLMODE`, endpoint.tls ? "require" : "prefer"],
    ];
}

/** Variable that carries the password of a database. */
export function passwordVariable(index: number): string {
    return `DATABASE_${index}_PASSWORD`;
}

/** Variables that carry the keys of the object store, as every AWS SDK reads them. */
export const KEY_VARIABLES = { accessKeyId: "AWS_ACCESS_KEY_ID", secretAccessKey: "AWS_SECRET_ACCESS_KEY" } as const;
