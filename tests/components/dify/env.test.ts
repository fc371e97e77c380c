import { releaseOf } from "../../../components/dify/catalogue";
import {
    apiEnvironment,
    brokerUrl,
    pluginDaemonEnvironment,
    sandboxEnvironment,
    webEnvironment,
    type Environment,
    type EnvironmentArgs,
} from "../../../components/dify/env";
import { accessToAll } from "../../support/objectStore";
import { valueOf } from "../../support/outputs";
import { CLUSTER, ENVIRONMENT_ARGS as ARGS, PRIMARY } from "./environmentArgs";

const secret = (name: string, key: string) => ({ kind: "kubernetes", name, key });

const ALONE = { collaboration: false, eventBus: PRIMARY } as const;
const OVER_CLUSTER = { collaboration: false, eventBus: CLUSTER } as const;

/** An environment with its outputs resolved. */
const resolved = ({ settings, secrets, composed }: Environment) => valueOf({ settings, secrets, composed });

describe("api, worker, beat, websocket and the migration Job", () => {
    const SETTINGS = {
        DEPLOY_ENV: "PRODUCTION",
        LOG_FILE: "",
        LOG_OUTPUT_FORMAT: "json",
        LOG_LEVEL: "INFO",
        MIGRATION_ENABLED: "false",
        UV_CACHE_DIR: "/tmp/.uv-cache",

        CONSOLE_API_URL: "https://dify.example.com",
        CONSOLE_WEB_URL: "https://dify.example.com",
        SERVICE_API_URL: "https://dify.example.com",
        APP_API_URL: "https://dify.example.com",
        APP_WEB_URL: "https://dify.example.com",
        FILES_URL: "https://dify.example.com",
        TRIGGER_URL: "https://dify.example.com",
        ENDPOINT_URL_TEMPLATE: "https://dify.example.com/e/{hook_id}",
        INTERNAL_FILES_URL: "http://d-api:5001",
        RESPECT_XFORWARD_HEADERS_ENABLED: "true",
        ENABLE_COLLABORATION_MODE: "true",

        DB_TYPE: "postgresql",
        DB_HOST: "pg-app.dify.svc",
        DB_PORT: "5432",
        DB_USERNAME: "dify_user",
        DB_DATABASE: "dify",
        DB_EXTRAS:
            "sslmode=require&keepalives=1&keepalives_idle=10&keepalives_interval=3&keepalives_count=3" +
            "&tcp_user_timeout=10000&connect_timeout=5",
        SQLALCHEMY_POOL_SIZE: "20",
        SQLALCHEMY_MAX_OVERFLOW: "10",
        SQLALCHEMY_POOL_PRE_PING: "true",
        SQLALCHEMY_POOL_RECYCLE: "1800",
        SQLALCHEMY_POOL_USE_LIFO: "true",

        REDIS_HOST: "redis-primary.dify.svc",
        REDIS_PORT: "6379",
        REDIS_USE_SSL: "false",
        REDIS_DB: "0",
        REDIS_SOCKET_TIMEOUT: "5.0",
        REDIS_SOCKET_CONNECT_TIMEOUT: "3.0",
        REDIS_HEALTH_CHECK_INTERVAL: "10",
        REDIS_RETRY_RETRIES: "5",
        REDIS_KEEPALIVE: "true",
        REDIS_KEEPALIVE_IDLE: "10",
        REDIS_KEEPALIVE_INTERVAL: "3",
        REDIS_KEEPALIVE_COUNT: "3",
        CELERY_BACKEND: "redis",
        EVENT_BUS_REDIS_USE_CLUSTERS: "false",
        EVENT_BUS_REDIS_CHANNEL_TYPE: "pubsub",

        STORAGE_TYPE: "s3",
        S3_ENDPOINT: "https://s3.example.com",
        S3_REGION: "eu-central-1",
        S3_BUCKET_NAME: "b-files",
        S3_ADDRESS_STYLE: "path",
        S3_USE_AWS_MANAGED_IAM: "false",

        VECTOR_STORE: "milvus",
        MILVUS_URI: "http://milvus.dify.svc:19530",
        MILVUS_USER: "root",
        MILVUS_DATABASE: "default",
        MILVUS_ENABLE_HYBRID_SEARCH: "false",

        CODE_EXECUTION_ENDPOINT: "http://d-sandbox:8194",
        SSRF_PROXY_HTTP_URL: "http://d-ssrf-proxy:3128",
        SSRF_PROXY_HTTPS_URL: "http://d-ssrf-proxy:3128",
        PLUGIN_DAEMON_URL: "http://d-plugin-daemon:5002",
        PLUGIN_MAX_PACKAGE_SIZE: "52428800",
    };

    const SECRETS = {
        SECRET_KEY: secret("keys", "secret-key"),
        INIT_PASSWORD: secret("keys", "init-password"),
        DB_PASSWORD: secret("pg-app-owner", "password"),
        REDIS_PASSWORD: secret("redis-auth", "password"),
        EVENT_BUS_REDIS_PASSWORD: secret("redis-auth", "password"),
        S3_ACCESS_KEY: secret("object-store", "accesskey"),
        S3_SECRET_KEY: secret("object-store", "secretkey"),
        MILVUS_PASSWORD: secret("milvus-root", "password"),
        CODE_EXECUTION_API_KEY: secret("keys", "sandbox-api-key"),
        PLUGIN_DAEMON_KEY: secret("keys", "plugin-daemon-key"),
        INNER_API_KEY_FOR_PLUGIN: secret("keys", "inner-api-key"),
    };

    const COMPOSED = {
        CELERY_BROKER_URL: "redis://:$(REDIS_PASSWORD)@redis-primary.dify.svc:6379/1",
        EVENT_BUS_REDIS_URL: "redis://:$(EVENT_BUS_REDIS_PASSWORD)@redis-primary.dify.svc:6379/0",
    };

    test("share this environment", async () => {
        expect(await resolved(apiEnvironment(ARGS))).toEqual({
            settings: SETTINGS,
            secrets: SECRETS,
            composed: COMPOSED,
        });
    });

    test("stream over a Redis Cluster by sharded channels, and keep cache and queues where they are", async () => {
        expect(await resolved(apiEnvironment({ ...ARGS, streaming: OVER_CLUSTER }))).toEqual({
            settings: {
                ...SETTINGS,
                ENABLE_COLLABORATION_MODE: "false",
                EVENT_BUS_REDIS_USE_CLUSTERS: "true",
                EVENT_BUS_REDIS_CHANNEL_TYPE: "sharded",
            },
            secrets: { ...SECRETS, EVENT_BUS_REDIS_PASSWORD: secret("sharded-auth", "password") },
            composed: {
                ...COMPOSED,
                EVENT_BUS_REDIS_URL: "redis://:$(EVENT_BUS_REDIS_PASSWORD)@redis-sharded-leader.dify.svc:6380/0",
            },
        });
    });

    test("use TLS to Redis when it has it", async () => {
        const redis = { ...PRIMARY, tls: true };
        const environment = await resolved(
            apiEnvironment({ ...ARGS, redis, streaming: { collaboration: true, eventBus: redis } }),
        );
        expect(environment.settings).toEqual({
            ...SETTINGS,
            REDIS_USE_SSL: "true",
            REDIS_SSL_CERT_REQS: "CERT_REQUIRED",
        });
        expect(environment.composed).toEqual({
            CELERY_BROKER_URL: "rediss://:$(REDIS_PASSWORD)@redis-primary.dify.svc:6379/1",
            EVENT_BUS_REDIS_URL: "rediss://:$(EVENT_BUS_REDIS_PASSWORD)@redis-primary.dify.svc:6379/0",
        });
    });

    test("use TLS to a Redis Cluster for events alone, which says nothing of cache and queues", async () => {
        const eventBus = { ...CLUSTER, tls: true };
        const environment = await resolved(apiEnvironment({ ...ARGS, streaming: { collaboration: false, eventBus } }));
        expect(environment.settings).toEqual({
            ...SETTINGS,
            ENABLE_COLLABORATION_MODE: "false",
            EVENT_BUS_REDIS_USE_CLUSTERS: "true",
            EVENT_BUS_REDIS_CHANNEL_TYPE: "sharded",
        });
        expect(environment.composed).toEqual({
            ...COMPOSED,
            EVENT_BUS_REDIS_URL: "rediss://:$(EVENT_BUS_REDIS_PASSWORD)@redis-sharded-leader.dify.svc:6380/0",
        });
    });

    test.each([
        [
            "a database without TLS",
            { appDatabase: { ...ARGS.appDatabase, tls: false } },
            {
                DB_EXTRAS:
                    "keepalives=1&keepalives_idle=10&keepalives_interval=3&keepalives_count=3" +
                    "&tcp_user_timeout=10000&connect_timeout=5",
            },
        ],
        [
            "buckets in the host name",
            { objectStore: { ...ARGS.objectStore, pathStyle: false } },
            {
                S3_ADDRESS_STYLE: "virtual",
            },
        ],
        ["no collaboration", { streaming: ALONE }, { ENABLE_COLLABORATION_MODE: "false" }],
        [
            "a smaller pool",
            { pool: { size: 3, overflow: 4 } },
            {
                SQLALCHEMY_POOL_SIZE: "3",
                SQLALCHEMY_MAX_OVERFLOW: "4",
            },
        ],
    ])("%s changes nothing else", async (_, change, expected) => {
        const { settings } = await resolved(apiEnvironment({ ...ARGS, ...change }));
        expect(settings).toEqual({ ...SETTINGS, ...expected });
    });
});

describe("web", () => {
    const SETTINGS = {
        CONSOLE_API_URL: "https://dify.example.com",
        APP_API_URL: "https://dify.example.com",
        SERVER_CONSOLE_API_URL: "http://d-api:5001",
        NEXT_PUBLIC_SOCKET_URL: "wss://dify.example.com",
        NEXT_PUBLIC_ENABLE_AGENT_V2: "false",
        TEXT_GENERATION_TIMEOUT_MS: "60000",
        INDEXING_MAX_SEGMENTATION_TOKENS_LENGTH: "4000",
        TOP_K_MAX_VALUE: "10",
        MAX_TOOLS_NUM: "10",
        MARKETPLACE_API_URL: "https://marketplace.dify.ai",
        MARKETPLACE_URL: "https://marketplace.dify.ai",
        NEXT_TELEMETRY_DISABLED: "1",
    };

    test.each([
        ["collaboration over TLS", {}, {}],
        ["no collaboration", { streaming: ALONE }, { NEXT_PUBLIC_SOCKET_URL: "" }],
        [
            "no TLS",
            { origin: "http://dify.localhost" },
            {
                CONSOLE_API_URL: "http://dify.localhost",
                APP_API_URL: "http://dify.localhost",
                NEXT_PUBLIC_SOCKET_URL: "ws://dify.localhost",
            },
        ],
    ])("with %s", async (_, change, expected) => {
        expect(await resolved(webEnvironment({ ...ARGS, ...change }))).toEqual({
            settings: { ...SETTINGS, ...expected },
            secrets: {},
            composed: {},
        });
    });
});

test("sandbox: the only way out is the SSRF proxy", async () => {
    expect(await resolved(sandboxEnvironment(ARGS))).toEqual({
        settings: {
            GIN_MODE: "release",
            WORKER_TIMEOUT: "15",
            ENABLE_NETWORK: "true",
            HTTP_PROXY: "http://d-ssrf-proxy:3128",
            HTTPS_PROXY: "http://d-ssrf-proxy:3128",
            SANDBOX_PORT: "8194",
        },
        secrets: { API_KEY: secret("keys", "sandbox-api-key") },
        composed: {},
    });
});

describe("plugin daemon", () => {
    const SETTINGS = {
        GIN_MODE: "release",
        SERVER_PORT: "5002",
        DIFY_INNER_API_URL: "http://d-api:5001",
        PLUGIN_REMOTE_INSTALLING_HOST: "0.0.0.0",
        PLUGIN_REMOTE_INSTALLING_PORT: "5003",
        PLUGIN_WORKING_PATH: "/app/storage/cwd",
        MAX_PLUGIN_PACKAGE_SIZE: "52428800",
        FORCE_VERIFYING_SIGNATURE: "true",
        HEALTH_API_LOG_ENABLED: "false",
        DB_HOST: "pg-plugins.dify.svc",
        DB_PORT: "5433",
        DB_USERNAME: "plugin_user",
        DB_DATABASE: "dify_plugin",
        DB_SSL_MODE: "require",
        REDIS_HOST: "redis-primary.dify.svc",
        REDIS_PORT: "6379",
        REDIS_USE_SSL: "false",
        PLUGIN_STORAGE_TYPE: "aws_s3",
        PLUGIN_STORAGE_OSS_BUCKET: "b-plugins",
        AWS_REGION: "eu-central-1",
        S3_USE_AWS: "false",
        S3_USE_AWS_MANAGED_IAM: "false",
        S3_ENDPOINT: "https://s3.example.com",
        S3_USE_PATH_STYLE: "true",
        HTTP_PROXY: "http://d-ssrf-proxy:3128",
        HTTPS_PROXY: "http://d-ssrf-proxy:3128",
        NO_PROXY:
            "localhost,127.0.0.1,.svc.cluster.local,169.254.170.23,d-api,10.0.0.0/8,100.64.0.0/10,172.16.0.0/12,192.168.0.0/16",
        no_proxy: "localhost,127.0.0.1,.svc.cluster.local,169.254.170.23,d-api",
    };

    test("has names of its own for the same things", async () => {
        expect(await resolved(pluginDaemonEnvironment(ARGS))).toEqual({
            settings: SETTINGS,
            secrets: {
                SERVER_KEY: secret("keys", "plugin-daemon-key"),
                DIFY_INNER_API_KEY: secret("keys", "inner-api-key"),
                DB_PASSWORD: secret("pg-plugins-owner", "password"),
                REDIS_PASSWORD: secret("redis-auth", "password"),
                AWS_ACCESS_KEY: secret("object-store", "accesskey"),
                AWS_SECRET_KEY: secret("object-store", "secretkey"),
            },
            composed: {},
        });
    });

    test.each([
        [
            "a database without TLS",
            { pluginDatabase: { ...ARGS.pluginDatabase, tls: false } },
            { DB_SSL_MODE: "disable" },
        ],
        [
            "buckets in the host name",
            { objectStore: { ...ARGS.objectStore, pathStyle: false } },
            {
                S3_USE_PATH_STYLE: "false",
            },
        ],
        [
            "a store at private addresses",
            { objectStore: { ...ARGS.objectStore, inside: true } },
            {
                NO_PROXY:
                    "localhost,127.0.0.1,.svc.cluster.local,169.254.170.23,d-api,s3.example.com," +
                    "10.0.0.0/8,100.64.0.0/10,172.16.0.0/12,192.168.0.0/16",
                no_proxy: "localhost,127.0.0.1,.svc.cluster.local,169.254.170.23,d-api,s3.example.com",
            },
        ],
        ["Redis with TLS", { redis: { ...PRIMARY, tls: true } }, { REDIS_USE_SSL: "true" }],
        ["the event bus elsewhere", { streaming: OVER_CLUSTER }, {}],
    ])("%s changes nothing else", async (_, change, expected) => {
        const { settings } = await resolved(pluginDaemonEnvironment({ ...ARGS, ...change }));
        expect(settings).toEqual({ ...SETTINGS, ...expected });
    });
});

describe("the types refuse a Redis Cluster", () => {
    // Checked by `tsc`: a suppression that suppresses nothing is an error.
    test("as Celery's broker", () => {
        // @ts-expect-error -- Celery reads several queues in one BRPOP, which a Redis Cluster refuses
        expect(brokerUrl(CLUSTER, "release")).toBeDefined();
    });

    test("as what streams answers beside Socket.IO", () => {
        // @ts-expect-error -- Socket.IO follows no redirects
        expect(apiEnvironment({ ...ARGS, streaming: { collaboration: true, eventBus: CLUSTER } })).toBeDefined();
    });

    test("as what the plugin daemon and Celery share", () => {
        // @ts-expect-error -- neither Celery nor the plugin daemon follows redirects
        expect(apiEnvironment({ ...ARGS, redis: CLUSTER })).toBeDefined();
    });
});

describe("tracing", () => {
    const TRACING = { endpoint: "http://collector:4318", samplingRate: 0.25 };
    const EXPECTED = {
        ENABLE_OTEL: "true",
        OTLP_BASE_ENDPOINT: "http://collector:4318",
        OTEL_EXPORTER_TYPE: "otlp",
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
        OTEL_SAMPLING_RATE: "0.25",
    };
    const otelIn = (settings: object) =>
        Object.fromEntries(Object.entries(settings).filter(([name]) => /OTEL|OTLP/.test(name)));

    test.each([
        ["api", apiEnvironment],
        ["plugin daemon", pluginDaemonEnvironment],
    ])("%s sends what it does where it is told, and nothing unless told", async (_, environment) => {
        const { settings } = await resolved(environment({ ...ARGS, tracing: TRACING }));
        expect(otelIn(settings)).toEqual(EXPECTED);
        expect(otelIn((await resolved(environment(ARGS))).settings)).toEqual({});
    });
});

describe("older releases", () => {
    const of = (version: string, change: Partial<EnvironmentArgs> = {}) =>
        resolved(apiEnvironment({ ...ARGS, release: releaseOf(version), streaming: ALONE, ...change }));
    const TLS = { redis: { ...PRIMARY, tls: true } };
    const IDENTITY = {
        objectStore: { ...ARGS.objectStore, access: accessToAll({ kind: "identity", annotations: {} }) },
    };

    test.each([
        ["1.7.2", "rediss://:$(REDIS_PASSWORD)@redis-primary.dify.svc:6379/1?ssl_cert_reqs=optional", undefined],
        ["1.8.0", "rediss://:$(REDIS_PASSWORD)@redis-primary.dify.svc:6379/1", "CERT_REQUIRED"],
    ])("%s is told to check certificates where it looks for it", async (version, url, variable) => {
        const { composed, settings } = await of(version, TLS);
        expect([composed.CELERY_BROKER_URL, settings.REDIS_SSL_CERT_REQS]).toEqual([url, variable]);
    });

    test.each([
        ["0.6.9", undefined, "eu-central-1"],
        ["0.8.0", "true", "eu-central-1"],
        ["0.15.0", "true", undefined],
    ])("%s with an identity has its region from where it reads it", async (version, identity, region) => {
        const { settings, secrets } = await of(version, IDENTITY);
        expect([settings.S3_USE_AWS_MANAGED_IAM, settings.AWS_DEFAULT_REGION]).toEqual([identity, region]);
        expect(Object.keys(secrets).filter((name) => name.startsWith("S3_"))).toEqual([]);
    });

    test("with keys nobody needs that", async () => {
        expect((await of("0.6.9")).settings.AWS_DEFAULT_REGION).toBeUndefined();
    });

    test("Milvus with TLS is told so apart before it had a URI", async () => {
        const { settings } = await of("0.6.9", {
            vectorStore: { ...ARGS.vectorStore, url: "https://milvus.example.com:443" },
        });
        expect([settings.MILVUS_HOST, settings.MILVUS_PORT, settings.MILVUS_SECURE]).toEqual([
            "milvus.example.com",
            "443",
            "true",
        ]);
    });

    test("a database without TLS", async () => {
        const { settings } = await of("0.6.9", { appDatabase: { ...ARGS.appDatabase, tls: false } });
        expect([settings.PGSSLMODE, settings.PGCONNECT_TIMEOUT, settings.DB_EXTRAS]).toEqual([
            undefined,
            "5",
            undefined,
        ]);
    });

    test("a plugin daemon needs a release that has one, and a database", () => {
        const message = (args: Partial<EnvironmentArgs>) => () => pluginDaemonEnvironment({ ...ARGS, ...args });
        expect(message({ release: releaseOf("0.15.8") })).toThrow("Dify 0.15.8 has no plugin daemon");
        expect(message({ pluginDatabase: undefined })).toThrow(RangeError);
    });

    test.each([
        ["1.13.3", {}],
        ["1.14.0", { ENABLE_OTEL: "true" }],
    ])("the plugin daemon of %s sends traces: %j", async (version, expected) => {
        const tracing = { endpoint: "http://collector:4318", samplingRate: 0.25 };
        const { settings } = await resolved(pluginDaemonEnvironment({ ...ARGS, release: releaseOf(version), tracing }));
        expect("ENABLE_OTEL" in settings ? { ENABLE_OTEL: settings.ENABLE_OTEL } : {}).toEqual(expected);
    });
});
