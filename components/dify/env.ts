import * as pulumi from "@pulumi/pulumi";
import type {
    BucketPurpose,
    KubernetesSecretRef,
    ObjectStoreEndpoint,
    PostgresEndpoint,
    PrimaryEndpoint,
    RedisEndpoint,
    VectorStoreEndpoint,
} from "../../contracts";
import { accessKeys } from "../shared/cloudAccess";
import { PORTS, reads, type DifyRelease } from "./catalogue";

/** Environment of every service, rendered from contracts: plain settings, references to secrets, and values composed of both. */
export interface Environment {
    /** Settings that anyone may read: a ConfigMap. */
    readonly settings: Readonly<Record<string, pulumi.Input<string>>>;
    /** Variables that come from a Secret. */
    readonly secrets: Readonly<Record<string, KubernetesSecretRef>>;
    /** Variables that Kubernetes composes in the container from `$(NAME)` of the secrets. */
    readonly composed: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Secrets that the application itself needs, one per purpose. */
export interface AppSecrets {
    /** Signs sessions and file URLs, encrypts plugin credentials: never change it. */
    readonly secretKey: KubernetesSecretRef;
    /** Guards the set-up page until the first administrator exists. */
    readonly initPassword: KubernetesSecretRef;
    readonly sandboxKey: KubernetesSecretRef;
    /** API to plugin daemon. */
    readonly pluginDaemonKey: KubernetesSecretRef;
    /** Plugin daemon to API. */
    readonly innerApiKey: KubernetesSecretRef;
}

/** In-cluster host names of the services. */
export interface Hosts {
    readonly api: string;
    readonly sandbox: string;
    readonly ssrfProxy: string;
    readonly pluginDaemon: string;
}

/**
 * Real-time collaboration of the workflow editor, and the Redis that streams answers from worker to API. Socket.IO speaks to the same
 * Redis and follows no redirects, so that one of the two can be had: collaboration, or a Redis Cluster.
 */
export type Streaming =
    | { readonly collaboration: true; readonly eventBus: PrimaryEndpoint }
    | { readonly collaboration: false; readonly eventBus: RedisEndpoint };

/** Where traces and metrics go. */
export interface ApplicationTracing {
    /** URL that takes OTLP over HTTP, without a path. */
    readonly endpoint: string;
    /** Share of the requests that are followed, 0 to 1, where nobody before Dify has decided. */
    readonly samplingRate: number;
}

export interface EnvironmentArgs {
    /** Whose variables these are to be: each release reads others. */
    readonly release: DifyRelease;
    /** Public origin, such as `https://dify.example.com`. */
    readonly origin: string;
    readonly hosts: Hosts;
    readonly appDatabase: PostgresEndpoint;
    /** Absent for a release without plugin daemon. */
    readonly pluginDatabase?: PostgresEndpoint;
    /** Cache, locks and Celery's queues. */
    readonly redis: PrimaryEndpoint;
    readonly streaming: Streaming;
    readonly objectStore: ObjectStoreEndpoint;
    readonly vectorStore: VectorStoreEndpoint;
    readonly secrets: AppSecrets;
    readonly pool: { readonly size: number; readonly overflow: number };
    /** Celery's queues: those of the release, or those of its canary, which none but the canary's workers read. */
    readonly queues: Queues;
    /** Default: nothing is traced. */
    readonly tracing?: ApplicationTracing;
}

export type Queues = keyof typeof BROKER_DATABASES;

/** Databases of the Redis primary. The plugin daemon shares number 0 under a prefix of its own; 2 is upstream's for agents. */
const CACHE_DATABASE = 0;
export const BROKER_DATABASES = { release: 1, canary: 3 } as const;

/**
 * libpq notices a server that went dark after about 10 s: without this a connection to a lost zone hangs for as long as the
 * kernel retries, 15 minutes (tcp_retries2).
 */
const DB_EXTRAS = {
    keepalives: "1",
    keepalives_idle: "10",
    keepalives_interval: "3",
    keepalives_count: "3",
    tcp_user_timeout: "10000",
    connect_timeout: "5",
};

/** Upload limit of plugin packages, bytes: 50 MB, as upstream's compose file sets it. */
const PLUGIN_PACKAGE_BYTES = "52428800";

/** api, worker, beat, websocket and the migration Job: one environment, told apart by MODE. */
export function apiEnvironment(args: EnvironmentArgs): Environment {
    const { release, hosts, redis, objectStore, vectorStore, appDatabase, secrets, origin } = args;
    const { collaboration } = args.streaming;
    const proxyUrl = `http://${hosts.ssrfProxy}:${PORTS.ssrfProxy}`;
    const milvus = milvusSettings(release, vectorStore);
    const bus = eventBusOf(args);
    return readBy(release, {
        settings: {
            DEPLOY_ENV: "PRODUCTION",
            // Standard output only: a file in a container is lost with it.
            LOG_FILE: "",
            LOG_OUTPUT_FORMAT: "json",
            LOG_LEVEL: "INFO",
            // The Job migrates; the lock of upstream's start-up migration does not make the losers wait.
            MIGRATION_ENABLED: "false",
            UV_CACHE_DIR: "/tmp/.uv-cache",

            CONSOLE_API_URL: origin,
            CONSOLE_WEB_URL: origin,
            SERVICE_API_URL: origin,
            APP_API_URL: origin,
            APP_WEB_URL: origin,
            FILES_URL: origin,
            TRIGGER_URL: origin,
            ENDPOINT_URL_TEMPLATE: `${origin}/e/{hook_id}`,
            INTERNAL_FILES_URL: `http://${hosts.api}:${PORTS.api}`,
            RESPECT_XFORWARD_HEADERS_ENABLED: "true",
            ENABLE_COLLABORATION_MODE: String(collaboration),

            DB_TYPE: "postgresql",
            DB_HOST: appDatabase.host,
            DB_PORT: String(appDatabase.port),
            DB_USERNAME: appDatabase.user,
            DB_DATABASE: appDatabase.database,
            DB_EXTRAS: dbExtras(appDatabase.tls),
            ...libpqSettings(release, appDatabase.tls),
            SQLALCHEMY_POOL_SIZE: String(args.pool.size),
            SQLALCHEMY_MAX_OVERFLOW: String(args.pool.overflow),
            SQLALCHEMY_POOL_PRE_PING: "true",
            SQLALCHEMY_POOL_RECYCLE: "1800",
            SQLALCHEMY_POOL_USE_LIFO: "true",

            REDIS_HOST: redis.host,
            REDIS_PORT: String(redis.port),
            REDIS_USE_SSL: String(redis.tls),
            ...redisTlsSettings(redis),
            REDIS_DB: String(CACHE_DATABASE),
            REDIS_SOCKET_TIMEOUT: "5.0",
            REDIS_SOCKET_CONNECT_TIMEOUT: "3.0",
            REDIS_HEALTH_CHECK_INTERVAL: "10",
            REDIS_RETRY_RETRIES: "5",
            REDIS_KEEPALIVE: "true",
            REDIS_KEEPALIVE_IDLE: "10",
            REDIS_KEEPALIVE_INTERVAL: "3",
            REDIS_KEEPALIVE_COUNT: "3",
            CELERY_BACKEND: "redis",
            ...bus.settings,

            STORAGE_TYPE: "s3",
            S3_ENDPOINT: objectStore.url,
            S3_REGION: objectStore.region,
            S3_BUCKET_NAME: objectStore.buckets.files,
            S3_ADDRESS_STYLE: objectStore.pathStyle ? "path" : "virtual",
            S3_USE_AWS_MANAGED_IAM: String(hasIdentity(objectStore, "files")),
            ...regionOfIdentity(release, objectStore),

            VECTOR_STORE: "milvus",
            ...milvus,
            MILVUS_USER: vectorStore.user,
            MILVUS_DATABASE: vectorStore.database,
            // The code's default is true, upstream's compose file says false: collections made one way cannot be read the other.
            MILVUS_ENABLE_HYBRID_SEARCH: "false",

            CODE_EXECUTION_ENDPOINT: `http://${hosts.sandbox}:${PORTS.sandbox}`,
            SSRF_PROXY_HTTP_URL: proxyUrl,
            SSRF_PROXY_HTTPS_URL: proxyUrl,
            PLUGIN_DAEMON_URL: `http://${hosts.pluginDaemon}:${PORTS.pluginDaemon}`,
            PLUGIN_MAX_PACKAGE_SIZE: PLUGIN_PACKAGE_BYTES,

            ...tracingSettings(args.tracing),
        },
        secrets: {
            SECRET_KEY: secrets.secretKey,
            INIT_PASSWORD: secrets.initPassword,
            DB_PASSWORD: appDatabase.password,
            REDIS_PASSWORD: redis.password,
            ...bus.secrets,
            ...storeKeys(objectStore, "files", { id: "S3_ACCESS_KEY", secret: "S3_SECRET_KEY" }),
            MILVUS_PASSWORD: vectorStore.password,
            CODE_EXECUTION_API_KEY: secrets.sandboxKey,
            PLUGIN_DAEMON_KEY: secrets.pluginDaemonKey,
            INNER_API_KEY_FOR_PLUGIN: secrets.innerApiKey,
        },
        composed: {
            CELERY_BROKER_URL: brokerUrl(redis, args.queues, release.has.redisCertificates),
            ...bus.composed,
        },
    });
}

/** An environment without what its release would not read. */
function readBy(release: DifyRelease, { settings, secrets, composed }: Environment): Environment {
    const known = <T>(variables: Readonly<Record<string, T>>) =>
        Object.fromEntries(Object.entries(variables).filter(([name]) => reads(release, name)));
    return { settings: known(settings), secrets: known(secrets), composed };
}

/** Where Milvus is, as the release wants to be told. */
function milvusSettings({ has }: DifyRelease, { url }: VectorStoreEndpoint): Environment["settings"] {
    if (has.milvusUri) {
        return { MILVUS_URI: url };
    }
    const address = pulumi.output(url).apply((text) => new URL(text));
    return {
        MILVUS_HOST: address.apply(({ hostname }) => hostname),
        // A URL without a port has that of its scheme.
        MILVUS_PORT: address.apply(({ port, protocol }) => port || (protocol === "https:" ? "443" : "80")),
        MILVUS_SECURE: address.apply(({ protocol }) => String(protocol === "https:")),
    };
}

/** What libpq reads by itself, for a release that has no DB_EXTRAS. */
function libpqSettings(release: DifyRelease, tls: boolean): Record<string, string> {
    return reads(release, "DB_EXTRAS")
        ? {}
        : { ...(tls ? { PGSSLMODE: "require" } : {}), PGCONNECT_TIMEOUT: DB_EXTRAS.connect_timeout };
}

/** What boto3 reads by itself, for a release that forgets the region where it has an identity. */
function regionOfIdentity({ has }: DifyRelease, objectStore: ObjectStoreEndpoint): Record<string, string> {
    return has.identityRegion || !hasIdentity(objectStore, "files") ? {} : { AWS_DEFAULT_REGION: objectStore.region };
}

/** API and plugin daemon have the same names for these. */
function tracingSettings(tracing: ApplicationTracing | undefined): Record<string, string> {
    return tracing === undefined
        ? {}
        : {
              ENABLE_OTEL: "true",
              OTLP_BASE_ENDPOINT: tracing.endpoint,
              OTEL_EXPORTER_TYPE: "otlp",
              OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
              OTEL_SAMPLING_RATE: String(tracing.samplingRate),
          };
}

/**
 * Celery's broker: by its type never a Redis Cluster, which Celery cannot use. What REDIS_SSL_CERT_REQS does not say, because the release
 * does not read it, the URL says: for a client `optional` is as strict as `required` (Python's ssl), and it is what others run.
 */
export function brokerUrl(redis: PrimaryEndpoint, queues: Queues, readsCertificates = true): pulumi.Input<string> {
    const url = redisUrl(redis, "REDIS_PASSWORD", BROKER_DATABASES[queues]);
    return redis.tls && !readsCertificates ? pulumi.interpolate`${url}?ssl_cert_reqs=optional` : url;
}

/** Where the queues are: lists in a database, whose keys are the queues' names, since the API is given no REDIS_KEY_PREFIX. */
export function brokerAddress({ host, port, tls }: PrimaryEndpoint, queues: Queues) {
    return { address: pulumi.interpolate`${host}:${port}`, tls, database: BROKER_DATABASES[queues] };
}

function redisUrl(redis: RedisEndpoint, passwordVariable: string, database: number): pulumi.Input<string> {
    return pulumi.interpolate`${redis.tls ? "rediss" : "redis"}://:$(${passwordVariable})@${redis.host}:${redis.port}/${database}`;
}

/**
 * Upstream's default is CERT_NONE, which takes any certificate. The images' own trust store is used: a certificate by a public
 * authority, such as ElastiCache's. Cache and Celery read it; the event bus checks by itself, as its URL says nothing else.
 */
function redisTlsSettings({ tls }: PrimaryEndpoint): Record<string, string> {
    return tls ? { REDIS_SSL_CERT_REQS: "CERT_REQUIRED" } : {};
}

const NO_EVENT_BUS: Environment = { settings: {}, secrets: {}, composed: {} };

/** Variables of the event bus: none before runs were executed by workers, other names in the first release after that. */
function eventBusOf({ release: { has }, streaming: { eventBus } }: EnvironmentArgs): Environment {
    if (!has.runsInWorkers) {
        return NO_EVENT_BUS;
    }
    const prefix = has.eventBusSettings ? "EVENT_BUS" : "PUBSUB";
    const password = `${prefix}_REDIS_PASSWORD`;
    return {
        settings: eventBusSettings(eventBus),
        secrets: { [password]: eventBus.password },
        composed: { [`${prefix}_REDIS_URL`]: redisUrl(eventBus, password, CACHE_DATABASE) },
    };
}

function eventBusSettings(eventBus: RedisEndpoint): Record<string, string> {
    return eventBus.kind === "cluster"
        ? { EVENT_BUS_REDIS_USE_CLUSTERS: "true", EVENT_BUS_REDIS_CHANNEL_TYPE: "sharded" }
        : // `streams` would replay to late readers, but loses workflow_started up to 1.16.1 (langgenius/dify#40948).
          { EVENT_BUS_REDIS_USE_CLUSTERS: "false", EVENT_BUS_REDIS_CHANNEL_TYPE: "pubsub" };
}

function dbExtras(tls: boolean): string {
    return Object.entries({ ...(tls ? { sslmode: "require" } : {}), ...DB_EXTRAS })
        .map(([key, value]) => `${key}=${value}`)
        .join("&");
}

/** Whether the pods that use a bucket prove to AWS themselves who they are. */
function hasIdentity({ access }: ObjectStoreEndpoint, purpose: BucketPurpose): boolean {
    return access[purpose].kind === "identity";
}

/** The access key of a bucket under the names that a program reads; nothing for pods with an identity. */
function storeKeys(
    { access }: ObjectStoreEndpoint,
    purpose: BucketPurpose,
    names: { readonly id: string; readonly secret: string },
): Record<string, KubernetesSecretRef> {
    const keys = accessKeys(access[purpose]);
    return keys === undefined ? {} : { [names.id]: keys.accessKeyId, [names.secret]: keys.secretAccessKey };
}

/** web: what the browser is told, and where the server side finds the API. */
export function webEnvironment({ release, origin, hosts, streaming }: EnvironmentArgs): Environment {
    return readBy(release, {
        settings: {
            CONSOLE_API_URL: origin,
            APP_API_URL: origin,
            SERVER_CONSOLE_API_URL: `http://${hosts.api}:${PORTS.api}`,
            NEXT_PUBLIC_SOCKET_URL: streaming.collaboration ? origin.replace(/^http/, "ws") : "",
            // The agent back end is not deployed.
            NEXT_PUBLIC_ENABLE_AGENT_V2: "false",
            // The start-up script hands on what is not set as an empty text: these are the values of upstream's compose file.
            TEXT_GENERATION_TIMEOUT_MS: "60000",
            INDEXING_MAX_SEGMENTATION_TOKENS_LENGTH: "4000",
            TOP_K_MAX_VALUE: "10",
            MAX_TOOLS_NUM: "10",
            MARKETPLACE_API_URL: "https://marketplace.dify.ai",
            MARKETPLACE_URL: "https://marketplace.dify.ai",
            NEXT_TELEMETRY_DISABLED: "1",
        },
        secrets: {},
        composed: {},
    });
}

/** sandbox: untrusted code, whose way out is the SSRF proxy. */
export function sandboxEnvironment({ hosts, secrets }: EnvironmentArgs): Environment {
    const proxyUrl = `http://${hosts.ssrfProxy}:${PORTS.ssrfProxy}`;
    return {
        settings: {
            GIN_MODE: "release",
            WORKER_TIMEOUT: "15",
            ENABLE_NETWORK: "true",
            HTTP_PROXY: proxyUrl,
            HTTPS_PROXY: proxyUrl,
            SANDBOX_PORT: String(PORTS.sandbox),
        },
        secrets: { API_KEY: secrets.sandboxKey },
        composed: {},
    };
}

/** Hosts that nobody reaches through the proxy: of the cluster, of the pod itself, and the one that hands out identities. */
const DIRECT_HOSTS = ["localhost", "127.0.0.1", ".svc.cluster.local", "169.254.170.23"];

/** Where pods have addresses: a daemon hands requests to the address of another one. */
const POD_RANGES = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"];

/**
 * The proxy, for the daemon and its plugins, which nothing else lets out. The daemon (Go) reads the variables in capitals first, plugins
 * (Python: requests, httpx, urllib) those in small letters: so it alone goes to addresses of pods by itself, and a plugin asks the
 * proxy for a private address.
 */
function proxySettings({ hosts, objectStore }: EnvironmentArgs): Record<string, string> {
    const proxyUrl = `http://${hosts.ssrfProxy}:${PORTS.ssrfProxy}`;
    const store = objectStore.inside === true ? [new URL(objectStore.url).hostname] : [];
    const direct = [...DIRECT_HOSTS, hosts.api, ...store];
    return {
        HTTP_PROXY: proxyUrl,
        HTTPS_PROXY: proxyUrl,
        NO_PROXY: [...direct, ...POD_RANGES].join(","),
        no_proxy: direct.join(","),
    };
}

/**
 * plugin_daemon: the daemon's own names, which differ from those of upstream's compose file. Throws a RangeError for a release that has
 * none, or without the database.
 */
export function pluginDaemonEnvironment(args: EnvironmentArgs): Environment {
    const { release, hosts, redis, objectStore, pluginDatabase, secrets } = args;
    if (!release.has.pluginDaemon || pluginDatabase === undefined) {
        throw new RangeError(`Dify ${release.version} has no plugin daemon, or the daemon no database`);
    }
    return {
        settings: {
            GIN_MODE: "release",
            SERVER_PORT: String(PORTS.pluginDaemon),
            DIFY_INNER_API_URL: `http://${hosts.api}:${PORTS.api}`,
            PLUGIN_REMOTE_INSTALLING_HOST: "0.0.0.0",
            PLUGIN_REMOTE_INSTALLING_PORT: String(PORTS.pluginDebug),
            PLUGIN_WORKING_PATH: PLUGIN_WORKING_PATH,
            MAX_PLUGIN_PACKAGE_SIZE: PLUGIN_PACKAGE_BYTES,
            FORCE_VERIFYING_SIGNATURE: "true",
            HEALTH_API_LOG_ENABLED: "false",

            DB_HOST: pluginDatabase.host,
            DB_PORT: String(pluginDatabase.port),
            DB_USERNAME: pluginDatabase.user,
            DB_DATABASE: pluginDatabase.database,
            DB_SSL_MODE: pluginDatabase.tls ? "require" : "disable",

            REDIS_HOST: redis.host,
            REDIS_PORT: String(redis.port),
            // The daemon checks the certificate unless told otherwise, and refuses CERT_REQUIRED without a file of authorities.
            REDIS_USE_SSL: String(redis.tls),

            PLUGIN_STORAGE_TYPE: "aws_s3",
            PLUGIN_STORAGE_OSS_BUCKET: objectStore.buckets.plugins,
            AWS_REGION: objectStore.region,
            // true sends requests to AWS whatever S3_ENDPOINT says, and is what an identity needs.
            S3_USE_AWS: String(hasIdentity(objectStore, "plugins")),
            ...(release.has.pluginIdentity
                ? { S3_USE_AWS_MANAGED_IAM: String(hasIdentity(objectStore, "plugins")) }
                : {}),
            S3_ENDPOINT: objectStore.url,
            S3_USE_PATH_STYLE: String(objectStore.pathStyle),

            ...proxySettings(args),
            ...(release.has.pluginTelemetry ? tracingSettings(args.tracing) : {}),
        },
        secrets: {
            SERVER_KEY: secrets.pluginDaemonKey,
            DIFY_INNER_API_KEY: secrets.innerApiKey,
            DB_PASSWORD: pluginDatabase.password,
            REDIS_PASSWORD: redis.password,
            ...storeKeys(objectStore, "plugins", { id: "AWS_ACCESS_KEY", secret: "AWS_SECRET_KEY" }),
        },
        composed: {},
    };
}

/** Where the plugin daemon unpacks plugins and their virtual environments. */
export const PLUGIN_WORKING_PATH = "/app/storage/cwd";
