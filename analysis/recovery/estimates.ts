/** What the loss of a region costs and how long things take, where nothing in a plan says it. Minutes, each with its source. */

export interface Estimate {
    readonly minutes: number;
    readonly source: string;
}

/** How the database comes to the second region. */
export type DatabasePath = "backups" | "replica";

/** Newest changes that are not there yet. */
export const DATABASE_LOSS: Readonly<Record<DatabasePath, Estimate>> = {
    backups: { minutes: 30, source: "AWS Prescriptive Guidance, RDS snapshot and log replication: 5 to 30 minutes" },
    replica: { minutes: 1, source: "lag of an asynchronous replica: seconds while it keeps up; watch ReplicaLag" },
};

/** Until the database takes writes. */
export const DATABASE_READY: Readonly<Record<DatabasePath, Estimate>> = {
    backups: { minutes: 180, source: "AWS Prescriptive Guidance: restore and replay, up to a few hours; not measured" },
    replica: { minutes: 10, source: "AWS: a promotion takes several minutes and a reboot; not measured" },
};

/** What is created with the database: Redis, nodes, Milvus. Redis is the longest of them. */
export const DATA_READY: Estimate = { minutes: 20, source: "ElastiCache group of three with TLS; not measured" };

/** From a complete data tier to healthy pods: migration, images, start. */
export const DIFY_READY: Estimate = { minutes: 10, source: "migration Job, image pulls, probes; not measured" };
