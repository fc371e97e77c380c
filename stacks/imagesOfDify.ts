import { BACKUP_IMAGE } from "../components/backup/catalogue";
import { releaseOf } from "../components/dify/catalogue";
import { ETCD_IMAGE, MILVUS_IMAGE } from "../components/milvus/catalogue";
import { AWS_CLI_IMAGE, PSQL_IMAGE } from "../components/rds/catalogue";
import { EXPORTER_IMAGE, HAPROXY_IMAGE, REDIS_IMAGE, SENTINEL_IMAGE } from "../components/redis/catalogue";
import type { StackConfig } from "../config";

/**
 * Images of what a pilot light does not run yet: Dify, and the part of its data tier that is in the cluster. The database is always
 * one that AWS runs; operators and gateway are there already.
 */
export function imagesOfDify({ dify, postgres, redis }: StackConfig): string[] {
    return [
        ...Object.values(releaseOf(dify.version).images),
        MILVUS_IMAGE,
        ETCD_IMAGE,
        AWS_CLI_IMAGE,
        PSQL_IMAGE,
        ...(postgres.backup.enabled ? [BACKUP_IMAGE] : []),
        ...(redis.engine === "operator" || redis.rateLimits.enabled
            ? [REDIS_IMAGE, SENTINEL_IMAGE, EXPORTER_IMAGE, HAPROXY_IMAGE]
            : []),
    ];
}
