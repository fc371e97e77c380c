import { BACKUP_IMAGE } from "../components/backup/catalogue";
import { ETCD_IMAGE, MILVUS_IMAGE } from "../components/milvus/catalogue";
import { needsBridge } from "../components/observability/alerting/receivers";
import { COLLECTOR_IMAGE, EXPORTER_IMAGES, JAEGER_IMAGE, PYTHON_IMAGE } from "../components/observability/catalogue";
import { AWS_CLI_IMAGE, PSQL_IMAGE } from "../components/rds/catalogue";
import { EXPORTER_IMAGE, HAPROXY_IMAGE, REDIS_IMAGE, SENTINEL_IMAGE } from "../components/redis/catalogue";
import type { StackConfig } from "../config";
import { releaseOfStack } from "./dify";
import { isTraced, isWatched } from "./observability";

/**
 * Images of what a pilot light does not run yet: Dify, and the part of its data tier that is in the cluster. The database is always
 * one that AWS runs; operators and gateway are there already.
 */
export function imagesOfDify(config: StackConfig): string[] {
    const { postgres, redis } = config;
    return [
        ...Object.values(releaseOfStack(config).images),
        MILVUS_IMAGE,
        ETCD_IMAGE,
        AWS_CLI_IMAGE,
        PSQL_IMAGE,
        ...(postgres.backup.enabled ? [BACKUP_IMAGE] : []),
        ...(redis.engine === "operator" || redis.rateLimits.enabled
            ? [REDIS_IMAGE, SENTINEL_IMAGE, EXPORTER_IMAGE, HAPROXY_IMAGE]
            : []),
        ...imagesOfObservability(config),
    ];
}

/** The chart's own images are its matter: only what the program registers itself. */
function imagesOfObservability(config: StackConfig): string[] {
    const { alerts, probe } = config.observability;
    const { redis, postgres, blackbox, cloudWatch, probe: asker } = EXPORTER_IMAGES;
    return [
        ...(isWatched(config) ? [redis, postgres, blackbox, cloudWatch] : []),
        ...(isWatched(config) && probe.appKeySecret !== undefined ? [asker] : []),
        ...(isTraced(config) ? [COLLECTOR_IMAGE, JAEGER_IMAGE] : []),
        ...(config.observability.enabled && needsBridge([...alerts.critical, ...alerts.warning]) ? [PYTHON_IMAGE] : []),
    ];
}
