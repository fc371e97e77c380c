import type { Change } from "./types";

/** What came with which version, as far as this program does something else before and after. */

const ENTRY_POINT = "api/docker/entrypoint.sh";
const COMPOSE = "docker/docker-compose.yaml";
const NGINX = "docker/nginx/conf.d/default.conf.template";
const SETTINGS = "api/configs/middleware";

export const CHANGES = {
    migrationLock: {
        since: "0.6.12",
        what: "The schema is migrated by `flask upgrade-db`, under a lock in Redis that does not make the losers wait; before by `flask db upgrade`.",
        source: ENTRY_POINT,
    },
    signals: {
        since: "0.6.15",
        what: "The entry point hands its process over (`exec`), so that SIGTERM reaches gunicorn and Celery.",
        source: ENTRY_POINT,
    },
    milvusUri: {
        since: "0.8.0",
        what: "Milvus is named by MILVUS_URI; before by MILVUS_HOST, MILVUS_PORT and MILVUS_SECURE.",
        source: "langgenius/dify#8019",
    },
    identityRegion: {
        since: "0.9.2",
        what: "S3_REGION counts with an AWS identity, too.",
        source: "langgenius/dify#7819",
    },
    workerConnections: {
        since: "0.15.0",
        what: "The entry point tells gunicorn SERVER_WORKER_CONNECTIONS; before, gunicorn's own default of 1000 counts.",
        source: ENTRY_POINT,
    },
    pluginDaemon: {
        since: "1.0.0",
        what: "Models and tools are plugins, which the plugin daemon runs; it has a database of its own.",
        source: COMPOSE,
    },
    pluginIdentity: {
        since: "1.1.3",
        what: "The plugin daemon (0.0.6) can use an AWS identity instead of access keys.",
        source: "langgenius/dify-plugin-daemon: S3_USE_AWS_MANAGED_IAM; langgenius/dify#17702",
    },
    tracing: { since: "1.3.0", what: "API and workers send traces by OTLP.", source: "api/extensions/ext_otel.py" },
    toolCalls: { since: "1.6.0", what: "`/mcp`: an app is a tool that others call.", source: NGINX },
    migrationMode: {
        since: "1.7.1",
        what: "`MODE=migration` migrates and ends.",
        source: `${ENTRY_POINT}; langgenius/dify#22750`,
    },
    redisCertificates: {
        since: "1.8.0",
        what: "REDIS_SSL_CERT_REQS; before, Celery's result backend wants `ssl_cert_reqs` in the URL.",
        source: "api/extensions/ext_redis.py; aws-samples/dify-self-hosted-on-aws",
    },
    triggers: { since: "1.10.0", what: "`/triggers`: webhooks and events of plugins start workflows.", source: NGINX },
    unprivileged: {
        since: "1.11.0",
        what: "The images of API and web interface run as user `dify` (1001); before as root.",
        source: "api/Dockerfile, web/Dockerfile",
    },
    runsInWorkers: {
        since: "1.13.0",
        what: "Streamed runs of workflows are executed by workers; the API passes on what comes over Redis (the event bus).",
        source: "api/services/app_generate_service.py",
    },
    eventBusSettings: {
        since: "1.13.1",
        what: "The event bus is EVENT_BUS_REDIS_*, and may be a Redis Cluster; 1.13.0 knows PUBSUB_REDIS_URL alone.",
        source: `${SETTINGS}/cache/redis_pubsub_config.py`,
    },
    lightPing: {
        since: "1.14.0",
        what: "`celery_healthcheck` asks a worker without importing all of Dify; before, `app` does.",
        source: COMPOSE,
    },
    pluginTelemetry: {
        since: "1.14.0",
        what: "The plugin daemon has metrics (0.5.7) and sends traces (0.5.4; 1.13.3 went back before it).",
        source: "langgenius/dify-plugin-daemon: pkg/utils/metrics/metrics.go",
    },
    websocket: {
        since: "1.14.1",
        what: "Real-time collaboration has a service of its own, `api_websocket`. In 1.14.0 the API answers `/socket.io`, in one process only.",
        source: COMPOSE,
    },
    openApi: { since: "1.15.0", what: "`/openapi`: 404 unless OPENAPI_ENABLED.", source: NGINX },
    manySockets: {
        since: "1.16.0",
        what: "Members of the websocket service hear of each other through Redis; before, there may be one only.",
        source: "langgenius/dify#38242, #36266",
    },
} as const satisfies Readonly<Record<string, Change>>;

export type ChangeName = keyof typeof CHANGES;
