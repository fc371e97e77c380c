import { releaseOf } from "../../../components/dify/catalogue";
import type { EnvironmentArgs } from "../../../components/dify/env";
import { kubernetesSecret, type ClusterEndpoint, type PrimaryEndpoint } from "../../../contracts";
import { keysIn } from "../../support/objectStore";

/** A Redis address that follows the master. */
export const PRIMARY: PrimaryEndpoint = {
    kind: "primary",
    host: "redis-primary.dify.svc",
    port: 6379,
    tls: false,
    password: kubernetesSecret("redis-auth", "password"),
    servedBy: "redis-primary",
};

/** A Redis Cluster. */
export const CLUSTER: ClusterEndpoint = {
    kind: "cluster",
    host: "redis-sharded-leader.dify.svc",
    port: 6380,
    tls: false,
    password: kubernetesSecret("sharded-auth", "password"),
    servedBy: "redis-sharded-leader",
};

/** What the environments are rendered from: every value another, so that none can stand in for one that is mistaken. */
export const ENVIRONMENT_ARGS = {
    release: releaseOf("1.16.1"),
    origin: "https://dify.example.com",
    hosts: { api: "d-api", sandbox: "d-sandbox", ssrfProxy: "d-ssrf-proxy", pluginDaemon: "d-plugin-daemon" },
    appDatabase: {
        host: "pg-app.dify.svc",
        port: 5432,
        database: "dify",
        user: "dify_user",
        tls: true,
        password: kubernetesSecret("pg-app-owner", "password"),
        maxConnections: 500,
        servedBy: "postgres",
    },
    pluginDatabase: {
        host: "pg-plugins.dify.svc",
        port: 5433,
        database: "dify_plugin",
        user: "plugin_user",
        tls: true,
        password: kubernetesSecret("pg-plugins-owner", "password"),
        maxConnections: 500,
        servedBy: "postgres",
    },
    redis: PRIMARY,
    streaming: { collaboration: true, eventBus: PRIMARY },
    objectStore: {
        url: "https://s3.example.com",
        region: "eu-central-1",
        pathStyle: true,
        buckets: { files: "b-files", plugins: "b-plugins", vectors: "b-vectors", backups: "b-backups" },
        access: keysIn("object-store"),
    },
    vectorStore: {
        url: "http://milvus.dify.svc:19530",
        database: "default",
        user: "root",
        password: kubernetesSecret("milvus-root", "password"),
        servedBy: "milvus-proxy",
    },
    secrets: {
        secretKey: kubernetesSecret("keys", "secret-key"),
        initPassword: kubernetesSecret("keys", "init-password"),
        sandboxKey: kubernetesSecret("keys", "sandbox-api-key"),
        pluginDaemonKey: kubernetesSecret("keys", "plugin-daemon-key"),
        innerApiKey: kubernetesSecret("keys", "inner-api-key"),
    },
    pool: { size: 20, overflow: 10 },
    queues: "release",
} satisfies EnvironmentArgs;
