/**
 * Images of Redis and what stands around it, 2026-11-23. Redis 7.0 is the last line under the BSD licence that the operator's own
 * image build offers (OT-CONTAINER-KIT/redis-operator, default images).
 */
export const REDIS_IMAGE = "quay.io/opstree/redis:v7.0.15";
export const SENTINEL_IMAGE = "quay.io/opstree/redis-sentinel:v7.0.15";
/** Metrics of a member, at its port 9121; the operator's own default image. */
export const EXPORTER_IMAGE = "quay.io/opstree/redis-exporter:v1.44.0";
/** HAProxy 3.2 LTS, official image. */
export const HAPROXY_IMAGE = "docker.io/library/haproxy:3.2.21-alpine3.24";

/** API of the operator's custom resources. */
export const REDIS_API = "redis.redis.opstreelabs.in/v1beta2";
